/**
 * Every worker that the run has had, in join order, and what has become of it. A worker that left or was lost stays on
 * the list: what happened to it is what one looks for. Pure.
 */
import type { TelemetryFrame, WorkerSample } from '@potoroo/shared/telemetry';

export type Presence = 'joining' | 'serving' | 'lost' | 'left' | 'ended';
export type Mate = {
  /** `w3` is 2, as in a placement. */
  readonly index: number;
  readonly name: string;
  readonly presence: Presence;
  /** The last that was heard of it. */
  readonly sample: WorkerSample;
  /** When it was first missed, in the time of the run; null while it is there. */
  readonly goneMs: number | null;
  /** How many processes have had this seat before. */
  readonly predecessors: number;
};

export const indexOfName = (name: string): number => Number(name.slice(1)) - 1;

/** `frames`: oldest first, up to the moment that is shown. */
export function rosterOf(frames: Iterable<TelemetryFrame>): readonly Mate[] {
  let roster: readonly Mate[] = [];
  for (const frame of frames) roster = rosterAfter(roster, frame);
  return roster;
}

export function rosterAfter(before: readonly Mate[], frame: TelemetryFrame): readonly Mate[] {
  const hasEnded = frame.phase === 'finished' || frame.phase === 'stopped' || frame.phase === 'failed';
  const present = frame.workers.map((sample): Mate => {
    const known = before.find(({ name }) => name === sample.name);
    const isAnother =
      known !== undefined && known.sample.pid !== 0 && sample.pid !== 0 && known.sample.pid !== sample.pid;
    const presence = presenceOf(sample, hasEnded);
    return {
      index: indexOfName(sample.name),
      name: sample.name,
      presence,
      // A seat that waits for its next process has nothing to say: the last words stand.
      sample: sample.pid === 0 && known !== undefined ? { ...known.sample, phase: sample.phase } : sample,
      goneMs: presence === 'lost' ? (known?.goneMs ?? frame.atMs) : null,
      predecessors: (known?.predecessors ?? 0) + (isAnother ? 1 : 0),
    };
  });
  const gone = before
    .filter(({ name }) => frame.workers.every((sample) => sample.name !== name))
    .map((mate): Mate => ({ ...mate, presence: 'left', goneMs: mate.goneMs ?? frame.atMs }));
  return [...present, ...gone].toSorted((a, b) => a.index - b.index);
}

const presenceOf = ({ phase }: WorkerSample, hasEnded: boolean): Presence => {
  switch (phase) {
    case 'failed':
      return 'lost';
    case 'starting':
      return hasEnded ? 'ended' : 'joining';
    case 'running':
      return hasEnded ? 'ended' : 'serving';
    case 'stopped':
      return 'ended';
  }
};

export const isThere = ({ presence }: Mate): boolean => presence === 'serving' || presence === 'joining';
