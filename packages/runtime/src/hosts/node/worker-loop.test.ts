/** Who looks at an object between the throw and the roll-back would be shown what no record made. */
import { moduleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { expect, test } from 'vitest';
import type { TaskReport } from '../../core/index.ts';
import { Worker } from '../../core/index.ts';
import { programBuilder } from '../../operators/index.ts';
import { countLines } from '../../testing/sample-topologies.ts';
import { nativeText } from './native-text.ts';
import { type LoopParts, WorkerLoop } from './worker-loop.ts';

const [source, counting, slots] = [0, 1, 256];
const module = moduleId(2);
const code = `exports.default = (line, state) => { state.n++; if (line === 'bad') throw new Error('half done'); return line; };`;
const topology: Topology = {
  ...countLines,
  modules: countLines.modules.map((one) => (one.id === module ? { ...one, code } : one)),
};

function started(reports: TaskReport[]): WorkerLoop {
  const worker = new Worker({
    topology,
    program: programBuilder(topology, nativeText),
    text: nativeText,
    assignment: {
      generation: 1,
      self: 0,
      members: [0],
      placement: [[0], Array.from({ length: slots }, () => 0), [0]],
      solos: [],
      epoch: 0,
      keeps: true,
      safe: false,
      quarantine: [],
      guarded: [],
    },
  });
  const device = { open: () => undefined, read: () => undefined, close: () => undefined };
  const parts = {
    worker,
    generation: 1,
    links: { cork: () => undefined, uncork: () => undefined },
    sources: new Map([[source, device]]),
    sinks: new Map([[2, device]]),
    handicap: { worked: () => undefined },
    report: (report: TaskReport) => void reports.push(report),
    store: () => undefined,
  };
  const loop = new WorkerLoop(parts as unknown as LoopParts);
  loop.deliver({ type: 'start', stages: [source] });
  loop.deliver({ type: 'intake-opened', stage: source, intake: 0 });
  return loop;
}

test('no object is shown of a worker that stands still', () => {
  const reports: TaskReport[] = [];
  const loop = started(reports);
  const lines = (text: string): void =>
    loop.deliver({ type: 'intake-bytes', stage: source, intake: 0, bytes: nativeText.encode(text) });
  lines('good\n');
  expect(loop.look(counting, 'good')?.value).toEqual({ n: 1 });
  const slot =
    Array.from({ length: slots }, (_, each) => each).find((each) => loop.slot(counting, each)?.size === 1) ?? -1;
  expect(loop.slot(counting, slot)?.size).toBe(1);
  lines('bad\n');
  expect(reports).toContainEqual({ type: 'spoilt', module });
  expect(loop.look(counting, 'good')).toBeNull();
  expect(loop.look(counting, 'bad')).toBeNull();
  expect(loop.slot(counting, slot)).toBeNull();
  loop.end();
});
