/**
 * What the palette offers, in its order. An entry makes a new node that compiles as soon as it is connected: its default
 * snippet type-checks whatever comes in. One kind of node may have several entries that differ in their defaults.
 */
import { AssertionError } from '../assert.ts';
import type { NodeId } from '../ids.ts';
import type { NodeKind, PipelineNode, Position } from '../pipeline/index.ts';

export type PaletteSection = 'Sources' | 'Computations' | 'State' | 'Sinks' | 'Notes';
export const paletteSections: readonly PaletteSection[] = ['Sources', 'Computations', 'State', 'Sinks', 'Notes'];

export type NewNode = {
  readonly id: NodeId;
  readonly name: string;
  readonly position: Position;
  /** The state that a state computation goes into; other entries take no notice of it. */
  readonly state: NodeId | null;
};

export type PaletteEntry = {
  readonly id: PaletteEntryId;
  readonly section: PaletteSection;
  readonly kind: NodeKind;
  readonly title: string;
  /** What a new node is called until its author renames it. */
  readonly name: string;
  /** One sentence. */
  readonly help: string;
  /** Words under which a search finds it, besides its title. */
  readonly words: readonly string[];
  /** Null where there is nothing to put the node into: a state computation needs a state. */
  readonly create: (place: NewNode) => PipelineNode | null;
};

export type PaletteEntryId =
  | 'tcp-source'
  | 'file-source'
  | 'generator'
  | 'map'
  | 'filter'
  | 'flat-map'
  | 'key'
  | 'state'
  | 'state-computation'
  | 'tcp-sink'
  | 'file-sink'
  | 'live-table'
  | 'note';

const base = ({ id, name, position }: NewNode) => ({ id, name, position });

const computation =
  (code: string) =>
  (place: NewNode): PipelineNode => ({ kind: 'computation', ...base(place), code });

const mapCode = `(record) => {
  // Return what becomes of the record.
  return record;
}`;
const filterCode = `(record) => {
  const isWanted = true;
  return isWanted ? record : null;
}`;
const flatMapCode = `(record) => {
  // Return an array: each element goes on as a record of its own.
  return [record];
}`;
const keyCode = '(record) => JSON.stringify(record)';
const stateCode = '() => ({ count: 0 })';
const stateComputationCode = `(record, state, { key }) => {
  // Read and change the state object here. Return what goes on, or nothing.
  return record;
}`;
const generateCode = `(index, memory, random) => {
  return { id: index, amount: Math.floor(random() * 100) };
}`;

