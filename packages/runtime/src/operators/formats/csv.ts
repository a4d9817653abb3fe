/**
 * CSV with a header line (RFC 4180 quoting, within one line). The header names the fields; the record type, where the
 * compiler knows it, says which of them are numbers and booleans.
 */
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import { DecodeError } from './decode-error.ts';
import type { Decoder, DecoderMemory } from './decoder.ts';

/** A decoder for one stream: the first line of it is the header. */
export function csvDecoder(text: TextCodec, shape: RecordShape, memory: DecoderMemory): Decoder {
  const fields: Fields = new Map(shape?.fields.map((field) => [field.name, field]));
  return (bytes, span) => {
    if (span.end === span.start) return null;
    const cells = splitCells(text.decode(bytes, span.start, span.end));
    if (memory.header === null) {
      memory.header = readHeader(cells, shape);
      return null;
    }
    return toRecord(memory.header, cells, fields);
  };
}

type Field = NonNullable<RecordShape>['fields'][number];
type Fields = ReadonlyMap<string, Field>;

function readHeader(cells: readonly string[], shape: RecordShape): readonly string[] {
  const names = cells.map((cell, index) => (index === 0 ? cell.replace(/^\uFEFF/, '') : cell).trim());
  const missing = shape?.fields.filter((field) => !field.optional && !names.includes(field.name)) ?? [];
  if (missing.length > 0)
    throw new DecodeError(
      `the CSV header lacks ${missing.map((field) => field.name).join(', ')}; it has ${names.join(', ')}`,
    );
  return names;
}

function toRecord(header: readonly string[], cells: readonly string[], fields: Fields): unknown {
  if (cells.length !== header.length)
    throw new DecodeError(`the line has ${cells.length} cells, the header ${header.length}`);
  const record: Record<string, unknown> = {};
  for (let i = 0; i < header.length; i++) {
    const name = header[i] ?? '';
    const value = toValue(name, cells[i] ?? '', fields.get(name));
    if (name === '__proto__')
      Object.defineProperty(record, name, { value, writable: true, enumerable: true, configurable: true });
    else if (value !== undefined) record[name] = value;
  }
  return record;
}

/** The value of a cell; undefined where an optional number or boolean is left empty. */
function toValue(name: string, cell: string, field: Field | undefined): unknown {
  const type = field?.type;
  if (field?.optional === true && cell === '' && type !== 'string') return undefined;
  if (type === 'number') {
    const value = cell.trim() === '' ? Number.NaN : Number(cell);
    if (Number.isNaN(value) && cell.trim() !== 'NaN')
      throw new DecodeError(`field ${name} is ${JSON.stringify(cell)}, not a number`);
    return value;
  }
  if (type === 'boolean') {
    if (cell !== 'true' && cell !== 'false')
      throw new DecodeError(`field ${name} is ${JSON.stringify(cell)}, not true or false`);
    return cell === 'true';
  }
  return cell;
}

export function splitCells(line: string): readonly string[] {
  if (!line.includes('"')) return line.split(',');
  const cells: string[] = [];
  let at = 0;
  while (at <= line.length) {
    const cell = line[at] === '"' ? quotedCell(line, at) : plainCell(line, at);
    cells.push(cell.value);
    at = cell.next;
  }
  return cells;
}

type Cell = { readonly value: string; readonly next: number };

function plainCell(line: string, at: number): Cell {
  const comma = line.indexOf(',', at);
  const end = comma < 0 ? line.length : comma;
  return { value: line.slice(at, end), next: comma < 0 ? line.length + 1 : end + 1 };
}

function quotedCell(line: string, at: number): Cell {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = line.indexOf('"', from);
    if (quote < 0) throw new DecodeError('a quoted CSV cell is not closed on its line');
    value += line.slice(from, quote);
    if (line[quote + 1] !== '"') return afterQuote(line, quote, value);
    value += '"';
    from = quote + 2;
  }
}

function afterQuote(line: string, quote: number, value: string): Cell {
  const next = line[quote + 1];
  if (next !== undefined && next !== ',')
    throw new DecodeError('a quoted CSV cell is followed by something other than a comma');
  return { value, next: next === undefined ? line.length + 1 : quote + 2 };
}

/** A cell as CSV: quoted where a comma, a quote or a line end would break the row. */
export function toCell(value: unknown): string {
  const text = cellText(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? value.toString() : '';
}
