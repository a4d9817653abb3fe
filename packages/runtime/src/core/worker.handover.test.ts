// A slot that moves takes its objects with it, and its records follow. Were one object older than the barrier, or one record
// met at the wrong worker, the totals would show it.
import { percentile } from '@potoroo/shared/telemetry';
import { describe, expect, it } from 'vitest';
import { countLines } from '../testing/sample-topologies.ts';
import { productLimits } from './data-plane-limits.ts';
import type { Placement } from './placement/placement.ts';
import { hashText, slotOf } from './slots/hash.ts';
import type { Reconfiguration } from './worker-messages.ts';
import { isState, WorkerPair } from './testing/worker-pair.ts';

const [source, keyed, slots] = [0, 1, 256];
const all = (worker: number): readonly number[] => Array.from({ length: slots }, () => worker);
const before: Placement = [[0], all(0), [1]];
const after: Placement = [[0], all(1), [1]];
const keys = Array.from({ length: 60 }, (_, index) => `k${index}`);
const slotOfKey = (key: string): number => slotOf(hashText(key), slots);

const moving = (warm: boolean): Reconfiguration => ({
  placement: after,
  moves: [[], all(0).map((_, slot) => ({ slot, from: 0, to: 1, warm })), []],
  solos: [],
  everything: false,
});

function objectsAt(pair: WorkerPair, worker: number): ReadonlyMap<string, unknown> {
  const objects = new Map<string, unknown>();
  for (let slot = 0; slot < slots; slot++)
    for (const { key, value } of pair.workers[worker]?.keyed(keyed).table.objectsOf(slot) ?? [])
      objects.set(key, value);
  return objects;
}
const counts = (n: (index: number) => number) => new Map(keys.map((key, index) => [key, { n: n(index) }]));

/** Every key met once and checkpointed, and every third once more since. */
function established(limits = productLimits): WorkerPair {
  const pair = new WorkerPair(countLines, before, limits);
  pair.both({ type: 'start', stages: [source] });
  pair.lines(0, source, keys);
  pair.settle();
  pair.inject(1);
  pair.settle();
  pair.both({ type: 'complete', epoch: 1 });
  pair.settle();
  return pair;
}
const third = keys.filter((_, index) => index % 3 === 0);

function handOver(warm: boolean): void {
  const pair = changedSince();
  if (warm) {
    for (let slot = 0; slot < slots; slot++)
      pair.tell(1, { type: 'warm', stage: keyed, slot, sections: pair.sectionsOf(keyed, slot) });
  }
  pair.inject(2, moving(warm));
  pair.lines(0, source, keys);
  pair.settle();
  expect(objectsAt(pair, 0).size).toBe(0);
  expect(objectsAt(pair, 1)).toEqual(counts((index) => (index % 3 === 0 ? 3 : 2)));
  const installed = pair.told('installed').map(({ slot }) => slot);
  expect(installed.toSorted((a, b) => a - b)).toEqual(all(0).map((_, slot) => slot));
}

