/**
 * What is asked of a running deployment, on real processes: every action has an entry in the movement ledger with what came
 * of it, and state objects can be looked up where they live.
 */
import { isOver } from '@potoroo/shared/telemetry';
import type { Movement } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import type { DeploymentOptions } from './deployment-options.ts';
import { countingTopology, endlessNumbers, generator } from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun } from './testing/real-run.ts';

const keyed = 1;

const allSlots = Array.from({ length: 256 }, (_, slot) => slot);

const byText = (a: string, b: string): number => a.localeCompare(b);

const endless = (workers: number, options: Partial<DeploymentOptions> = {}): RealRun =>
  startRun(
    endlessNumbers(20_000),
    workers,
    // Whatever is lost here is lost because it was killed.
    { heartbeatTimeoutMs: 60_000, ...options },
  );
const outcome = ({ movement }: RealRun, id: number): Promise<Movement> =>
  movement((entry) => entry.id === id && isOver(entry));
const applied = (run: RealRun, from: number): Promise<unknown> => run.frame(({ ledger }) => ledger.applied > from);
const timesOf = ({ times }: Movement): readonly (number | null)[] => [
  times.askedMs,
  times.startedMs,
  times.cutMs,
  times.keptMs,
  times.endedMs,
];

describe('the movement ledger of a run', () => {
  test('tells of joins and leaves what moved, when, and how little could have moved', async () => {
    const run = endless(2);
    await applied(run, 5_000);
    const added = await outcome(run, run.deployment.act({ type: 'add' }));
    expect(added).toMatchObject({
      phase: 'done',
      cause: { type: 'add', worker: 'w3' },
      moved: 85,
      total: 256,
      minimum: 85,
    });
    const times = timesOf(added);
    expect(times).toEqual(times.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
    expect(times).not.toContain(null);
    const [slots] = added.stages;
    expect([slots?.kind, slots?.slots.length, new Set(slots?.to)]).toEqual(['keyed', 85, new Set([2])]);
    expect(added.bytes).toBe(slots?.bytes.reduce((sum, bytes) => sum + bytes, 0));
    expect(slots?.arrivedMs.every((at) => at >= (added.times.cutMs ?? 0))).toBe(true);
    expect(added.holdMs?.max).toBe(Math.max(...(slots?.holdMs ?? [])));

    const drained = await outcome(run, run.deployment.act({ type: 'drain', worker: 0 }));
    expect(drained).toMatchObject({ phase: 'done', moved: 85, minimum: 85, cause: { type: 'drain', worker: 'w1' } });
    expect(drained.stages.map(({ kind }) => kind)).toContain('source');
    expect((await run.deployment.view())?.members).toEqual([1, 2]);
    // Who has left sees the others hang up: nobody is blamed for it, also when the patience with a lost link is over.
    const { atMs } = run.frames.at(-1) ?? { atMs: 0 };
    await run.frame((frame) => frame.atMs > atMs + 2_000);
    expect([...run.movements.values()].map(({ cause }) => cause.type)).toEqual(['add', 'drain']);
  });

  test('does whatever is asked for at the same time', async () => {
    const run = endless(2);
    await applied(run, 1_000);
    const ids = [
      run.deployment.act({ type: 'add' }),
      run.deployment.act({ type: 'add' }),
      run.deployment.act({ type: 'drain', worker: 1 }),
      run.deployment.act({ type: 'checkpoint' }),
    ];
    const entries = await Promise.all(ids.map((id) => outcome(run, id)));
    expect(entries.map(({ phase, reason }) => [phase, reason])).toEqual(entries.map(() => ['done', null]));
    expect(entries[3]?.bytes).toBeGreaterThan(0);
    const state = await run.deployment.view();
    expect(state?.members.toSorted((a, b) => a - b)).toEqual([0, 2, 3]);
    for (const owner of state?.members ?? [])
      expect(state?.placement[keyed]?.filter((own) => own === owner).length).toBeGreaterThanOrEqual(85);
  });

  test('refuses what is impossible, with the reason', async () => {
    const run = endless(1);
    await applied(run, 0);
    const reasons = await Promise.all(
      (
        [
          { type: 'drain', worker: 0 },
          { type: 'drain', worker: 8 },
          { type: 'kill', process: 'w9' },
        ] as const
      ).map(async (action) => {
        const { phase, reason } = await outcome(run, run.deployment.act(action));
        return `${phase}: ${reason}`;
      }),
    );
    expect(reasons).toEqual([
      'refused: it is the last worker: add another one first, or stop the run',
      'refused: it is not a member of this run',
      'refused: there is no such process',
    ]);
    await run.deployment.stop();
    expect(
      await outcome(
        { ...run, movement: async (holds) => [...run.movements.values()].find(holds) ?? never() },
        run.deployment.act({ type: 'add' }),
      ),
    ).toMatchObject({
      phase: 'refused',
      reason: 'the run is over',
    });
  });

  test('has one entry for each process that is killed, whose seat a spare takes where there is one, until everything flows again', async () => {
    const run = endless(2, { spareAfterMs: 0 });
    await applied(run, 1_000);
    // Of what nobody has told of, nobody knows how much is done again.
    await run.frame(({ workers }) => workers.length === 2 && workers.every(({ records }) => records > 0));
    const before = await run.deployment.view();
    await run.frame(() => pidOf(run, 'spare') > 0);
    const spare = pidOf(run, 'spare');
    const kill = { type: 'kill', process: 'w2' } as const;
    const [first, second] = [run.deployment.act(kill), run.deployment.act(kill)];
    expect(await outcome(run, second), 'a double click means one kill').toMatchObject({
      phase: 'refused',
      reason: `it is dead already and being replaced: wait until entry ${first} is over`,
    });
    const killed = await outcome(run, first);
    expect(killed).toMatchObject({ phase: 'done', cause: kill, redone: expect.any(Number) });
    expect(pidOf(run, 'w2')).toBe(spare);
    expect(killed.generation).toBeGreaterThan(before?.generation ?? Number.POSITIVE_INFINITY);
    expect(killed.times.endedMs).toBeGreaterThan(killed.times.startedMs ?? Number.POSITIVE_INFINITY);
    const frames = run.frames.length;
    const coordinator = await outcome(run, run.deployment.act({ type: 'kill', process: 'coordinator' }));
    expect(coordinator).toMatchObject({ phase: 'done', cause: { process: 'coordinator' } });
    // Lost by somebody else's hand.
    process.kill(pidOf(run, 'w1'), 'SIGKILL');
    const lost = await run.movement(({ cause, phase }) => cause.type === 'loss' && phase === 'done');
    expect(lost.cause).toMatchObject({ process: 'w1', how: expect.stringContaining('SIGKILL') });
    expect(run.movements.size, 'with the one that was refused').toBe(4);
    // Frames and their times go on across coordinators.
    await run.frame(({ sequence }) => sequence > frames + 2);
    const places = run.frames.map(({ sequence, atMs }) => [sequence, atMs] as const);
    expect(places).toEqual(places.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]));
  });
});

