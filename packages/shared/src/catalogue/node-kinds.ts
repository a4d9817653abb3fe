/** The kinds of nodes: what they are called, where they connect, and what they are for. Drawing is the studio's business. */
import type { NodeKind } from '../pipeline/index.ts';

/** What flows through a port: records, or records with the key that a key function gave them. */
export type Port = { readonly title: string; readonly carries: 'records' | 'keyed records' };

export type NodeKindEntry = {
  readonly kind: NodeKind;
  readonly title: string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** One sentence, for a tooltip and the inspector. */
  readonly help: string;
};

const records: Port = { title: 'Records', carries: 'records' };
const keyedRecords: Port = { title: 'Keyed records', carries: 'keyed records' };

export const nodeKinds: Readonly<Record<NodeKind, NodeKindEntry>> = {
  source: {
    kind: 'source',
    title: 'Source',
    inputs: [],
    outputs: [records],
    help: 'Where records enter the pipeline.',
  },
  computation: {
    kind: 'computation',
    title: 'Computation',
    inputs: [records],
    outputs: [records],
    help: 'Turns each record into one record, several (an array), or none (null). It remembers nothing.',
  },
  key: {
    kind: 'key',
    title: 'Key',
    inputs: [records],
    outputs: [keyedRecords],
    help: 'Gives each record the key of the state object that it meets.',
  },
  state: {
    kind: 'state',
    title: 'State',
    inputs: [],
    outputs: [],
    help: 'A kind of state objects, one for each key. State computations inside it share these objects.',
  },
  'state-computation': {
    kind: 'state-computation',
    title: 'State computation',
    inputs: [keyedRecords],
    outputs: [records],
    help: 'Brings a record and the state object of its key together, one record at a time.',
  },
  sink: {
    kind: 'sink',
    title: 'Sink',
    inputs: [records],
    outputs: [],
    help: 'Where records leave the pipeline.',
  },
  note: {
    kind: 'note',
    title: 'Note',
    inputs: [],
    outputs: [],
    help: 'A remark for readers. It takes no part in a run.',
  },
};

/** Whether an output of one kind may lead to an input of the other. Which nodes, and what types, is for the compiler to say. */
export function mayConnect(from: NodeKind, to: NodeKind): boolean {
  const given = nodeKinds[from].outputs[0];
  const taken = nodeKinds[to].inputs[0];
  return given !== undefined && taken !== undefined && given.carries === taken.carries;
}
