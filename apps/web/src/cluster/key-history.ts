/** Who has owned the slot of a key, since when, and why: from the movement ledger, which names each slot that moved. Pure. */
import type { NodeId } from '@potoroo/shared/ids';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import type { Movement } from '@potoroo/shared/telemetry';
import { causeText } from '../run/movement-text.ts';
import { clockText } from './clock-text.ts';

/** The slot has been at this worker. Times in the clock of the run. */
export type Stay = {
  readonly worker: number;
  readonly fromMs: number;
  /** Null: it is there. */
  readonly untilMs: number | null;
};

/** The slot went from one worker to another. */
export type Passage = {
  readonly from: number;
  readonly to: number;
  /** Its barrier was injected; its state had arrived, null where that is not known yet. */
  readonly cutMs: number;
  readonly arrivedMs: number | null;
  readonly bytes: number | null;
  /** How long the first record that came before it waited. */
  readonly holdMs: number | null;
  readonly reason: string;
  readonly barrier: number | null;
};

/** The process of its owner died; the object came back, as the checkpoint had it. */
export type Fall = {
  readonly worker: number;
  readonly atMs: number;
  readonly reason: string;
  readonly checkpoint: number | null;
};

export type KeyHistory = {
  readonly stays: readonly Stay[];
  readonly passages: readonly Passage[];
  readonly falls: readonly Fall[];
};

type HistoryParts = {
  readonly entries: readonly Movement[];
  readonly state: NodeId;
  readonly key: string;
  /** The slot that its hash gives it, where it lies whenever it is not alone. */
  readonly slot: number;
  /** Now. */
  readonly owner: number;
};

export function keyHistory({ entries, owner, ...of }: HistoryParts): KeyHistory {
  const passages = passagesOf(entries, of);
  const stays: Stay[] = [];
  let since = 0;
  for (const { from, cutMs, arrivedMs } of passages) {
    stays.push({ worker: from, fromMs: since, untilMs: cutMs });
    since = arrivedMs ?? cutMs;
  }
  stays.push({ worker: passages.at(-1)?.to ?? owner, fromMs: since, untilMs: null });
  return { stays, passages, falls: entries.flatMap((entry) => fallOf(entry, stays)) };
}

/** Who owned it then, by the name that its worker has, whichever process has it. */
function fallOf({ cause, phase, times, barrier, ...entry }: Movement, stays: readonly Stay[]): readonly Fall[] {
  if ((cause.type !== 'kill' && cause.type !== 'loss') || (phase !== 'done' && phase !== 'recovering')) return [];
  const atMs = times.startedMs ?? times.askedMs;
  const stay = stays.findLast(({ fromMs }) => fromMs <= atMs);
  if (stay === undefined || workerName(workerIndex(stay.worker)) !== cause.process) return [];
  return [{ worker: stay.worker, atMs, reason: causeText({ cause, ...entry }), checkpoint: barrier }];
}

type Of = Pick<HistoryParts, 'state' | 'key' | 'slot'>;

/** In their order: an object that was moved alone has another slot from then on, until it is released. */
function passagesOf(entries: readonly Movement[], of: Of): readonly Passage[] {
  let lies = of.slot;
  return entries
    .toSorted((a, b) => cutOf(a) - cutOf(b))
    .flatMap((entry) => {
      const { cause, stages } = entry;
      const isSingle = cause.type === 'move' || cause.type === 'release';
      if (!isSingle) return passagesIn(entry, { state: of.state, slot: lies });
      if (cause.state !== of.state || cause.key !== of.key) return [];
      const own = stages[0]?.slots[0];
      const passages = own === undefined ? [] : passagesIn(entry, { state: of.state, slot: own });
      lies = cause.type === 'release' ? of.slot : (own ?? lies);
      return passages;
    });
}

const cutOf = ({ times }: Movement): number => times.cutMs ?? times.startedMs ?? times.askedMs;

function passagesIn(entry: Movement, { state, slot }: Pick<HistoryParts, 'state' | 'slot'>): readonly Passage[] {
  return entry.stages.flatMap(({ node, kind, slots, from, to, arrivedMs, bytes, holdMs }) => {
    const index = kind === 'keyed' && node === state ? slots.indexOf(slot) : -1;
    const [leaver, taker] = [from[index], to[index]];
    if (leaver === undefined || taker === undefined || leaver === taker) return [];
    const known = (column: readonly number[]): number | null => {
      const value = column[index] ?? -1;
      return value < 0 ? null : value;
    };
    return [
      {
        from: leaver,
        to: taker,
        cutMs: cutOf(entry),
        arrivedMs: known(arrivedMs),
        bytes: known(bytes),
        holdMs: known(holdMs),
        reason: causeText(entry),
        barrier: entry.barrier,
      },
    ];
  });
}

/** `w1 until barrier 418 (w5 joins), w5 since.` */
export function historyText({ stays, passages, falls }: KeyHistory): string {
  return [wayText({ stays, passages }), ...falls.slice(-fallsToldMax).map(fallText)].join(' ');
}

const fallsToldMax = 5;

const fallText = ({ reason, atMs, checkpoint }: Fall): string =>
  `${reason} at ${clockText(atMs)}: it came back${checkpoint === null ? '' : ` as checkpoint ${checkpoint} had it`}.`;

function wayText({ stays, passages }: Pick<KeyHistory, 'stays' | 'passages'>): string {
  const name = (worker: number): string => workerName(workerIndex(worker));
  const last = stays.at(-1);
  if (passages.length === 0) return `At ${name(last?.worker ?? 0)}: the movement ledger knows of no move.`;
  const before = passages.map(
    ({ from, barrier, reason }) =>
      `${name(from)} until ${barrier === null ? 'then' : `barrier ${barrier}`} (${reason})`,
  );
  return `${before.join(', ')}, ${name(last?.worker ?? 0)} since.`;
}
