/**
 * The rival of a lesson: a cluster whose placement is `slot modulo number of workers`, as many systems had it. The real
 * coordinator decides everything else; only the table that follows a change of members is another one, and so the moves.
 */
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorState, Decision, Placement } from '../../core/index.ts';
import { firstPlacement } from '../../core/index.ts';
import { hostRules, type HostRules } from '../rules.ts';

export function moduloPlacement(topology: Topology, members: readonly number[]): Placement {
  return firstPlacement(topology, members).map((table) => (table.length === 1 ? table : moduloTable(table, members)));
}

const moduloTable = (table: readonly number[], members: readonly number[]): readonly number[] =>
  table.map((_, slot) => members[slot % members.length] ?? 0);

export const moduloRules: HostRules = {
  ...hostRules,
  fewestMoves: false,
  decide: (before, event, now, plan) => {
    const decision = hostRules.decide(before, event, now, plan);
    const isPrepared = before.change === null && (decision.state.change?.joining.length ?? 0) > 0;
    return isPrepared ? withModulo(decision) : decision;
  },
};

/** Another table, other moves; and nothing is given ahead of its move, since other slots were to be. */
function withModulo({ state, effects }: Decision): Decision {
  const { change } = state;
  if (change === null) return { state, effects };
  const placement = state.placement.map((table, stage) =>
    table.length === 1 ? (change.placement[stage] ?? table) : moduloTable(table, change.members),
  );
  const moves = state.placement.map((table, stage) =>
    table.flatMap((from, slot) => {
      const to = placement[stage]?.[slot] ?? from;
      return to === from ? [] : [{ slot, from, to, warm: false }];
    }),
  );
  const waiting = new Set([...state.waiting].filter((what) => !what.startsWith('warm ')));
  const next: CoordinatorState = { ...state, waiting, change: { ...change, placement, moves } };
  return { state: next, effects: effects.filter(({ type }) => type !== 'warm') };
}
