// A state computation may change its object and then throw. Were the object kept as it is then, every later record of the key would
// meet what no record made. The titles are the rules of SPEC.md.
import { moduleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import { countLines } from '../testing/sample-topologies.ts';
import { productLimits } from './data-plane-limits.ts';
import type { Placement } from './placement/placement.ts';
import { WorkerPair } from './testing/worker-pair.ts';

const [source, counting, slots] = [0, 1, 256];
/** Read at the first worker, and counted at the second. */
const apart: Placement = [[0], Array.from({ length: slots }, () => 1), [0]];
/** Read and counted at the first worker. */
const together: Placement = [[0], Array.from({ length: slots }, () => 0), [0]];
const countOf = (topology: Topology): number => {
  const stage = topology.stages[counting];
  if (stage?.kind !== 'keyed' || stage.inputs[0] === undefined) throw new Error('the second stage counts');
  return stage.inputs[0].module;
};
const module = moduleId(countOf(countLines));

/** Counts a line, and throws over a bad one when it has been counted. */
const countsFirst = `(line, state) => { state.n = (state.n ?? 0) + 1; state.list = [...(state.list ?? []), { n: state.n }]; if (line.startsWith('b')) throw new Error('bad'); return String(state.n); }`;

const spoiling = (onlyReads = false, code = countsFirst): Topology => ({
  ...countLines,
  modules: countLines.modules.map((one) =>
    one.id === module
      ? {
          ...one,
          code: `exports.default = ${code};`,
        }
      : one,
  ),
  stages: countLines.stages.map((stage) =>
    stage.kind === 'keyed'
      ? { ...stage, inputs: stage.inputs.map((input) => ({ ...input, ...(onlyReads ? { onlyReads } : {}) })) }
      : stage,
  ),
});

function started(
  topology: Topology,
  parts: ConstructorParameters<typeof WorkerPair>[3] = {},
  placement = together,
): WorkerPair {
  const pair = new WorkerPair(topology, placement, productLimits, parts);
  pair.both({ type: 'start', stages: [source] });
  return pair;
}
const feed = (pair: WorkerPair, lines: readonly string[]): void => {
  pair.lines(0, source, lines);
  pair.settle();
};
const objectsOf = (pair: WorkerPair): readonly (readonly [string, unknown])[] => {
  const [worker] = pair.workers;
  if (worker === undefined) throw new Error('a pair has a first worker');
  const { table } = worker.keyed(counting);
  return Array.from({ length: slots }, (_, slot) => [...table.objectsOf(slot)])
    .flat()
    .map(({ key, value }) => [key, value]);
};
const lettersOf = (pair: WorkerPair): number => pair.workers.reduce((sum, { counts }) => sum + counts.deadLetters, 0);

describe('a state computation that throws', () => {
  it('may have left its object half changed: its worker says so and stands still, and nothing of the turn leaves it', () => {
    const pair = started(spoiling());
    feed(pair, ['a', 'a']);
    pair.inject(1);
    pair.settle();
    const stored = pair.stored.length;
    pair.lines(0, source, ['a', 'b', 'a']);
    expect(pair.told('spoilt')).toEqual([{ type: 'spoilt', module }]);
    expect(lettersOf(pair), 'it is replayed').toBe(0);
    pair.inject(2);
    feed(pair, ['a']);
    const whose = pair.reports.flatMap(({ worker, report }) =>
      report.type === 'acked' && report.epoch === 2 ? [worker] : [],
    );
    expect(whose.filter((worker) => worker === 0)).toEqual([]);
    expect(pair.stored.slice(stored)).toEqual([]);
    expect(pair.told('spoilt'), 'once').toHaveLength(1);
  });

  it('ends the turn where it throws: no code meets what it left, and no cut of the turn takes it', () => {
    const code = `(line, state) => {
      if (state.half !== undefined) return { get key() { throw new Error('made of what is half changed'); } };
      state.half = () => 'no checkpoint can keep this';
      throw new Error('bad');
    }`;
    const pair = started(spoiling(false, code), {}, apart);
    pair.lines(0, source, ['b', 'b']);
    pair.inject(1);
    const parts = pair.sent.splice(0).flatMap(({ to, bytes }) => (to === 1 ? [...bytes] : []));
    pair.tell(1, { type: 'link-bytes', from: 0, bytes: Uint8Array.from(parts) });
    expect(pair.reports.filter(({ worker, report }) => worker === 1 && report.type === 'spoilt')).toHaveLength(1);
    expect(lettersOf(pair)).toBe(0);
    expect(pair.stored.filter(({ stage }) => stage === counting)).toEqual([]);
  });

  it('leaves its object as it was, however deep it changed it, once it is guarded, and its record is a dead letter', () => {
    const pair = started(spoiling(), { guarded: [module] });
    feed(pair, ['a', 'b', 'b', 'a']);
    expect(pair.told('spoilt')).toEqual([]);
    expect(lettersOf(pair)).toBe(2);
    const other = started(spoiling(), { guarded: [module] });
    feed(other, ['a', 'a']);
    const whole = objectsOf(other).filter(([key]) => key === 'a');
    expect(objectsOf(pair).filter(([key]) => key === 'a')).toEqual(whole);
  });

  it('is a dead letter at once where it only reads its object, or where nothing is kept to go back to', () => {
    for (const pair of [started(spoiling(true)), started(spoiling(), { keeps: false })]) {
      feed(pair, ['a', 'b', 'a']);
      expect(pair.told('spoilt')).toEqual([]);
      expect(lettersOf(pair)).toBe(1);
    }
  });
});
