// Workers that write rows with other columns to one sink are told of row by row: were every letter the whole frame, nobody
// could tell which record is missing in the file.
import { moduleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { expect, it } from 'vitest';
import { countLines } from '../testing/sample-topologies.ts';
import type { Placement } from './placement/placement.ts';
import { hashText, slotOf } from './slots/hash.ts';
import { WorkerPair } from './testing/worker-pair.ts';

/** The columns depend on the worker that has the key: `here` is at that of the sink, and says first what they are. */
const rows = `(line, state) => ({ [line === 'here' ? 'a' : 'b']: line, said: 'é "yes"\\n, no' })`;
const topology: Topology = {
  ...countLines,
  modules: countLines.modules.map((module) =>
    module.id === moduleId(2) ? { ...module, code: `exports.default = ${rows};` } : module,
  ),
  stages: countLines.stages.map((stage) =>
    stage.kind === 'sink'
      ? { ...stage, connector: { type: 'file', path: 'unused', format: 'csv' }, encode: null }
      : stage.kind === 'keyed'
        ? { ...stage, steps: stage.steps.map((step) => (step.type === 'encode' ? { ...step, module: null } : step)) }
        : stage,
  ),
};

it('tells of each row of another worker that does not fit the columns of its sink, as its text', () => {
  const here = slotOf(hashText('here'), 256);
  const placement: Placement = [[0], Array.from({ length: 256 }, (_, slot) => (slot === here ? 0 : 1)), [0]];
  const pair = new WorkerPair(topology, placement);
  pair.both({ type: 'start', stages: [0] });
  pair.lines(0, 0, ['here']);
  pair.settle();
  pair.lines(0, 0, ['b1', 'b2', 'here', 'b3']);
  pair.settle();
  const failures = pair.workers[0]?.counts.takeFailures() ?? [];
  expect(failures.map(({ node, kind, record }) => [node, kind, record])).toEqual(
    ['b1', 'b2', 'b3'].map((line) => ['totals', 'record', `${line},"é ""yes""\n, no"`]),
  );
  expect(pair.workers[0]?.counts.deadLetters).toBe(3);
});
