/** Whoever adds a worker and sees a quarter of the objects vanish for a second believes that they were lost. */
import { nodeId } from '@potoroo/shared/ids';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import type { ClusterView } from './cluster-view.ts';
import { frameOf, unkeptIn } from './telemetry-aggregate.ts';

const stage = { kind: 'keyed', id: 2, state: nodeId('counters'), slots: 4 };
const parts = { sequence: 1, atMs: 0, phase: 'running', epoch: 7, letters: [], rows: [], tapped: [] } as const;

/** `counts`: by worker, what its newest sample has of each slot; null: there is none. */
function frame(
  counts: readonly (readonly number[] | null)[],
  moving: readonly string[],
  before: TelemetryFrame | null,
) {
  const sampleOf = (objects: readonly number[]) => ({
    pid: 1,
    nodes: [],
    stages: [{ stage: stage.id, objects: Float64Array.from(objects), applied: new Float64Array(4) }],
    waits: [],
    disturbed: [],
    latency: new Float64Array(0),
    latencies: { nodes: [], ways: [] },
    deadLetters: 0,
    lost: 0,
    doubled: 0,
  });
  const view = {
    topology: { stages: [{ kind: 'source', id: 0 }, { kind: 'sink', id: 1 }, stage] },
    placement: [[], [], [0, 0, 1, 1]],
    moving: new Set(moving),
    solos: [],
    seats: counts.map((objects, worker) => ({ worker, pid: 1, sample: objects === null ? null : sampleOf(objects) })),
    acceptedBefore: 0,
    account: { accepted: 0, applied: 0, deadLetters: 0, stages: [] },
    base: [],
    handled: new Map(),
    recovering: null,
    gone: [],
    released: new Map(),
    deployedAt: 0,
    unkept: null,
    departed: { lost: 0, doubled: 0 },
  } as unknown as ClusterView;
  return frameOf(view, parts, before);
}
const objectsIn = ({ stages }: TelemetryFrame) => stages[0]?.objects;

test('objects on their way from one worker to another are counted, until the other tells of them', () => {
  const before = frame(
    [
      [5, 6, 0, 0],
      [0, 0, 7, 8],
    ],
    [],
    null,
  );
  expect(objectsIn(before)).toEqual([5, 6, 7, 8]);
  // Slot 3 and slot 2 go to worker 0: one has been given away, the other not yet.
  const onTheWay = frame(
    [
      [5, 6, 0, 0],
      [0, 0, 7, 0],
    ],
    ['2.2', '2.3'],
    before,
  );
  expect(objectsIn(onTheWay)).toEqual([5, 6, 7, 8]);
  const goesOn = frame(
    [
      [5, 6, 0, 0],
      [0, 0, 0, 0],
    ],
    ['2.2', '2.3'],
    onTheWay,
  );
  expect(objectsIn(goesOn)).toEqual([5, 6, 7, 8]);
  expect(
    objectsIn(
      frame(
        [
          [5, 6, 9, 8],
          [0, 0, 0, 0],
        ],
        [],
        goesOn,
      ),
    ),
  ).toEqual([5, 6, 9, 8]);
});

test('a slot that does not move and that nobody has objects of is empty, and one of a silent worker is as it was', () => {
  const before = frame(
    [
      [5, 6, 0, 0],
      [0, 0, 7, 8],
    ],
    [],
    null,
  );
  expect(
    objectsIn(
      frame(
        [
          [5, 0, 0, 0],
          [0, 0, 7, 8],
        ],
        ['1.1'],
        before,
      ),
    ),
    'of another stage',
  ).toEqual([5, 0, 7, 8]);
  expect(objectsIn(frame([[5, 6, 0, 0], null], [], before))).toEqual([5, 6, 7, 8]);
  expect(
    objectsIn(
      frame(
        [
          [5, 6, 0, 0],
          [0, 0, 0, 8],
        ],
        ['2.2'],
        null,
      ),
    ),
    'nothing is known of before',
  ).toEqual([5, 6, 0, 8]);
});

test('records to be read again are those that workers had told of, or their last coordinator, and unknown before that', () => {
  const source = { kind: 'source', id: 0, node: nodeId('numbers') };
  const view = (samples: readonly (number | null)[], acceptedBefore: number): ClusterView =>
    ({
      topology: { stages: [source] },
      seats: samples.map((recordsIn, worker) => ({
        worker,
        sample: recordsIn === null ? null : { stages: [], nodes: [{ node: source.node, recordsIn, recordsOut: 0 }] },
      })),
      account: { accepted: 700 },
      base: [{ applied: [], nodes: [{ node: source.node, recordsIn: 700, recordsOut: 0 }] }],
      released: new Map(),
      acceptedBefore,
    }) as unknown as ClusterView;
  expect(unkeptIn(view([40, 2], 0))).toBe(42);
  expect(unkeptIn(view([null, null], 730)), 'another coordinator has told').toBe(30);
  expect(unkeptIn(view([0, 0], 0))).toBe(0);
  expect(unkeptIn(view([0, null], 0))).toBeUndefined();
});