export const palette: readonly PaletteEntry[] = [
  {
    id: 'tcp-source',
    section: 'Sources',
    kind: 'source',
    title: 'TCP source',
    name: 'TCP source',
    help: 'Listens on a port; every connection brings records.',
    words: ['socket', 'listen', 'network', 'input'],
    create: (place) => ({
      kind: 'source',
      ...base(place),
      connector: { type: 'tcp', host: '127.0.0.1', port: 7010, format: 'lines' },
      recordType: null,
      decode: null,
      generate: null,
    }),
  },
  {
    id: 'file-source',
    section: 'Sources',
    kind: 'source',
    title: 'File source',
    name: 'File source',
    help: 'Reads a file from its beginning to its end: lines, NDJSON, CSV or frames.',
    words: ['read', 'csv', 'ndjson', 'json', 'lines', 'input'],
    create: (place) => ({
      kind: 'source',
      ...base(place),
      connector: { type: 'file', path: 'input.txt', format: 'lines', rate: null },
      recordType: null,
      decode: null,
      generate: null,
    }),
  },
  {
    id: 'generator',
    section: 'Sources',
    kind: 'source',
    title: 'Generator',
    name: 'Generator',
    help: 'Makes records by a snippet, at a rate that you choose.',
    words: ['make', 'random', 'load', 'test', 'input'],
    create: (place) => ({
      kind: 'source',
      ...base(place),
      connector: { type: 'generator', rate: 100, count: null },
      recordType: null,
      decode: null,
      generate: generateCode,
    }),
  },
  {
    id: 'map',
    section: 'Computations',
    kind: 'computation',
    title: 'Map',
    name: 'Map',
    help: 'Turns each record into another.',
    words: ['computation', 'transform', 'convert'],
    create: computation(mapCode),
  },
  {
    id: 'filter',
    section: 'Computations',
    kind: 'computation',
    title: 'Filter',
    name: 'Filter',
    help: 'Lets some records through and drops the others.',
    words: ['computation', 'where', 'drop'],
    create: computation(filterCode),
  },
  {
    id: 'flat-map',
    section: 'Computations',
    kind: 'computation',
    title: 'Flat map',
    name: 'Flat map',
    help: 'Turns each record into any number of records.',
    words: ['computation', 'split', 'many'],
    create: computation(flatMapCode),
  },
  {
    id: 'key',
    section: 'State',
    kind: 'key',
    title: 'Key',
    name: 'Key',
    help: 'Decides which state object a record meets.',
    words: ['partition', 'group', 'by', 'hash'],
    create: (place) => ({ kind: 'key', ...base(place), code: keyCode }),
  },
  {
    id: 'state',
    section: 'State',
    kind: 'state',
    title: 'State',
    name: 'State',
    help: 'A kind of state objects, one for each key, shared by the state computations that you put into it.',
    words: ['entity', 'objects', 'memory', 'swimlane'],
    create: (place) => ({ kind: 'state', ...base(place), initial: stateCode, size: { width: 360, height: 200 } }),
  },
  {
    id: 'state-computation',
    section: 'State',
    kind: 'state-computation',
    title: 'State computation',
    name: 'State computation',
    help: 'Brings a record and the state object of its key together.',
    words: ['update', 'aggregate', 'count'],
    create: (place) =>
      place.state === null
        ? null
        : { kind: 'state-computation', ...base(place), state: place.state, code: stateComputationCode },
  },
  {
    id: 'tcp-sink',
    section: 'Sinks',
    kind: 'sink',
    title: 'TCP sink',
    name: 'TCP sink',
    help: 'Connects to a port and sends every record there.',
    words: ['socket', 'send', 'network', 'output'],
    create: (place) => ({
      kind: 'sink',
      ...base(place),
      connector: { type: 'tcp', host: '127.0.0.1', port: 7020, format: 'lines' },
      encode: null,
    }),
  },
  {
    id: 'file-sink',
    section: 'Sinks',
    kind: 'sink',
    title: 'File sink',
    name: 'File sink',
    help: 'Writes every record to a file.',
    words: ['write', 'csv', 'ndjson', 'json', 'lines', 'output'],
    create: (place) => ({
      kind: 'sink',
      ...base(place),
      connector: { type: 'file', path: 'output.txt', format: 'lines' },
      encode: null,
    }),
  },
  {
    id: 'live-table',
    section: 'Sinks',
    kind: 'sink',
    title: 'Live table',
    name: 'Live table',
    help: 'Shows the last records here in the studio.',
    words: ['show', 'view', 'output', 'debug'],
    create: (place) => ({ kind: 'sink', ...base(place), connector: { type: 'live' }, encode: null }),
  },
  {
    id: 'note',
    section: 'Notes',
    kind: 'note',
    title: 'Note',
    name: 'Note',
    help: 'A remark for readers.',
    words: ['comment', 'text', 'remark'],
    create: (place) => ({ kind: 'note', ...base(place), text: 'Note', size: { width: 220, height: 100 } }),
  },
];

/** The entry that stands for a node on screen: its connector decides among sources and sinks. */
export function paletteEntryOf(node: PipelineNode): PaletteEntry {
  const id = entryIdOf(node);
  const entry = palette.find((each) => each.id === id);
  return entry ?? unlisted(id);
}

function entryIdOf(node: PipelineNode): PaletteEntryId {
  switch (node.kind) {
    case 'source':
      return ({ tcp: 'tcp-source', file: 'file-source', generator: 'generator' } as const)[node.connector.type];
    case 'sink':
      return ({ tcp: 'tcp-sink', file: 'file-sink', live: 'live-table' } as const)[node.connector.type];
    case 'computation':
      return 'map';
    default:
      return node.kind;
  }
}

function unlisted(id: PaletteEntryId): never {
  throw new AssertionError(`the palette does not list ${id}`);
}
