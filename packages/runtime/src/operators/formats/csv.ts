/**
 * CSV with a header (RFC 4180): the cells of a row, and a row of cells. The header names the fields; the record type, where the
 * compiler knows it, says which of them are numbers and booleans.
 */
import type { RecordShape } from '@potoroo/shared/topology';
import type { TextCodec } from '../../api/index.ts';
import { DecodeError } from './decode-error.ts';
import type { Decoder, DecoderMemory } from './decoder.ts';

const headerBytesMax = 1_048_576;
const byteOrderMark = '\uFEFF';

/** A decoder for one stream: the first row of it is the header. */
export function csvDecoder(text: TextCodec, shape: RecordShape, memory: DecoderMemory): Decoder {
  const fields: Fields = new Map(shape?.fields.map((field) => [field.name, field]));
  return (bytes, span) => {
    if (span.end === span.start) return null;
    const row = text.decode(bytes, span.start, span.end);
    if (memory.header === null) {
      memory.header = readHeader(row, shape);
      return null;
    }
    return toRecord(memory.header, splitCells(row), fields);
  };
}

type Field = NonNullable<RecordShape>['fields'][number];
type Fields = ReadonlyMap<string, Field>;

/** Spaces around a name count only within quotes. */
function readHeader(row: string, shape: RecordShape): readonly string[] {
  if (row.length > headerBytesMax)
    throw new DecodeError(`the CSV header is ${row.length} characters long, more than ${headerBytesMax}`);
  const names = cellsOf(row.startsWith(byteOrderMark) ? row.slice(1) : row).map(({ value, isQuoted }) =>
    isQuoted ? value : value.trim(),
  );
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

export const splitCells = (row: string): readonly string[] =>
  row.includes('"') ? cellsOf(row).map(({ value }) => value) : row.split(',');

/** Rows as `toRow` makes them, each with a line end behind it; one within quotes ends none. */
export function splitRows(rows: string): readonly string[] {
  const all: string[] = [];
  let start = 0;
  let isQuoted = false;
  for (let at = 0; at < rows.length; at++) {
    const unit = rows[at];
    if (unit === '"') isQuoted = !isQuoted;
    else if (unit === '\n' && !isQuoted) {
      all.push(rows.slice(start, at));
      start = at + 1;
    }
  }
  return all;
}

type Cell = { readonly value: string; readonly isQuoted: boolean; readonly next: number };

function cellsOf(row: string): readonly Cell[] {
  const cells: Cell[] = [];
  let at = 0;
  while (at <= row.length) {
    const cell = row[at] === '"' ? quotedCell(row, at) : plainCell(row, at);
    cells.push(cell);
    at = cell.next;
  }
  return cells;
}

function plainCell(row: string, at: number): Cell {
  const comma = row.indexOf(',', at);
  const end = comma < 0 ? row.length : comma;
  return { value: row.slice(at, end), isQuoted: false, next: comma < 0 ? row.length + 1 : end + 1 };
}

function quotedCell(row: string, at: number): Cell {
  let value = '';
  let from = at + 1;
  for (;;) {
    const quote = row.indexOf('"', from);
    if (quote < 0) throw new DecodeError('a quoted CSV cell begins on this line and is not closed as it should be');
    value += row.slice(from, quote);
    if (row[quote + 1] !== '"') return afterQuote(row, quote, value);
    value += '"';
    from = quote + 2;
  }
}

function afterQuote(row: string, quote: number, value: string): Cell {
  const next = row[quote + 1];
  if (next !== undefined && next !== ',')
    throw new DecodeError('a quoted CSV cell is followed by something other than a comma');
  return { value, isQuoted: true, next: next === undefined ? row.length + 1 : quote + 2 };
}

/** Cells as a row. Empty, a single one is quoted: an empty line is no row. */
export function toRow(values: readonly unknown[]): string {
  const row = values.map(toCell).join(',');
  return row === '' ? '""' : row;
}

/** A cell as CSV: quoted where a comma, a quote or a line end would break the row, or spaces around it be lost. */
export function toCell(value: unknown): string {
  const text = cellText(value);
  return /[",\r\n]|^[\s\uFEFF]|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'string') return value;
  if (typeof value === 'object') return JSON.stringify(value);
  return typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint' ? value.toString() : '';
}
