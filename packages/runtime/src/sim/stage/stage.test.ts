// A lesson that showed something else than what the cores do, or that could not go back exactly, would teach nonsense.
import { describe, expect, it } from 'vitest';
import { coordinatorTable } from '../../core/index.ts';
import type { Topology } from '@potoroo/shared/topology';
import type { Program, ProgramBuilder, Wiring } from '../../api/index.ts';
import { CodeRun } from './code-run.ts';
import { accountFlow, peopleFlow, topologyOf } from './topologies.ts';
import type { SceneSpec } from './scene-spec.ts';
import { stageBegins } from './stage-chance.ts';
import type { TheatreView } from './theatre.ts';
import { Theatre } from './theatre.ts';

const spec: SceneSpec = {
  title: 'accounts',
  flow: 'accounts',
  workers: 3,
  seed: 42,
  keys: 120,
  records: 240,
  rate: 4_000,
  barrierMs: 20,
  horizonMs: 600,
};
const countsOf = (theatre: Theatre, scene = 0): Readonly<Record<string, number>> =>
  theatre.view().scenes[scene]?.counts ?? {};
const hashOf = (view: TheatreView): readonly string[] => view.scenes.map(({ traceHash }) => traceHash);

/** Goes on from an event to one at which such a message is on its way, and says which. */
function seekMessage(theatre: Theatre, from: number, wanted = 'records'): number {
  for (let event = from; event < theatre.length; event++) {
    theatre.seek(event);
    const message = theatre.view().scenes[0]?.messages.find(({ what, fate }) => what === wanted && fate === null);
    if (message !== undefined) return message.id;
  }
  throw new Error(`a message with ${wanted} travels`);
}

/** What the clock says of the events until the end. */
function heardUntilEnd(theatre: Theatre): readonly string[] {
  const heard: string[] = [];
  while (theatre.event < theatre.length) {
    theatre.seek(theatre.event + 1);
    heard.push(...(theatre.view().scenes[0]?.happened ?? []));
  }
  return heard;
}

