/** Words for what a coordinator has decided, in the vocabulary of the glossary. Pure. */
import type { CoordinatorEffect, CoordinatorState } from '../../core/index.ts';

export function wordsOfDecision(
  before: CoordinatorState,
  event: string,
  after: CoordinatorState,
  effects: readonly CoordinatorEffect[],
): readonly string[] {
  const words = effects.flatMap((effect) => wordsOfEffect(effect, after));
  if (before.phase !== after.phase)
    words.push(`the coordinator was ${before.phase}, hears "${event}", and is ${after.phase}`);
  return words;
}

/** By its letter, as on the screen: A to Z, in the order of joining. A stage has no more. */
export const workerName = (worker: number): string => `worker ${String.fromCharCode(65 + (worker % 26))}`;

export const wordsOfEnd = (worker: number, reason: string): string =>
  reason === 'killed' ? `${workerName(worker)} is killed` : `the process of ${workerName(worker)} ends: ${reason}`;

function wordsOfEffect(effect: CoordinatorEffect, { change }: CoordinatorState): string[] {
  switch (effect.type) {
    case 'fork':
      return [`a process for ${workerName(effect.worker)} is started`];
    case 'admit':
      return [`${workerName(effect.worker)} is linked to the others; it owns nothing yet`];
    case 'warm':
      return [
        `${workerName(effect.worker)} is given ${effect.slots.length} slots as of the last checkpoint, ahead of their move`,
      ];
    case 'inject': {
      const moves = change?.moves.reduce((sum, slots) => sum + slots.length, 0) ?? 0;
      return [`barrier ${effect.epoch} is injected${moves > 0 ? `; behind it ${moves} slots have another owner` : ''}`];
    }
    case 'commit':
      return [`every task has cut: the manifest of epoch ${effect.durable.epoch} is written`];
    case 'complete':
      return [`epoch ${effect.epoch} is complete: its outputs may leave`];
    case 'roll-back':
      return [`generation ${effect.generation} begins: everybody goes back to the last manifest`];
    case 'assign':
      return [`members load what they own as of epoch ${effect.from.epoch}`];
    case 'retire':
      return [`${workerName(effect.worker)} owns nothing any more and may end`];
    case 'finish':
      return ['every record is covered and every output has left: the run is over'];
    default:
      return [];
  }
}