describe('a state object', () => {
  test('is followed through five moves: each owner is in the ledger with its reason, and nothing of it is lost', async () => {
    const run = startRun(
      countingTopology({
        source: generator(null, 2_000),
        sink: { type: 'live' },
        generate: '(index) => "k" + (index % 11) + ":" + index',
      }),
      3,
      { heartbeatTimeoutMs: 60_000 },
    );
    await applied(run, 500);
    const home = await run.deployment.look(keyed, 'k1');
    const [first = 0, second = 0] = [0, 1, 2].filter((worker) => worker !== home?.owner);
    const ways: readonly number[] = [first, second, home?.owner ?? 0, first];
    const owners = [home?.owner];
    let before = 0;
    for (const worker of ways) {
      const moved = await outcome(run, run.deployment.act({ type: 'move', stage: keyed, key: 'k1', worker }));
      expect(moved).toMatchObject({ phase: 'done', cause: { type: 'move', key: 'k1', worker: `w${worker + 1}` } });
      expect([moved.stages[0]?.from, moved.stages[0]?.to]).toEqual([[owners.at(-1)], [worker]]);
      const found = await run.deployment.look(keyed, 'k1');
      const { n } = JSON.parse(found?.value ?? '{}') as { n: number };
      expect([found?.owner, n >= before]).toEqual([worker, true]);
      [before] = [n];
      owners.push(worker);
    }
    // The fifth: it goes with everything else of a worker that is drained, and its count has gone on all the while.
    const drained = await outcome(run, run.deployment.act({ type: 'drain', worker: first }));
    expect(drained).toMatchObject({ phase: 'done', cause: { type: 'drain', worker: `w${first + 1}` } });
    const last = await run.deployment.look(keyed, 'k1');
    expect(last?.owner).not.toBe(first);
    const { ledger } = await run.frame(({ atMs }) => atMs > (drained.times.endedMs ?? 0));
    expect(ledger).toMatchObject({ lost: 0, doubled: 0 });
    const { n } = JSON.parse(last?.value ?? '{}') as { n: number };
    expect(n).toBeGreaterThanOrEqual(before);
  });

  test('is looked up at its owner, wherever it has moved to, and after a loss', async () => {
    const run = endless(2);
    await applied(run, 5_000);
    const before = await run.deployment.look(keyed, 'k1');
    expect(before).toMatchObject({ isCut: false, value: expect.stringContaining('"n":') });
    expect(await run.deployment.look(keyed, 'never seen')).toMatchObject({ value: null });
    await outcome(run, run.deployment.act({ type: 'drain', worker: before?.owner ?? 0 }));
    const after = await run.deployment.look(keyed, 'k1');
    expect([after?.slot, after?.owner]).toEqual([before?.slot, 1 - (before?.owner ?? 0)]);
    const listed = await run.deployment.list({ type: 'list', stage: keyed, slots: allSlots, values: false });
    expect(listed?.map(({ slot }) => slot)).toEqual(allSlots);
    expect(listed?.flatMap(({ keys }) => keys).toSorted(byText)).toEqual(
      Array.from({ length: 101 }, (_, index) => `k${index}`).toSorted(byText),
    );
    expect(listed?.find(({ slot }) => slot === after?.slot)?.keys).toContain('k1');
    run.deployment.act({ type: 'kill', process: `w${(after?.owner ?? 0) + 1}` });
    expect(await run.deployment.look(keyed, 'k1')).toMatchObject({ slot: before?.slot, value: expect.any(String) });
  });
});

function never(): never {
  throw new Error('there is no such entry');
}
