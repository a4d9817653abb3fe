/** Votes that are summed by name at two workers while slots change their owners, beside which one thread can be held. */
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Module, SourceStage, Topology } from '@potoroo/shared/topology';
import { plainText } from '../../api/index.ts';
import { TopologyDriver } from '../../testing/topology-driver.ts';
import { type DataPlaneLimits, productLimits } from '../data-plane-limits.ts';
import type { Placement } from '../placement/placement.ts';
import type { Reconfiguration } from '../worker-messages.ts';
import { WorkerPair } from './worker-pair.ts';

const slots = 256;
const [votes, totals, total] = [nodeId('votes'), nodeId('totals'), nodeId('total')];
const add = moduleId(2);

export type Summing = {
  readonly source: Pick<SourceStage, 'connector' | 'recordLayout' | 'lazy'>;
  readonly initial: string;
  readonly add: string;
  /** What the compiler found out about the key. */
  readonly field?: string;
};

const module = (id: number, node: string, code: string): Module => ({
  id: moduleId(id),
  node: nodeId(node),
  field: 'code',
  code: `exports.default = ${code};`,
  lines: [1],
});

const topologyOf = ({ source, initial, add: code, field }: Summing): Topology => ({
  version: 1,
  name: 'summing',
  codeHash: 'summing',
  modules: [
    module(0, 'by-name', '(vote) => vote.name'),
    module(1, 'total', initial),
    module(2, 'add', code),
    module(3, 'totals', '(text) => text'),
  ],
  stages: [
    {
      id: stageId(0),
      kind: 'source',
      name: 'votes',
      node: votes,
      ...source,
      decode: null,
      generate: null,
      shape: null,
      outputs: [0],
      steps: [
        {
          type: 'key',
          node: nodeId('by-name'),
          module: moduleId(0),
          exchanges: [exchangeId(0)],
          ...(field === undefined ? {} : { field }),
        },
      ],
    },
    {
      id: stageId(1),
      kind: 'keyed',
      name: 'total',
      state: total,
      initial: moduleId(1),
      slots,
      inputs: [{ node: nodeId('add'), module: add, outputs: [0] }],
      steps: [{ type: 'encode', node: totals, module: moduleId(3), exchange: exchangeId(1) }],
    },
    {
      id: stageId(2),
      kind: 'sink',
      name: 'totals',
      node: totals,
      connector: { type: 'file', path: 'unused', format: 'lines' },
      encode: moduleId(3),
      shards: 1,
      steps: [],
    },
  ],
  exchanges: [
    { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('by-name') },
    { id: exchangeId(1), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: nodeId('add') },
  ],
});

type Sums = { readonly state: ReadonlyMap<string, unknown>; readonly written: readonly string[] };
export type VotesGiven = {
  readonly bytes: Uint8Array;
  readonly chunkBytes: number;
  /** The worker of a slot, before and after the barrier in the middle; the fifth slot is like the first, and so on. */
  readonly owners: readonly (readonly [number, number])[];
  readonly limits: Partial<DataPlaneLimits>;
  /** Before the chunk of this number, of each half. */
  readonly beforeChunk?: (pair: WorkerPair, chunk: number) => void;
};

/** Everything is guarded: two workers by themselves cannot be led back. */
export function sumAtTwoWorkers(
  summing: Summing,
  { bytes, chunkBytes, owners, limits, beforeChunk = () => undefined }: VotesGiven,
): Sums & { readonly pair: WorkerPair } {
  const ownersAt = (moment: 0 | 1) => Array.from({ length: slots }, (_, slot) => owners[slot % 4]?.[moment] ?? 0);
  const [before, after] = ([0, 1] as const).map((moment): Placement => [[0], ownersAt(moment), [1]]);
  const pair = new WorkerPair(topologyOf(summing), before ?? [], { ...productLimits, ...limits }, { guarded: [add] });
  pair.both({ type: 'start', stages: [0] });
  const feed = (from: number, to: number): void => {
    for (let at = from, chunk = 0; at < to; at += chunkBytes, chunk++) {
      beforeChunk(pair, chunk);
      const part = bytes.slice(at, Math.min(at + chunkBytes, to));
      pair.tell(0, { type: 'intake-bytes', stage: 0, intake: 0, bytes: part });
      pair.settle();
    }
  };
  const middle = Math.floor(bytes.length / 2);
  feed(0, middle);
  const moves = ownersAt(0).flatMap((from, slot) => {
    const to = ownersAt(1)[slot] ?? 0;
    return from === to ? [] : [{ slot, from, to, warm: false }];
  });
  const change: Reconfiguration = { placement: after ?? [], solos: [], moves: [[], moves, []], everything: false };
  pair.inject(1, change);
  feed(middle, bytes.length);
  pair.tell(0, { type: 'intake-ended', stage: 0, intake: 0 });
  pair.tell(0, { type: 'source-closed', stage: 0 });
  pair.settle();
  pair.inject(2);
  pair.settle();
  for (const epoch of [1, 2]) pair.both({ type: 'complete', epoch });
  pair.settle();
  const objects = pair.workers.flatMap((worker) =>
    Array.from({ length: slots }, (_, slot) => [...worker.keyed(1).table.objectsOf(slot)]).flat(),
  );
  const written = pair.written.join('').split('\n');
  return {
    pair,
    state: byKey(objects.map(({ key, value }) => [key, value])),
    written: written.filter((line) => line !== '').toSorted(),
  };
}

/** One thread, no wire, every record decoded. */
export function sumInOneThread(
  summing: Summing,
  bytes: Uint8Array,
): Sums & { readonly failures: TopologyDriver['failures'] } {
  const source = { ...summing.source, lazy: false };
  const driver = new TopologyDriver(topologyOf({ ...summing, source }), plainText);
  driver.feed(votes, bytes);
  return {
    state: byKey([...driver.state(total)]),
    written: driver.lines(totals).toSorted(),
    failures: driver.failures,
  };
}

const byKey = (objects: readonly (readonly [string, unknown])[]): ReadonlyMap<string, unknown> =>
  new Map(objects.toSorted(([a], [b]) => (a < b ? -1 : 1)));