describe('a hand-over between two workers', () => {
  it('with the last checkpoint at the new owner brings every object as it stood at the barrier', () => {
    handOver(true);
  });

  it('without the last checkpoint at the new owner brings every object as it stood at the barrier', () => {
    handOver(false);
  });

  it('is smaller where the new owner has the last checkpoint', () => {
    const sizes = [true, false].map((warm) => {
      const pair = changedSince();
      pair.inject(2, moving(warm));
      pair.settle();
      return pair.handedOverBytes;
    });
    expect(sizes[0]).toBeLessThan(sizes[1] ?? 0);
  });

  it('lets records wait that come before their slot, and meets them in their order once it is there', () => {
    const pair = established({ ...productLimits, checkpointBytesPerTurn: 1 });
    pair.inject(2, moving(false));
    pair.lines(0, source, [...keys, ...keys]);
    const waited = { most: 0 };
    // Everything but what the slots are in goes first.
    while (pair.sent.some(({ bytes }) => !isState(bytes))) {
      const next = pair.sent.findIndex(({ bytes }) => !isState(bytes));
      const [frame] = pair.sent.splice(next, 1);
      if (frame !== undefined) pair.tell(frame.to, { type: 'link-bytes', from: frame.from, bytes: frame.bytes });
      waited.most = Math.max(waited.most, pair.workers[1]?.keyed(keyed).pending.count ?? 0);
    }
    expect(waited.most).toBeGreaterThan(0);
    pair.settle();
    expect(objectsAt(pair, 1)).toEqual(counts(() => 3));
    const held = pair.told('installed').map(({ heldMs }) => heldMs);
    expect(Math.max(...held), 'how long the first of them waited is told').toBeGreaterThan(0);
    expect(Math.min(...held), 'for slots that nobody waited for, nothing').toBe(0);
    // Those that were read here, those that came over the link and those that waited: each has its time, once.
    const times = pair.workers.map(({ counts: { latencies } }) => latencies.nodes[0]?.counts ?? []);
    expect(times.map((met) => met.reduce((sum, count) => sum + count, 0))).toEqual([keys.length, 2 * keys.length]);
    expect(percentile(times[1] ?? [], 1), 'who waited is as late as that').toBeGreaterThan(1_000 * Math.max(...held));
    pair.inject(3);
    pair.settle();
    pair.both({ type: 'complete', epoch: 3 });
    const totals = pair.written
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('k7 '));
    expect(totals).toEqual(['k7 => 1', 'k7 => 2', 'k7 => 3']);
  });

  it('checkpoints a slot that leaves at its old owner, once', () => {
    const pair = changedSince();
    pair.stored.length = 0;
    pair.inject(2, moving(false));
    pair.settle();
    const stored = pair.stored.filter(({ stage }) => stage === keyed);
    expect(stored.every(({ full }) => full)).toBe(true);
    expect(new Set(stored.map(({ slot }) => slot))).toEqual(new Set(keys.map(slotOfKey)));
    expect(stored.length).toBe(new Set(keys.map(slotOfKey)).size);
    expect(pair.told('acked').filter(({ epoch }) => epoch === 2)).toHaveLength(6);
  });

  it('moves a single object and brings it home, and every record meets it once, in order', () => {
    const pair = established();
    const [slot, key] = [slotOfKey('k7'), 'k7'];
    const solo = { stage: keyed, slot: slots, key, homing: false };
    const single = (to: number): Reconfiguration => ({
      placement: [[0], [...all(0), to], [1]],
      solos: [solo],
      moves: [
        [],
        to === 1 ? [{ slot: slots, from: 0, to, warm: false }] : [{ slot: slots, from: 1, to, warm: true }],
        [],
      ],
      everything: false,
    });
    const met = (): unknown => [0, 1].map((worker) => pair.workers[worker]?.keyed(keyed).look(key)?.value ?? null);
    pair.stored.length = 0;
    pair.inject(2, single(1));
    pair.lines(0, source, [...keys, ...keys]);
    pair.settle();
    expect([met(), objectsAt(pair, 0).size]).toEqual([[null, { n: 3 }], keys.length - 1]);
    const stored = pair.stored.filter(({ stage }) => stage === keyed).map((one) => `${one.slot} ${one.full}`);
    expect(stored.toSorted(), 'what it left behind, whole, and the object').toEqual(
      [`${slot} true`, `${slots} true`].toSorted(),
    );
    for (const section of pair.sectionsOf(keyed, slots))
      pair.tell(0, { type: 'warm', stage: keyed, slot: slots, sections: [section] });
    pair.inject(3, single(0));
    pair.lines(0, source, keys);
    pair.settle();
    expect(met()).toEqual([{ n: 4 }, null]);
    pair.inject(4, { placement: [[0], all(0), [1]], solos: [], moves: [[], [], []], everything: false });
    pair.lines(0, source, keys);
    pair.settle();
    expect([met(), objectsAt(pair, 0)]).toEqual([[{ n: 5 }, null], counts(() => 5)]);
    pair.inject(5);
    pair.settle();
    for (const epoch of [2, 3, 4, 5]) pair.both({ type: 'complete', epoch });
    const totals = pair.written
      .join('')
      .split('\n')
      .filter((line) => line.startsWith('k7 '));
    expect(totals).toEqual([1, 2, 3, 4, 5].map((n) => `k7 => ${n}`));
  });

  it('moves a source, which goes on behind its barrier where it was', () => {
    const pair = established();
    pair.inject(2, {
      placement: [[1], before[keyed] ?? [], [1]],
      moves: [[{ slot: 0, from: 0, to: 1, warm: false }], [], []],
      solos: [],
      everything: false,
    });
    pair.lines(0, source, ['lost', 'lost']);
    pair.settle();
    expect(pair.told('installed')).toMatchObject([{ type: 'installed', stage: source, slot: 0, epoch: 2 }]);
    pair.lines(1, source, keys);
    pair.settle();
    expect(objectsAt(pair, 0)).toEqual(counts(() => 2));
  });

  it('moves an output, which goes on behind its last epoch', () => {
    const pair = established();
    pair.inject(2, {
      placement: [[0], before[keyed] ?? [], [0]],
      moves: [[], [], [{ slot: 0, from: 1, to: 0, warm: false }]],
      solos: [],
      everything: false,
    });
    pair.lines(0, source, keys);
    pair.settle();
    pair.both({ type: 'complete', epoch: 2 });
    pair.inject(3);
    pair.settle();
    pair.written.length = 0;
    pair.both({ type: 'complete', epoch: 3 });
    expect(pair.written.join('')).toBe(keys.map((key) => `${key} => 2\n`).join(''));
  });
});

function changedSince(): WorkerPair {
  const pair = established();
  pair.lines(0, source, third);
  pair.settle();
  return pair;
}