// Whole clusters, many times over: a slow machine takes a while.
describe('a stage', { timeout: 300_000 }, () => {
  it('goes back exactly: the same event looks the same however it was come to', () => {
    const theatre = new Theatre([spec, { ...spec, seed: 7 }]);
    theatre.seek(300);
    const first = theatre.view();
    theatre.seekEnd();
    theatre.seek(300);
    expect(theatre.view()).toEqual(first);
    theatre.seek(299);
    expect(theatre.view()).not.toEqual(first);
    theatre.seek(300);
    expect(theatre.view()).toEqual(first);
    const other = new Theatre([spec, { ...spec, seed: 7 }]);
    other.seek(300);
    expect(other.view()).toEqual(first);
  });

  it('goes back exactly where somebody’s own code throws dice and looks at the clock', () => {
    const computation = `(order, account) => {
  account.seen.push([Math.random(), Date.now(), new Date().getTime(), new Date(0).getTime(), new Date() instanceof Date]);
  return { key: order.key, ...account.seen.at(-1) };
}`;
    const own = { initial: '() => ({ seen: [] })', computation };
    const dicing = { ...spec, flow: 'own', records: 120, own } as const;
    const { random } = Math;
    const real = Date;
    const theatre = new Theatre([dicing]);
    theatre.seekEnd();
    const end = theatre.view();
    theatre.seek(50);
    theatre.seekEnd();
    expect(theatre.view()).toEqual(end);
    expect([Math.random, Date]).toEqual([random, real]);
    // What it was given differs from one thread's: nobody may say that its objects are one thread's.
    expect(end.scenes[0]?.counts).toMatchObject({ isFixed: 0 });
    const sober = new Theatre([{ ...dicing, own: { initial: own.initial, computation: '(order, account) => null' } }]);
    sober.seekEnd();
    expect(sober.view().scenes[0]?.counts).toMatchObject({ isFixed: 1 });
    const seen = end.scenes[0]?.objects.flatMap(({ value }) => (value as { seen: number[][] }).seen) ?? [];
    expect(seen).toHaveLength(120);
    expect(new Set(seen.map(([dice]) => dice)).size).toBe(120);
    for (const [, now = 0, made, zero, isDate] of seen) {
      expect([made, zero, isDate]).toEqual([now, 0, true]);
      expect(now - stageBegins).toBeLessThanOrEqual(end.now);
      expect(now).toBeGreaterThanOrEqual(stageBegins);
    }
    const other = new Theatre([{ ...dicing, seed: 43 }]);
    other.seekEnd();
    expect(hashOf(other.view())).not.toEqual(hashOf(end));
  });

  it('says of a history that has more events than it shows that it is cut', () => {
    const theatre = new Theatre([spec, { ...spec, records: 10, horizonMs: 20 }], { eventsMost: 300 });
    theatre.seekEnd();
    const { event, ended, scenes, histories } = theatre.view();
    expect([event, ended]).toEqual([300, true]);
    expect(scenes.map(({ isCut, ended: isOver }) => [isCut, isOver])).toEqual([
      [true, true],
      [false, true],
    ]);
    expect(histories.map(({ length, isCut }) => [length, isCut])).toEqual([[300, true]]);
    let pulses = 0;
    const whole = new Theatre([spec], { pulse: () => pulses++ }).view();
    // It says that it goes on, long before its end.
    expect(pulses).toBeGreaterThan(5);
    expect(whole.histories.map(({ isCut }) => isCut)).toEqual([false]);
  });

  it('goes to a time as it goes to the last event that is not after it', () => {
    const theatre = new Theatre([spec]);
    theatre.seekTime(40);
    const { event, now } = theatre.view();
    expect(now).toBeLessThanOrEqual(40);
    const here = theatre.view();
    theatre.seek(event + 1);
    expect(theatre.view().now).toBeGreaterThan(40);
    theatre.seek(10);
    theatre.seekTime(40);
    expect(theatre.view()).toEqual(here);
  });

  it('keeps histories as a tree: what is done in the middle of one leaves it as it was', () => {
    const theatre = new Theatre([spec]);
    theatre.seekEnd();
    const calm = hashOf(theatre.view());
    theatre.seek(200);
    theatre.perform([{ scene: 0, act: { type: 'add' } }]);
    theatre.seek(300);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
    expect(theatre.view().histories.map(({ parent, forkedAt }) => [parent, forkedAt])).toEqual([
      [null, 0],
      [0, 200],
      [1, 300],
    ]);
    theatre.seekEnd();
    expect(countsOf(theatre)).toMatchObject({ recoveries: 1, workers: 4, counted: 240, wrong: 0 });
    theatre.choose(1);
    theatre.seekEnd();
    expect(countsOf(theatre)).toMatchObject({ recoveries: 0, workers: 4, counted: 240, wrong: 0 });
    theatre.choose(0);
    theatre.seekEnd();
    expect(hashOf(theatre.view())).toEqual(calm);
  });

  it('knows by what its workers have called whether stages ran the same code, however many workers they have', () => {
    const own = {
      initial: '() => ({ count: 0 })',
      computation: '(order, account) => { account.count++; return null; }',
    };
    const other = { ...own, computation: '(order, account) => { account.count += 1; return null; }' };
    const scene = { ...spec, flow: 'own', own, horizonMs: 200 } as const;
    const theatre = new Theatre([
      { ...scene, workers: 1 },
      { ...scene, workers: 4 },
      { ...scene, own: other },
    ]);
    const ran = (): readonly string[] => theatre.view().scenes.map(({ codeRun }) => codeRun);
    const nothing = ran();
    expect(new Set(nothing).size).toBe(1);
    theatre.seekEnd();
    const [one, four, changed] = ran();
    expect([one === four, one === changed, one === nothing[0]]).toEqual([true, false, false]);
    // One worker that has been given something else than all others.
    const worker = new CodeRun();
    const [plain, odd] = [topologyOf(accountFlow(1, null)), topologyOf(peopleFlow(false, null))];
    const calls =
      (topology: Topology): ProgramBuilder =>
      (wiring) => {
        for (const { id } of topology.modules) wiring.calling?.(id, null);
        return {} as Program;
      };
    const hashes = [plain, plain, odd].map((topology) => {
      worker.within(calls(topology), topology)({} as Wiring);
      return worker.hash;
    });
    expect([hashes[0] === hashes[1], hashes[1] === hashes[2]]).toEqual([true, false]);
  });

  it('is played again from its deeds, as a link carries them', () => {
    const theatre = new Theatre([spec]);
    theatre.seek(300);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 2 } }]);
    theatre.seek(400);
    const { scenes, history, histories } = theatre.view();
    const again = new Theatre([spec]);
    again.choose(again.adopt(histories[history]?.deeds ?? []));
    again.seek(400);
    expect(again.view().scenes).toEqual(scenes);
  });

  it('is grown again as a tree, and what could not be done makes no history', () => {
    const theatre = new Theatre([spec]);
    theatre.seek(200);
    theatre.perform([{ scene: 0, act: { type: 'add' } }]);
    theatre.seek(300);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
    theatre.choose(1);
    theatre.seek(300);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 2 } }]);
    theatre.choose(2);
    const { histories } = theatre.view();
    // Nobody has such a worker or such a message, and the last one comes after the end.
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 9 } }]);
    theatre.perform([{ scene: 0, act: { type: 'drop', message: -1 } }]);
    expect(theatre.view()).toMatchObject({ histories, history: 2 });
    const forks = histories.slice(1).map(({ parent, deeds }) => ({ parent: parent ?? 0, deeds }));
    const late = { parent: 2, deeds: [{ after: 90_000, scene: 0, act: { type: 'add' } }] } as const;
    const again = new Theatre([spec]);
    again.adoptTree([...forks, late], 2);
    again.seek(300);
    expect(again.view()).toEqual(theatre.view());
    expect(again.view().histories.map(({ parent }) => parent)).toEqual([null, 0, 1, 1]);
  });

  it('moves a quarter of the slots when a fourth worker joins, and nearly three quarters by modulo', () => {
    const theatre = new Theatre([{ ...spec, placement: 'modulo' }, spec]);
    theatre.seek(300);
    theatre.perform([0, 1].map((scene) => ({ scene, act: { type: 'add' } })));
    theatre.seekEnd();
    const [modulo, slicing] = [countsOf(theatre, 0), countsOf(theatre, 1)];
    expect(slicing).toMatchObject({ slotsMoved: 64, wrong: 0, counted: 240, workers: 4 });
    expect(modulo).toMatchObject({ wrong: 0, counted: 240, workers: 4 });
    expect(modulo['slotsMoved']).toBe(
      Array.from({ length: 256 }, (_, slot) => slot).filter((slot) => slot % 3 !== slot % 4).length,
    );
    const held = theatre.view().scenes[1]?.objects ?? [];
    expect(held.filter(({ worker, home }) => worker !== home).every(({ worker }) => worker === 3)).toBe(true);
  });

  it('loses the records of a lost message where links promise nothing more, and sends it again where they do', () => {
    for (const [delivery, expected] of [
      ['at-most-once', -1],
      ['at-least-once', 0],
      ['effectively-once', 0],
    ] as const) {
      const theatre = new Theatre([{ ...spec, delivery }]);
      theatre.perform([{ scene: 0, act: { type: 'drop', message: seekMessage(theatre, 150) } }]);
      const heard = heardUntilEnd(theatre);
      const { counted = 0, lost, resent, wrong } = countsOf(theatre);
      expect([delivery, Math.sign(counted - 240)]).toEqual([delivery, expected]);
      expect([lost, resent]).toEqual(expected < 0 ? [240 - counted, 0] : [0, 1]);
      expect(wrong === 0).toBe(expected === 0);
      expect(heard.filter((words) => /^(a record|\d+ records) for worker . .* lost$/.test(words))).toHaveLength(
        Math.abs(expected),
      );
      expect(heard.filter((words) => / the record for A\d+ was lost$/.test(words))).toHaveLength(lost ?? 0);
    }
  });

  it('shows no object of which the only record was lost', () => {
    const theatre = new Theatre([{ ...spec, keys: 120, records: 120, delivery: 'at-most-once' }]);
    theatre.perform([{ scene: 0, act: { type: 'drop', message: seekMessage(theatre, 60) } }]);
    theatre.seekEnd();
    const { lost = 0, objects } = countsOf(theatre);
    expect([lost > 0, objects]).toEqual([true, 120 - lost]);
  });

  it('meets the records of a doubled message twice only where nobody looks at its number', () => {
    for (const delivery of ['at-most-once', 'at-least-once', 'effectively-once'] as const) {
      const theatre = new Theatre([{ ...spec, delivery }]);
      theatre.perform([{ scene: 0, act: { type: 'duplicate', message: seekMessage(theatre, 150) } }]);
      const heard = heardUntilEnd(theatre);
      const { counted = 0, doubled = 0, discarded, wrong } = countsOf(theatre);
      const isDoubled = delivery === 'at-least-once';
      expect([delivery, doubled > 0]).toEqual([delivery, isDoubled]);
      expect([counted - 240, discarded]).toEqual(isDoubled ? [doubled, 0] : [0, 1]);
      expect(wrong === 0).toBe(!isDoubled);
      expect(heard.filter((words) => / A\d+ meets a record twice$/.test(words))).toHaveLength(doubled);
    }
  });

  it('keeps its weaker promise to records alone: the copy of a barrier is known by its number', () => {
    const theatre = new Theatre([{ ...spec, delivery: 'at-least-once' }]);
    theatre.perform([{ scene: 0, act: { type: 'duplicate', message: seekMessage(theatre, 150, 'barrier') } }]);
    expect(heardUntilEnd(theatre).filter((words) => words.startsWith('a copy of'))).toEqual([
      expect.stringContaining('it is discarded'),
    ]);
    expect(countsOf(theatre)).toMatchObject({ doubled: 0, discarded: 1, wrong: 0 });
  });

  it('takes back what it has said of lost and doubled records where a recovery undoes it, and nothing else', () => {
    for (const [delivery, type, sign] of [
      ['at-most-once', 'drop', -1],
      ['at-least-once', 'duplicate', 1],
    ] as const) {
      const left = new Set<boolean>();
      for (const after of [4, 40, 120, 200]) {
        const theatre = new Theatre([{ ...spec, delivery }]);
        theatre.perform([{ scene: 0, act: { type, message: seekMessage(theatre, 150) } }]);
        theatre.seek(theatre.event + after);
        theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
        theatre.seekEnd();
        const { counted = 0, lost = 0, doubled = 0, recoveries } = countsOf(theatre);
        expect([delivery, after, recoveries, counted]).toEqual([delivery, after, 1, 240 + doubled - lost]);
        left.add(sign * (doubled - lost) > 0);
      }
      // Before the checkpoint and after it.
      expect(left).toEqual(new Set([false, true]));
    }
  });

  it('keeps the sum of the money constant at every event, whoever dies', () => {
    const theatre = new Theatre([{ ...spec, flow: 'transfer', records: 120, horizonMs: 100 }]);
    theatre.seek(300);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
    let [checked, underway] = [0, 0];
    for (let event = 0; event <= theatre.length; event++) {
      theatre.seek(event);
      const [scene] = theatre.view().scenes;
      if (scene?.ledger == null) continue;
      expect(
        scene.ledger.rules.filter(({ holds }) => !holds),
        `after event ${event}`,
      ).toEqual([]);
      checked++;
      if ((scene.counts['aside'] ?? 0) > 0) underway++;
    }
    expect(checked).toBeGreaterThan(200);
    expect(underway).toBeGreaterThan(100);
    expect(countsOf(theatre)).toMatchObject({ recoveries: 1 });
    expect(countsOf(theatre)['paid']).toBeGreaterThan(0);
  });

  it('sees money that a letter makes which is met twice, and letters that are missing', () => {
    const broken = (delivery: NonNullable<SceneSpec['delivery']>, act: 'drop' | 'duplicate'): readonly string[] => {
      const theatre = new Theatre([{ ...spec, flow: 'transfer', records: 120, horizonMs: 120, delivery }]);
      theatre.seek(300);
      for (let times = 0; times < 3; times++)
        theatre.perform([{ scene: 0, act: { type: act, message: seekMessage(theatre, theatre.event + 1) } }]);
      theatre.seekEnd();
      const [scene] = theatre.view().scenes;
      const rules = scene?.ledger?.rules.flatMap(({ says, holds }) => (holds ? [] : [says])) ?? [];
      return (scene?.counts['open'] ?? 0) > 0 ? [...rules, 'something stays open'] : rules;
    };
    expect(broken('effectively-once', 'duplicate')).toEqual([]);
    expect(broken('at-least-once', 'duplicate')).toContain('All money is there');
    expect(broken('at-most-once', 'drop')).toContain('something stays open');
  });

  it('names every change of phase as the table of the coordinator does, that by a task’s report as well', () => {
    const theatre = new Theatre([spec]);
    theatre.seek(200);
    theatre.perform([{ scene: 0, act: { type: 'add' } }]);
    theatre.seek(400);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
    const table = coordinatorTable();
    const seen = new Map<string, string>();
    for (let event = 0, phase = 'gathering'; event <= theatre.length; event++) {
      theatre.seek(event);
      const { coordinator } = theatre.view().scenes[0] ?? {};
      if (coordinator === undefined || coordinator.phase === phase) continue;
      const { last } = coordinator;
      expect([event, last?.to]).toEqual([event, coordinator.phase]);
      expect(coordinator.seen).toContainEqual(expect.objectContaining(last));
      phase = coordinator.phase;
      for (const way of coordinator.seen) {
        expect([way, table[way.from][way.event].to.includes(way.to)]).toEqual([way, true]);
        seen.set(`${way.from} ${way.event} ${way.to}`, way.says);
      }
    }
    // The last barrier is due when a source has ended, and the run is over when what it holds back has left.
    expect(seen.get('running reported cutting')).toBe('source-ended');
    expect(seen.get('running reported over')).toBe('released');
  });

  it('shows what is on its way: which records, to which object, and the barrier', () => {
    const theatre = new Theatre([spec]);
    const seen = new Set<string>();
    for (let event = 0; event < 400; event += 5) {
      theatre.seek(event);
      for (const { what, content } of theatre.view().scenes[0]?.messages ?? []) {
        seen.add(what);
        if (content.type !== 'records') continue;
        for (const { key, record } of content.records) expect(record).toMatchObject({ key });
      }
    }
    for (const what of ['records', 'barrier', 'outputs', 'assign', 'inject', 'acked'])
      expect([...seen]).toContain(what);
  });

  it('takes one more record from the learner, and only its object changes', () => {
    const theatre = new Theatre([{ ...spec, open: true, horizonMs: 200 }]);
    theatre.seekEnd();
    const before = theatre.view().scenes[0]?.objects ?? [];
    theatre.seekTime(150);
    theatre.perform([{ scene: 0, act: { type: 'say', line: '1000 A007 5' } }]);
    theatre.seekEnd();
    const after = theatre.view().scenes[0]?.objects ?? [];
    const changed = after.filter(({ value }, index) => JSON.stringify(value) !== JSON.stringify(before[index]?.value));
    expect(changed.map(({ key }) => key)).toEqual(['A007']);
  });
});
