/** Who has owned the slot of a key, since when, and why: from the movement ledger, which names each slot that moved. Pure. */
import type { NodeId } from '@potoroo/shared/ids';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import type { Movement } from '@potoroo/shared/telemetry';
import { causeText } from '../run/movement-text.ts';

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

export type KeyHistory = { readonly stays: readonly Stay[]; readonly passages: readonly Passage[] };

type HistoryParts = {
  readonly entries: readonly Movement[];
  readonly state: NodeId;
  readonly key: string;
  readonly slot: number;
  /** Now. */
  readonly owner: number;
};

export function keyHistory({ entries, owner, ...of }: HistoryParts): KeyHistory {
  const passages = entries.flatMap((entry) => passagesIn(entry, of)).toSorted((a, b) => a.cutMs - b.cutMs);
  const stays: Stay[] = [];
  let since = 0;
  for (const { from, cutMs, arrivedMs } of passages) {
    stays.push({ worker: from, fromMs: since, untilMs: cutMs });
    since = arrivedMs ?? cutMs;
  }
  stays.push({ worker: passages.at(-1)?.to ?? owner, fromMs: since, untilMs: null });
  return { stays, passages };
}

/** The slot of the key moved with others, or the key moved alone. */
function passagesIn(
  entry: Movement,
  { state, key, slot }: Pick<HistoryParts, 'state' | 'key' | 'slot'>,
): readonly Passage[] {
  const { cause } = entry;
  const isSingle = cause.type === 'move' || cause.type === 'release';
  const isOwn = isSingle && cause.state === state && cause.key === key;
  if (isSingle && !isOwn) return [];
  return entry.stages.flatMap(({ node, kind, slots, from, to, arrivedMs, bytes, holdMs }) => {
    const index = isOwn ? 0 : kind === 'keyed' && node === state ? slots.indexOf(slot) : -1;
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
        cutMs: entry.times.cutMs ?? entry.times.startedMs ?? entry.times.askedMs,
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
export function historyText({ stays, passages }: KeyHistory): string {
  const name = (worker: number): string => workerName(workerIndex(worker));
  const last = stays.at(-1);
  if (passages.length === 0) return `At ${name(last?.worker ?? 0)} since the run began.`;
  const before = passages.map(
    ({ from, barrier, reason }) =>
      `${name(from)} until ${barrier === null ? 'then' : `barrier ${barrier}`} (${reason})`,
  );
  return `${before.join(', ')}, ${name(last?.worker ?? 0)} since.`;
}
