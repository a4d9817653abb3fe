/**
 * What is done to a run for a while, on real processes: it is in effect while telemetry says so, it ends, and what comes out
 * is exactly what would have come out. A disturbance that lost one record would teach people to be afraid of it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import { isOver, placeOf } from '@potoroo/shared/telemetry';
import { expect, test } from 'vitest';
import { Handicap } from './handicap.ts';
import { monotonicNow } from './monotonic-now.ts';
import {
  counted,
  countingTopology,
  fileSink,
  fileSource,
  generator,
  lines,
  numbers,
  perKey,
  tcpSource,
} from './testing/counting-topology.ts';
import { startRun, temporaryDirectory, type RealRun } from './testing/real-run.ts';

const longMs = 60_000;
const slow: Disturbance = { type: 'slow', worker: 'w1', factor: 10 };
const cut: Disturbance = { type: 'cut', worker: 'w1', peer: 'w2' };

/** Its entry, once telemetry says that it is in effect. */
async function begun(run: RealRun, disturbance: Disturbance, forMs = longMs): Promise<number> {
  const id = run.deployment.act({ type: 'disturb', disturbance, forMs });
  await run.frame(({ disturbances = [] }) => disturbances.some((each) => placeOf(each) === placeOf(disturbance)));
  return id;
}

const outcome = ({ movement }: RealRun, id: number): Promise<Movement> =>
  movement((entry) => entry.id === id && isOver(entry));

test('results are exact through a slow worker, a link that is cut, and a kill while both last', async () => {
  const folder = temporaryDirectory();
  const [from, to] = [join(folder, 'in'), join(folder, 'out')];
  const text = lines(20_000);
  writeFileSync(from, text);
  const source = { ...fileSource(from), rate: 10_000 };
  const run = startRun(countingTopology({ source, sink: fileSink(to) }), 2, { heartbeatTimeoutMs: 60_000 });
  await run.frame(({ ledger }) => ledger.applied > 1_000);
  const slowed = await begun(run, slow);
  const parted = await begun(run, cut);
  const kept = run.deployment.act({ type: 'checkpoint' });
  const killed = run.deployment.act({ type: 'kill', process: 'w2' });
  expect(await outcome(run, killed)).toMatchObject({ phase: 'done' });
  // Whoever comes in the place of w2 is cut off, too: no barrier is through before the link is whole again.
  expect(run.deployment.end(parted)).toBe(true);
  const whole = await outcome(run, parted);
  expect(whole).toMatchObject({ phase: 'done', reason: null, cause: { ...cut, forMs: longMs } });
  expect((await outcome(run, kept)).times.endedMs).toBeGreaterThan(whole.times.endedMs ?? Number.POSITIVE_INFINITY);
  await run.frame(({ disturbances = [], atMs }) => disturbances.length === 1 && atMs > (whole.times.endedMs ?? 0));
  expect(run.deployment.end(slowed)).toBe(true);
  expect(run.deployment.end(slowed)).toBe(false);
  expect(await run.over(true)).toMatchObject({ ok: true, deadLetters: 0, sinks: { totals: 20_000 } });
  expect(perKey(readFileSync(to, 'latin1'))).toEqual(counted(text));
  expect(run.frames.at(-1)?.ledger).toMatchObject({ accepted: 20_000, applied: 20_000, lost: 0, doubled: 0 });
});

test('a burst takes more records in, a skew gives one key its share, and both end by themselves', async () => {
  const run = startRun(
    countingTopology({
      source: generator(null, 1_000),
      sink: { type: 'live' },
      generate: '(index) => "k" + (index % 11) + ":" + index',
    }),
    2,
    { heartbeatTimeoutMs: 60_000 },
  );
  await run.frame(({ ledger }) => ledger.applied > 100);
  const lasting = run.movement(({ cause, phase }) => cause.type === 'burst' && phase === 'lasting');
  const burst = run.deployment.act({
    type: 'disturb',
    disturbance: { type: 'burst', source: numbers, factor: 8 },
    forMs: 500,
  });
  expect((await lasting).times.startedMs).not.toBeNull();
  expect(await outcome(run, burst)).toMatchObject({ phase: 'done', reason: null });
  const skewed = await begun(run, { type: 'skew', source: numbers, share: 0.9 });
  const before = await run.frame(({ disturbances = [] }) => disturbances.some(({ type }) => type === 'skew'));
  await run.frame(({ ledger }) => ledger.applied > before.ledger.accepted + 1_500);
  run.deployment.end(skewed);
  const listed = await run.deployment.list({
    type: 'list',
    stage: 1,
    slots: Array.from({ length: 256 }, (_, slot) => slot),
    values: true,
  });
  const counts = (listed ?? []).flatMap(({ values }) =>
    (values ?? []).map((value) => (JSON.parse(value) as { n: number }).n),
  );
  expect(counts.length).toBe(11);
  // Of the 1,500 that came since, nine in ten met one key.
  expect(Math.max(...counts)).toBeGreaterThan(1_000);
});

test('what cannot be is refused with the reason', async () => {
  const run = startRun(countingTopology({ source: tcpSource(), sink: { type: 'live' } }), 2);
  await run.listening;
  const reasons = await Promise.all(
    (
      [
        { type: 'slow', worker: 'w9', factor: 2 },
        { type: 'cut', worker: 'w1', peer: 'w1' },
        { type: 'burst', source: numbers, factor: 2 },
        { type: 'skew', source: numbers, share: 0.5 },
      ] as const
    ).map(async (disturbance) => {
      const id = run.deployment.act({ type: 'disturb', disturbance, forMs: longMs });
      const { phase, reason } = await outcome(run, id);
      return `${phase}: ${reason}`;
    }),
  );
  expect(reasons).toEqual([
    'refused: w9 is not a member of this run',
    'refused: a worker has no link to itself; name two',
    'refused: who sends to it decides how fast: let the sender go faster',
    'refused: its keys are what it reads: only a generator can repeat a record',
  ]);
  await begun(run, slow);
  const again = run.deployment.act({ type: 'disturb', disturbance: slow, forMs: longMs });
  expect(await outcome(run, again)).toMatchObject({ phase: 'refused', reason: expect.stringContaining('already') });
  // A stop waits for nothing that is only tried, and so does whoever leaves.
  await begun(run, cut);
  run.deployment.act({ type: 'drain', worker: 1 });
  await run.deployment.stop();
  expect([...run.movements.values()].filter((entry) => !isOver(entry))).toEqual([]);
});

test('a slow worker sleeps for what a slower machine would have needed', () => {
  const handicap = new Handicap();
  handicap.seated(0);
  handicap.take([slow, cut]);
  const before = monotonicNow();
  handicap.worked(5);
  expect(monotonicNow() - before).toBeGreaterThanOrEqual(44);
  // Never so long in one piece that it would be taken for lost.
  handicap.breathed();
  expect(Array.from({ length: 7 }, () => handicap.worked(1_000))).toEqual([100, 100, 100, 100, 100, 0, 0]);
  handicap.breathed();
  expect(handicap.worked(1_000)).toBe(100);
  expect([...handicap.unheard]).toEqual([1]);
  expect(handicap.inEffect(() => false)).toEqual([slow, cut]);
});
