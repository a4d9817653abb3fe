/** Words for what a coordinator has decided, and for what arrives, in the vocabulary of the glossary. Pure. */
import type { CoordinatorEffect, CoordinatorState } from '../../core/index.ts';
import type { MessageView } from './scene-view.ts';

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

const endName = (end: MessageView['from']): string => (end === 'coordinator' ? 'the coordinator' : workerName(end));

/** A message that is lost for good comes to its end, too; what it carried does not. */
export function wordsOfArrival({ content, from, to, what, fate }: MessageView): string {
  const way = `at ${endName(to)} from ${endName(from)}`;
  switch (content.type) {
    case 'records': {
      const { length } = content.records;
      const records = length === 1 ? 'a record' : `${length} records`;
      if (fate === 'lost')
        return `${records} for ${endName(to)} from ${endName(from)} ${length === 1 ? 'is' : 'are'} lost`;
      return `${records} ${length === 1 ? 'arrives' : 'arrive'} ${way}`;
    }
    case 'barrier':
      return `barrier ${content.epoch} arrives ${way}`;
    case 'slot':
      return `slot ${content.slot} arrives ${way}`;
    case 'outputs':
      return `outputs arrive at ${endName(to)}`;
    case 'other':
      return `${endName(from)} to ${endName(to)}: ${what}`;
  }
}

/** How often an object has met a record that was sent to it once. */
export const wordsOfMeeting = (key: string, times: number): string =>
  times === 0 ? `the record for ${key} was lost` : `${key} meets a record${times === 1 ? '' : ' twice'}`;

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
