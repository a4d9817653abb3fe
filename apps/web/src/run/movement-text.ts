/** An entry of the movement ledger in words and numbers; nodes are called as in the document. */
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import { bytes, counted, percent } from '../ui/numbers.ts';
import { nameOfNode } from './node-names.ts';

/** What it is about: `w4 joins`, `kill -9 of w1`. */
export function causeText({ cause }: Pick<Movement, 'cause'>): string {
  switch (cause.type) {
    case 'add':
      return cause.worker === '' ? 'A worker joins' : `${cause.worker} joins`;
    case 'drain':
      return `${cause.worker} is drained`;
    case 'kill':
      return `kill -9 of ${processText(cause.process)}`;
    case 'loss':
      return `${processText(cause.process)} was lost`;
    case 'move':
      return `${nameOfNode(cause.state)} ${JSON.stringify(cause.key)} moves to ${cause.worker}`;
    case 'release':
      return `${nameOfNode(cause.state)} ${JSON.stringify(cause.key)} goes home`;
    case 'checkpoint':
      return 'Checkpoint';
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return disturbanceText(cause);
    case 'deploy':
      return `Deployment of ${counted(cause.changes, 'change')}`;
  }
}

/** `w2 takes 10 times as long`. */
export function disturbanceText(of: Disturbance<string>): string {
  switch (of.type) {
    case 'slow':
      return `${of.worker} takes ${of.factor} times as long`;
    case 'cut':
      return `The link between ${of.worker} and ${of.peer} is cut`;
    case 'burst':
      return `${nameOfNode(of.source)} gives ${of.factor} times its rate`;
    case 'skew':
      return `${percent(of.share)} of ${nameOfNode(of.source)} is one record`;
  }
}

const processText = (process: string): string => (process === 'coordinator' ? 'the coordinator' : process);

/** While it goes on: what it waits for. */
export function phaseText({ phase, reason, cause }: Pick<Movement, 'phase' | 'reason' | 'cause'>): string {
  switch (phase) {
    case 'asked':
      return 'asked for: the coordinator has yet to take it up';
    case 'queued':
      return queuedText(cause);
    case 'preparing':
      return cause.type === 'add'
        ? 'preparing: it links up, and is given what the last checkpoint has of its slots'
        : 'preparing: new owners are given what the last checkpoint has of their slots';
    case 'moving':
      return movesSlots(cause) ? 'moving: its barrier is on its way' : 'its barrier is on its way';
    case 'recovering':
      return cause.type === 'deploy' ? 'the new version starts' : 'going back to the last checkpoint';
    case 'lasting':
      return 'in effect';
    case 'done':
      return 'forMs' in cause ? 'over' : 'done';
    case 'refused':
      return `refused: ${reason ?? 'no reason was given'}`;
    case 'failed':
      return `failed: ${reason ?? 'no reason was given'}`;
  }
}

const movesSlots = ({ type }: Movement['cause']): boolean => type !== 'checkpoint' && type !== 'deploy';

function queuedText(cause: Movement['cause']): string {
  if (cause.type === 'kill') return 'SIGKILL was sent: the loss has yet to be noticed';
  return cause.type === 'add' ? 'waits until it is up, and for the next barrier' : 'waits for the next barrier';
}

/** In milliseconds from the request, or from the loss, to its end; null while it goes on. */
export const tookMs = ({ times }: Pick<Movement, 'times'>): number | null =>
  times.endedMs === null ? null : times.endedMs - times.askedMs;

/**
 * `51 of 256 slots moved, least possible 51, 198,916 objects, 6.2 MB, no record had to wait, took 0.8 s`; before its end `51 of
 * 256 slots to move, 12 have arrived`.
 */
export function outcomeText(movement: Movement): string {
  const { objects, bytes: size, holdMs, redone, phase } = movement;
  if (phase === 'refused') return '';
  const took = tookMs(movement);
  return [
    ...slotsTexts(movement),
    ...(objects > 0 ? [counted(objects, 'object')] : []),
    ...(size > 0 ? [bytes(size)] : []),
    ...(holdMs === null ? [] : [holdText(holdMs)]),
    ...(redone === undefined ? [] : [`${aboutRecords(redone)} read again`]),
    ...(took === null ? [] : [`took ${millisecondsText(took)}`]),
  ].join(', ');
}

