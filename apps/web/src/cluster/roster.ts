/**
 * Every worker that the run has had, in join order, and what has become of it. A worker that left or was lost stays on
 * the list: what happened to it is what one looks for. Pure.
 */
import type { GoneProcess, TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';
import { counted } from '../ui/numbers.ts';

/** `lost`: its process died, and its next one is not there yet; `recovering`: it goes back to the last checkpoint. */
export type Presence = 'joining' | 'serving' | 'recovering' | 'lost' | 'left' | 'ended';
export type Mate = {
  /** `w3` is 2, as in a placement. */
  readonly index: number;
  readonly name: string;
  readonly presence: Presence;
  /** The last that was heard of it. */
  readonly sample: WorkerSample;
  /** When it was first missed, in the time of the run; null while it is there, and where its clock began only later. */
  readonly goneMs: number | null;
  /** How many processes have had this seat before. */
  readonly predecessors: number;
  /** The last of them that was lost. */
  readonly fallen: GoneProcess | null;
};

export const indexOfName = (name: string): number => Number(name.slice(1)) - 1;

/** `frames`: oldest first, up to the moment that is shown. */
export function rosterOf(frames: Iterable<TelemetryFrame>): readonly Mate[] {
  let roster: readonly Mate[] = [];
  for (const frame of frames) roster = rosterAfter(roster, frame);
  return roster;
}

export function rosterAfter(before: readonly Mate[], frame: TelemetryFrame): readonly Mate[] {
  const present = frame.workers.map((sample) =>
    presentMate(
      sample,
      before.find(({ name }) => name === sample.name),
      frame,
    ),
  );
  const isPresent = (name: string): boolean => frame.workers.some((sample) => sample.name === name);
  const left = (frame.gone ?? []).filter(({ how, worker }) => how === 'left' && !isPresent(worker));
  const gone = before
    .filter(({ name }) => !isPresent(name))
    .map((mate): Mate => {
      const { atMs = frame.atMs, records = null } = left.find(({ worker }) => worker === mate.name) ?? {};
      const sample = records === null ? mate.sample : { ...mate.sample, records };
      return { ...mate, presence: 'left', sample, goneMs: mate.presence === 'left' ? mate.goneMs : atMs };
    });
  // Whoever looks only now has missed them.
  const missed = left.filter(({ worker }) => before.every(({ name }) => name !== worker)).map(missedMate);
  return [...present, ...gone, ...missed].toSorted((a, b) => a.index - b.index);
}

function presentMate(sample: WorkerSample, known: Mate | undefined, frame: TelemetryFrame): Mate {
  const fallen = (frame.gone ?? []).filter(({ how, worker }) => how === 'lost' && worker === sample.name);
  const last = fallen.at(-1) ?? known?.fallen ?? null;
  const presence = presenceOf(sample, known, { frame, isFallen: last !== null && last.atMs !== null });
  const isAnother =
    known !== undefined && known.sample.pid !== 0 && sample.pid !== 0 && known.sample.pid !== sample.pid;
  const isLost = presence === 'lost';
  const counted = (known?.predecessors ?? 0) + (isAnother && !isLost ? 1 : 0);
  return {
    index: indexOfName(sample.name),
    name: sample.name,
    presence,
    // A seat that waits for its next process has nothing to say: the last words stand.
    sample: known === undefined ? sample : withLastWords(sample, known.sample, isLost),
    goneMs: isLost ? (known?.goneMs ?? last?.atMs ?? frame.atMs) : null,
    predecessors: Math.max(counted, isLost ? fallen.length - 1 : fallen.length),
    fallen: last,
  };
}

function withLastWords(sample: WorkerSample, last: WorkerSample, isLost: boolean): WorkerSample {
  if (isLost || sample.pid === 0) return { ...last, phase: sample.phase };
  // Its process is the same, and its memory with it.
  return sample.phase === 'recovering' ? { ...sample, memoryBytes: last.memoryBytes } : sample;
}

function missedMate({ worker: name, pid, atMs, records }: GoneProcess): Mate {
  const numbers = { slots: 0, objects: 0, sentRecords: 0, sentBytes: 0, busy: 0, backPressured: 0, queuedBytes: 0 };
  return {
    index: indexOfName(name),
    name,
    presence: 'left',
    sample: { name, pid, phase: 'stopped', ...numbers, records: records ?? 0, memoryBytes: 0 },
    goneMs: atMs,
    predecessors: 0,
    fallen: null,
  };
}

type Around = { readonly frame: TelemetryFrame; readonly isFallen: boolean };

function presenceOf({ phase, pid }: WorkerSample, known: Mate | undefined, { frame, isFallen }: Around): Presence {
  const hasEnded = frame.phase === 'finished' || frame.phase === 'stopped' || frame.phase === 'failed';
  switch (phase) {
    case 'failed':
      return 'lost';
    case 'starting':
      return hasEnded ? 'ended' : isFallen || known?.presence === 'lost' ? 'lost' : 'joining';
    case 'recovering':
      // Another loss sends everybody back, also who is dead and has no next process yet.
      if (known?.presence === 'lost' && pid === 0) return 'lost';
      return known?.presence === 'joining' ? 'joining' : 'recovering';
    case 'running':
      return hasEnded ? 'ended' : 'serving';
    case 'stopped':
      return 'ended';
  }
}

export const isThere = ({ presence }: Mate): boolean =>
  presence === 'serving' || presence === 'joining' || presence === 'recovering';

/** A worker that is replaced still has its slots, and one that joins has none yet: `on 3 workers, w3 lost`, `on 3 workers, w4 joining`. */
export function membersText(roster: readonly Mate[]): string {
  const comes = ({ presence, sample }: Mate): boolean => presence === 'joining' && sample.slots === 0;
  const joining = roster.filter(comes);
  const lost = roster.filter(({ presence }) => presence === 'lost');
  const members = roster.filter((mate) => mate.presence !== 'left' && !comes(mate));
  const told = [
    ...lost.map(({ name }) => `, ${name} lost`),
    ...(members.length === 0 ? [] : joining.map(({ name }) => `, ${name} joining`)),
  ];
  return `on ${counted(members.length === 0 ? joining.length : members.length, 'worker')}${told.join('')}`;
}
