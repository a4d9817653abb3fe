/** A sentence that named the wrong node would send a person to mend what is not broken. */
import { nodeId } from '@potoroo/shared/ids';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import type { GoneProcess, NodeSample, TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { bottleneckOf } from './bottleneck.ts';

const at = (id: string, name: string) => ({ id: nodeId(id), name, position: { x: 0, y: 0 } });
const nodes: readonly PipelineNode[] = [
  {
    ...at('in', 'Orders'),
    kind: 'source',
    connector: { type: 'generator', rate: null, count: null },
    recordType: null,
    decode: null,
    generate: '',
  },
  { ...at('check', 'Check order'), kind: 'state-computation', state: nodeId('s'), code: '' },
  { ...at('out', 'Rejections'), kind: 'sink', connector: { type: 'live' }, encode: null },
];
const sample = (id: string, fields: Partial<NodeSample>): NodeSample => ({
  node: nodeId(id),
  recordsIn: 1,
  recordsOut: 1,
  costMicros: null,
  busy: null,
  backPressured: 0,
  queue: 0,
  ...fields,
});
const worker = (name: string, busy: number): WorkerSample => ({
  name,
  pid: 1,
  phase: 'running',
  slots: 1,
  objects: 1,
  records: 1,
  sentRecords: 0,
  sentBytes: 0,
  busy,
  backPressured: 0,
  queuedBytes: 0,
  memoryBytes: 1,
});
type Around = {
  readonly ended?: boolean;
  readonly gone?: readonly GoneProcess[];
  readonly drawn?: readonly PipelineNode[];
  readonly skipped?: number;
};

function told(
  samples: readonly NodeSample[],
  workers: readonly WorkerSample[] = [],
  { ended = false, gone = [], drawn = nodes, skipped }: Around = {},
) {
  const newest: TelemetryFrame = {
    sequence: 1,
    atMs: 1,
    phase: 'running',
    epoch: 1,
    ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
    latest: { accepted: 0, applied: 0 },
    workers,
    gone,
    skipped,
    nodes: samples,
    stages: [],
    deadLetters: [],
    liveRows: [],
    tapped: [],
    latency: null,
  };
  return bottleneckOf({ newest, base: newest, ended }, { nodes: drawn });
}

test('the node at the end of the fullest way holds the run up, and what it costs is said', () => {
  const answer = told([
    sample('in', { backPressured: 0.4, busy: 0.2, costMicros: 0.5 }),
    sample('check', { queue: 0.95, busy: 0.61, costMicros: 3.1 }),
    sample('out', { queue: 0.1 }),
  ]);
  expect(answer).toEqual({
    tone: 'tight',
    node: 'check',
    text: 'Check order holds it up: it takes 3 µs a record, 61% of a worker’s time, and the way to it is 95% full; Orders stands still 40% of the time.',
  });
});

test('a sink whose receiver is slow is told from a slow snippet', () => {
  const answer = told([sample('in', { backPressured: 0.9 }), sample('check', {}), sample('out', { queue: 1 })]);
  expect(answer?.text).toBe(
    'Rejections holds it up: what receives its records is slower than they come, and the way to it is 100% full; Orders stands still 90% of the time.',
  );
});

test('where nothing stands still, it is said how much room there is, or that a worker has no time left', () => {
  const samples = [sample('in', { busy: 0.1 }), sample('check', { busy: 0.7, costMicros: 2 })];
  expect(told(samples, [worker('w1', 0.3), worker('w2', 0.62)])?.text).toBe(
    'Nothing holds it up: w2, the busiest worker, has 38% of its time left.',
  );
  expect(told(samples, [worker('w1', 0.99)])).toMatchObject({
    tone: 'tight',
    node: 'check',
    text: 'w1 has no time left: it is busy 99% of it, most of it with Check order.',
  });
  expect(told(samples, [worker('w1', 0.99)], { ended: true })).toBeNull();
});

test('a worker that was lost and has told nothing since is named, not the idleness of those that wait for it', () => {
  const starting = { ...worker('w1', 0), phase: 'starting' } as const;
  const lost: GoneProcess = { worker: 'w1', pid: 7, how: 'lost', atMs: 1, records: 0 };
  expect(told([], [starting, worker('w2', 0.01)], { gone: [lost] })).toMatchObject({
    tone: 'tight',
    text: expect.stringMatching(/^w1 was lost, and its next process has told nothing yet\..* becomes a dead letter\.$/),
  });
  expect(told([], [starting, worker('w2', 0.01)])?.text).toMatch(/^Nothing holds it up/);
  expect(told([], [worker('w1', 0.2)], { gone: [lost] })?.text).toMatch(/^Nothing holds it up/);
});

test('a worker that does not answer is told before it is lost: the only code with a loop is named, or that with which it is busy', () => {
  const stuck = (node: string | null): WorkerSample => ({
    ...worker('w2', 0.1),
    silent: { ms: 2_250, node: node === null ? null : nodeId(node) },
  });
  const withCode = (code: string) =>
    nodes.map((node) =>
      node.kind === 'state-computation'
        ? { ...node, code }
        : node.kind === 'source'
          ? { ...node, generate: 'for (const each of all) each();' }
          : node,
    );
  expect(told([], [worker('w1', 0.2), stuck(null)], { drawn: withCode('while (true) {}') })).toMatchObject({
    tone: 'tight',
    node: 'check',
    text: expect.stringMatching(
      /^w2 has not answered for 2 seconds: .*\. Look at Check order, the only code with a loop without a condition\./,
    ),
  });
  expect(told([], [stuck(null)], { drawn: withCode('do {} while (x)') })).toMatchObject({
    node: null,
    text: expect.stringMatching(/Look at the loops of Orders and Check order\./),
  });
  expect(told([], [stuck(null)], { drawn: withCode('') })?.text).toMatch(/Look at Orders, the only code with a loop\./);
  expect(told([], [stuck(null)])).toMatchObject({ node: null, text: expect.stringMatching(/^w2 has not answered/) });
  expect(told([], [stuck('check')], { skipped: 2 })?.text).toMatch(
    /2 records with which code came to no end are skipped already\.$/,
  );
  expect(told([], [stuck('check')])).toMatchObject({
    node: 'check',
    text: expect.stringMatching(/^Check order has been busy with one record for 2 seconds, at w2:/),
  });
});