/** What is planned is told as a plan, and what was given up as one that came to nothing. */
function slotsTexts(movement: Movement): readonly string[] {
  const { moved, total, minimum, phase } = movement;
  if (total === 0 || moved === 0) return [];
  const some = `${moved} of ${counted(total, 'slot')}`;
  if (phase === 'done') return [`${some} moved`, `least possible ${minimum}`];
  if (phase === 'failed') return [`${some} were to move`];
  return [`${some} to move`, `least possible ${minimum}`, arrivedText(arrivedIn(movement).arrived)];
}

const arrivedText = (arrived: number): string =>
  arrived === 0 ? 'none has arrived yet' : arrived === 1 ? '1 has arrived' : `${arrived} have arrived`;

/** A slot is mostly there before the first record that goes to it. */
const holdText = ({ p50, p99, max }: NonNullable<Movement['holdMs']>): string =>
  max === 0
    ? 'no record had to wait'
    : `records waited for their slot p50 ${millisecondsText(p50)}, p99 ${millisecondsText(p99)}, at most ${millisecondsText(max)}`;

export const millisecondsText = (ms: number): string =>
  ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;

/** How many of the slots of keyed stages have arrived. */
export function arrivedIn({ stages }: Pick<Movement, 'stages'>): { readonly arrived: number; readonly of: number } {
  const keyed = stages.filter(({ kind }) => kind === 'keyed');
  return {
    arrived: keyed.reduce((sum, { arrivedMs }) => sum + arrivedMs.filter((at) => at >= 0).length, 0),
    of: keyed.reduce((sum, { slots }) => sum + slots.length, 0),
  };
}

/** One sentence for whoever was not looking: what has happened, or what has come of it. */
export function newsText(movement: Movement): string {
  const { cause, phase, barrier } = movement;
  const took = tookMs(movement);
  const outcome = outcomeText(movement);
  if (phase !== 'done') return `${causeText(movement)}: ${phaseText(movement)}.`;
  switch (cause.type) {
    case 'kill':
    case 'loss':
      return (
        `${capital(processText(cause.process))} was ${cause.type === 'kill' ? 'killed' : 'lost'} and replaced` +
        `${barrier === null ? '' : `: everything went on from checkpoint ${barrier}`}` +
        `${took === null ? '' : ` after ${millisecondsText(took)}`}` +
        `${movement.redone === undefined ? '' : `; ${aboutRecords(movement.redone)} ${movement.redone === 0 ? 'was' : 'were'} read again`}.`
      );
    case 'add':
      return `${cause.worker} has joined: ${outcome}.`;
    case 'drain':
      return `${cause.worker} has left: ${outcome}.`;
    case 'move':
      return `${nameOfNode(cause.state)} ${JSON.stringify(cause.key)} has moved to ${cause.worker}, alone: ${outcome}.`;
    case 'release':
      return `${nameOfNode(cause.state)} ${JSON.stringify(cause.key)} is in the slot of its key again: ${outcome}.`;
    case 'checkpoint':
      return `Checkpoint ${barrier ?? ''} is kept: ${outcome}.`;
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return `${causeText(movement)}: it is over${took === null ? '' : `, after ${millisecondsText(took)}`}.`;
    case 'deploy':
      return (
        `${counted(cause.changes, 'change')} deployed: the new version goes on from checkpoint ${barrier ?? ''}` +
        `${took === null ? '' : ` after ${millisecondsText(took)}`}.`
      );
  }
}

/** `w2` is a name, and stays as it is written everywhere. */
const capital = (text: string): string => text.replace(/^the /, 'The ');

const aboutRecords = (redone: number): string => (redone === 0 ? 'no record' : `about ${counted(redone, 'record')}`);
