/** Rules of the coordinator, of what it keeps, and of safe mode, each of which the mutation gate takes away. */
import type { CoordinatorEffect, CoordinatorState } from '../core/index.ts';
import { decide } from '../core/index.ts';
import { SafeMode } from '../core/safe-mode.ts';
import { gather } from '../core/coordinator-members.ts';
import { withEffects } from '../core/coordinator-state.ts';
import type { Mutant } from './mutant.ts';
import { nothing, without, withRules } from './mutant.ts';

/** A slot goes from one member to another, neither of which joins or leaves. */
function withOneMore({ change, members }: CoordinatorState): CoordinatorState['change'] {
  const stays = members.filter((member) => change?.members.includes(member) === true);
  const [from, to] = stays;
  if (change === null || from === undefined || to === undefined) return change;
  const stage = change.placement.findIndex((table) => table.length > 1);
  const slot = change.placement[stage]?.indexOf(from) ?? -1;
  const isMoved = change.moves[stage]?.some((move) => move.slot === slot) === true;
  if (slot < 0 || isMoved) return change;
  return {
    ...change,
    placement: change.placement.map((table, id) => (id === stage ? table.with(slot, to) : table)),
    moves: change.moves.map((moves, id) => (id === stage ? [...moves, { slot, from, to, warm: false }] : moves)),
  };
}

export const coordination: readonly Mutant[] = [
  withRules('I13: a manifest needs the ack of every task of every worker', {
    decide: (state, event, now, plan) => {
      const decision = decide(state, event, now, plan);
      if (decision.state.phase !== 'cutting' || decision.state.commit !== 'none' || decision.state.acks.size === 0)
        return decision;
      // The first ack counts for all.
      const { members, change } = decision.state;
      const all = [...members, ...(change?.joining ?? [])].flatMap((worker) =>
        Array.from({ length: plan.stages }, (_, stage) => `${worker}.${stage}`),
      );
      const filled = decide({ ...decision.state, acks: new Set(all) }, event, now, plan);
      return { state: filled.state, effects: [...decision.effects, ...filled.effects] };
    },
  }),
  withRules('I10: the next barrier waits until every moved slot has arrived', {
    decide: (state, event, now, plan) =>
      decide(event.type === 'committed' ? { ...state, moving: new Set() } : state, event, now, plan),
  }),
  withRules('I14: an epoch is complete only when its manifest is durable', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      const early = effects.flatMap((effect): readonly CoordinatorEffect[] =>
        effect.type === 'commit' ? [effect, { type: 'complete', epoch: effect.durable.epoch }] : [effect],
      );
      return { state: next, effects: early };
    },
  }),
  withRules('after a manifest that could not be written, the next one takes everything', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      return {
        state: next,
        effects: effects.map((effect) =>
          effect.type === 'inject' ? { ...effect, change: { ...effect.change, everything: false } } : effect,
        ),
      };
    },
  }),
  withRules('members change only once everything before has left', {
    decide: (state, event, now, plan) => {
      const released = new Map(plan.sinks.map((sink) => [sink, state.epoch] as const));
      const isAsked = state.requests.some(({ kind }) => kind !== 'checkpoint') && event.type !== 'reported';
      if (!isAsked || state.covered.size === plan.sources.length) return decide(state, event, now, plan);
      const { state: next, effects } = decide({ ...state, released }, event, now, plan);
      const isRolledBack = next.generation !== state.generation;
      return { state: isRolledBack ? next : { ...next, released: state.released }, effects };
    },
  }),
  withRules('a source that was covered is not started again', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      return {
        state: next,
        effects: effects.map((effect) => (effect.type === 'start-sources' ? { ...effect, stages: [] } : effect)),
      };
    },
  }),
  withRules('L1: the end of a run is taken back by the loss of a worker that has not said its last word', {
    decide: (state, event, now, plan) =>
      state.phase === 'over' && event.type === 'worker-lost' ? { state, effects: [] } : decide(state, event, now, plan),
  }),
  withRules('I18: a change of members moves nothing between members that stay', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      const isPlanned = next.change !== null && next.change !== state.change && next.phase === 'preparing';
      return { state: isPlanned ? { ...next, change: withOneMore(next) } : next, effects };
    },
  }),
  withRules('a manifest is written whole or not at all', { manifestsAtomic: false }),
  withRules('a run that was being stopped goes on stopping under another coordinator', {
    decide: (state, event, now, plan) =>
      decide(
        state.phase === 'gathering' && state.recoveries === 0 ? { ...state, stopping: false } : state,
        event,
        now,
        plan,
      ),
  }),
  withRules('I12: words and frames of another generation are not heard', { fenced: false }),
  withRules('I11: a generation is durable before anybody hears of it', { generationDurable: false }),
];

/** Decides as the coordinator does, and changes what comes of it. */
const changing = (
  change: (
    effects: readonly CoordinatorEffect[],
    before: CoordinatorState,
    after: CoordinatorState,
  ) => readonly CoordinatorEffect[],
): { readonly decide: typeof decide } => ({
  decide: (state, event, now, plan) => {
    const { state: next, effects } = decide(state, event, now, plan);
    return { state: next, effects: change(effects, state, next) };
  },
});

