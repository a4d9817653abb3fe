// Learn draws the coordinator's ways from what the rows of its table say. One that is missing there would be taken and not seen;
// one that cannot be taken would teach a machine that does not exist. Long walks of a plausible host meet exactly these arrows.
import { moduleId } from '@potoroo/shared/ids';
import { describe, expect, it } from 'vitest';
import type { Random } from '../sim/random.ts';
import { randomFrom } from '../sim/random.ts';
import type { CoordinatorEvent } from './coordinator-messages.ts';
import type { CoordinatorPlan, CoordinatorState } from './coordinator-state.ts';
import { firstState, freshStart, unionOf } from './coordinator-state.ts';
import { coordinatorTable, decide } from './coordinator.ts';
import { acked, placement, plan, preparation } from './testing/coordinator-desk.ts';

const table = coordinatorTable();
/** Each walk of its kind: how patient with losses, whether anything has to leave, and how often something unexpected comes. */
const plans: readonly CoordinatorPlan[] = [
  { ...plan, recoveriesMax: 0 },
  { ...plan, recoveriesMax: 3 },
  { ...plan, recoveriesMax: 10 },
  { ...plan, recoveriesMax: 3, sinks: [] },
];
const calms = [0.5, 0.7, 0.9] as const;
const losses = [0.5, 1] as const;
const walks = 2_000;
const walksAtLeast = 200;
const steps = 300;

type Walk = { completed: number; readonly calm: number; readonly loss: number; readonly random: Random };

/** What a host may say now: what the machine waits for, more often than what nobody expects. */
function nextWords(state: CoordinatorState, { completed, calm, loss, random }: Walk): readonly CoordinatorEvent[] {
  const { generation, epoch, phase } = state;
  const [worker, request] = [random.below(4), 1 + random.below(1_000_000)];
  if (random.next() < calm) {
    const acks = unionOf(state).flatMap((member) =>
      plan.slots.map((_, stage): CoordinatorEvent => ({
        type: 'reported',
        worker: member,
        report: acked(epoch, stage),
      })),
    );
    const arrivals = [...state.moving].map((name): CoordinatorEvent => {
      const [stage = 0, slot = 0] = name.split('.').map(Number);
      return {
        type: 'reported',
        worker: 0,
        report: { type: 'installed', epoch, stage, slot, objects: 0, bytes: 0, heldMs: 0 },
      };
    });
    return [
      ...state.members
        .filter((member) => !state.present.has(member))
        .map((member): CoordinatorEvent => ({ type: 'joined', worker: member })),
      ...[...state.waiting].map(preparation),
      ...(phase === 'cutting' ? [...acks, ...arrivals] : []),
      { type: 'committed', generation, epoch },
      { type: 'reported', worker: 0, report: { type: 'released', stage: 3, epoch: completed, records: 0 } },
    ];
  }
  return [
    { type: 'joined', worker: Math.min(worker, state.nextWorker - 1) },
    { type: 'ticked' },
    { type: 'join-failed', worker, reason: 'it cannot write' },
    { type: 'commit-failed', generation, epoch, reason: 'no space is left' },
    ...(random.next() < loss
      ? [{ type: 'worker-lost', worker, reason: 'killed', byItself: random.next() < 0.3, suspect: null } as const]
      : []),
    { type: 'add-requested', request },
    { type: 'drain-requested', request, worker },
    { type: 'move-requested', request, stage: 2, key: 'a', worker },
    { type: 'release-requested', request, stage: 2, key: 'a' },
    { type: 'checkpoint-requested', request },
    { type: 'hand-over-requested', request },
    ...(random.next() < loss
      ? [{ type: 'reported', worker, report: { type: 'spoilt', module: moduleId(3) } } as const]
      : []),
    ...(random.next() < 0.1 ? [{ type: 'stop-requested' } as const] : []),
    ...(random.next() < 0.1
      ? [0, 1].map((stage): CoordinatorEvent => ({
          type: 'reported',
          worker: 0,
          report: { type: 'source-ended', stage },
        }))
      : []),
  ];
}

/** What a correct host never says is refused by an assertion, and leaves everything as it was. */
function follow(seed: number, met: Set<string>): void {
  const of = plans[seed % plans.length] ?? plan;
  const random = randomFrom(seed);
  const walk: Walk = {
    completed: 0,
    calm: calms[Math.floor(seed / plans.length) % calms.length] ?? 0.7,
    loss: losses[(seed % 13) % 2] ?? 1,
    random,
  };
  let state = firstState(freshStart([0, 1], placement), 1);
  let now = 0;
  for (let step = 0; step < steps; step++) {
    now += random.below(30) * (random.next() < 0.01 ? 1_000 : 1);
    const words = nextWords(state, walk);
    const event = words[random.below(words.length)];
    if (event === undefined || table[state.phase][event.type].kind === 'never') continue;
    try {
      const decision = decide(state, event, now, of);
      if (state.phase !== decision.state.phase) met.add(`${state.phase} ${event.type} ${decision.state.phase}`);
      for (const effect of decision.effects) {
        if (effect.type === 'complete') walk.completed = effect.epoch;
        if (effect.type === 'roll-back') walk.completed = Math.min(walk.completed, decision.state.durable.epoch);
      }
      ({ state } = decision);
    } catch {
      continue;
    }
  }
}

const arrowOf = (way: string): string => way.replace(/ .* /, ' ');

describe('the ways of the transition table', { timeout: 60_000 }, () => {
  it('are taken only where its rows say so, and every arrow between two phases can be taken', () => {
    const said = Object.entries(table).flatMap(([from, row]) =>
      Object.entries(row).flatMap(([event, { to }]) => to.map((phase) => `${from} ${event} ${phase}`)),
    );
    const arrows = new Set(said.map(arrowOf));
    const met = new Set<string>();
    const taken = (): ReadonlySet<string> => new Set(Array.from(met, arrowOf));
    for (let seed = 0; seed < walks && (seed < walksAtLeast || taken().size < arrows.size); seed++) follow(seed, met);
    expect([...met].filter((way) => !said.includes(way))).toEqual([]);
    expect([...taken()].toSorted()).toEqual([...arrows].toSorted());
  });
});