/** What keeps a run within bounds, and true to whoever asks something of it. */
export const bounds: readonly Mutant[] = [
  withRules(
    'I17: sources are held while an outbox is full, checkpoints cannot be kept, or the run is handed over',
    changing((effects) => effects.filter((effect) => effect.type !== 'hold-sources' || !effect.held)),
  ),
  withRules(
    'I17: who joins holds its sources where the others hold theirs',
    changing((effects, { change, generation }, after) =>
      change === null || after.change !== null || generation !== after.generation
        ? effects
        : effects.filter(({ type }) => type !== 'hold-sources'),
    ),
  ),
  withRules('I17: a sink that is slow to release is given three epochs at most', {
    decide: (state, event, now, plan) => {
      const isQuiet = event.type === 'ticked' && state.phase === 'running' && state.requests.length === 0;
      const isOther = state.missed > 0 || state.safeUntil !== null || state.covered.size === plan.sources.length;
      if (!isQuiet || isOther) return decide(state, event, now, plan);
      const released = new Map(plan.sinks.map((sink) => [sink, state.epoch] as const));
      const { state: next, effects } = decide({ ...state, released }, event, now, plan);
      return { state: { ...next, released: state.released }, effects };
    },
  }),
  withRules('I12: no word of a manifest of another generation or another epoch is heard', {
    decide: (state, event, now, plan) => {
      const { generation, epoch } = state;
      const isOfManifest = event.type === 'committed' || event.type === 'commit-failed';
      return decide(state, isOfManifest ? { ...event, generation, epoch } : event, now, plan);
    },
  }),
  withRules(
    'who waits for something is answered before the run is over',
    changing((effects, _before, { phase }) =>
      phase === 'over' ? effects.filter(({ type }) => type !== 'answer') : effects,
    ),
  ),
  withRules('a change that is asked for is done once a manifest holds it', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      const answers = next.unkept.map((request) => ({ type: 'answer' as const, request, error: null }));
      const requests = next.requests.filter(({ id }) => !next.unkept.includes(id));
      return { state: { ...next, requests, unkept: [] }, effects: [...effects, ...answers] };
    },
  }),
  withRules('a change that a manifest holds is done, whatever is lost before all of it has arrived', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      if (!effects.some(({ type }) => type === 'roll-back')) return { state: next, effects };
      return { state: { ...next, requests: state.requests }, effects: effects.filter(({ type }) => type !== 'answer') };
    },
  }),
  withRules('a request for a checkpoint is done once that is kept', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      if (event.type !== 'checkpoint-requested' || next.phase === 'over') return { state: next, effects };
      const { request } = event;
      const requests = next.requests.filter(({ id }) => id !== request);
      return { state: { ...next, requests }, effects: [...effects, { type: 'answer', request, error: null }] };
    },
  }),
];

/** Who starts, stops and ends, and when: nothing of it shows in what comes out. */
export const processes: readonly Mutant[] = [
  withRules('a source starts only once those before it are covered', {
    decide: (state, event, now, plan) => decide(state, event, now, { ...plan, after: new Map() }),
  }),
  withRules(
    'L1: sources of a run that is being stopped are told so by each generation',
    changing((effects, { phase }) =>
      phase === 'loading' ? effects.filter(({ type }) => type !== 'stop-sources') : effects,
    ),
  ),
  withRules('I1: who joined by a change that no manifest holds begins anew', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      const isUndone = (effect: CoordinatorEffect): boolean =>
        effect.type === 'fork' &&
        state.present.has(effect.worker) &&
        !('worker' in event && event.worker === effect.worker);
      const undone = effects.flatMap((effect) => (isUndone(effect) && 'worker' in effect ? [effect.worker] : []));
      return {
        state: { ...next, present: new Set([...next.present, ...undone]), ending: new Set() },
        effects: effects.filter((effect) => !isUndone(effect)),
      };
    },
  }),
  withRules('I1: a generation begins only when whoever begins anew has ended', {
    decide: (state, event, now, plan) => {
      const decided = decide(state, event, now, plan);
      if (decided.state.phase !== 'gathering') return decided;
      return withEffects(decided.effects, gather({ ...decided.state, ending: new Set() }));
    },
  }),
  withRules(
    'L1: who is to join and is lost is started again',
    changing((effects, { nextWorker }) =>
      effects.filter((effect) => effect.type !== 'fork' || effect.worker === nextWorker),
    ),
  ),
  withRules('L1: who cannot join is refused, and not waited for', {
    decide: (state, event, now, plan) =>
      event.type === 'join-failed' ? { state, effects: [] } : decide(state, event, now, plan),
  }),
  withRules('a request for a checkpoint is not done by a barrier that was in flight', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      if (event.type !== 'checkpoint-requested') return { state: next, effects };
      const requests = next.requests.map((request) =>
        request.kind === 'checkpoint' && request.id === event.request
          ? { ...request, epoch: request.epoch - 1 }
          : request,
      );
      return { state: { ...next, requests }, effects };
    },
  }),
];

export const quarantine: readonly Mutant[] = [
  withRules('a state computation that throws leaves no object half changed', { undone: false }),
  without('I21: a worker in safe mode knows the record that it is busy with', SafeMode, 'follow', () => nothing),
  without(
    'I21: what is made of one record leaves before anything of the next one does',
    SafeMode,
    'follow',
    () =>
      function (this: SafeMode, origin) {
        this.origin = origin;
      },
  ),
  withRules('I21: a coordinator that starts again knows the records that are skipped', {
    decide: (state, event, now, plan) => {
      const isNew = state.phase === 'gathering' && state.recoveries === 0;
      return decide(isNew ? { ...state, quarantine: [] } : state, event, now, plan);
    },
  }),
];
