/** Where records began, by which they are told from each other, and which of them are skipped. Pure. */
import type { ModuleId, StageId } from './ids.ts';

/** Where a record began: everything that is made of it has the same origin. */
export type Origin = {
  readonly source: StageId;
  /** Which stream of the source: the number of a connection, or 0. */
  readonly intake: number;
  /** The byte of its stream at which it begins, or the index of a generated record. */
  readonly offset: number;
};

/** A record of a source with which user code came to no end: at which module, and what happened. */
export type Quarantined = Origin & {
  readonly module: ModuleId;
  /** `looped for 10 s`, `ran out of memory`. */
  readonly why: string;
};

/** Knows each record of one intake by where it begins. */
export interface Watch {
  /** Work on the record begins. Says whether it must be skipped. Offsets only grow. */
  begin(offset: number): Quarantined | null;
}

export const isSameOrigin = (one: Origin, other: Origin | null): boolean =>
  other !== null && one.source === other.source && one.intake === other.intake && one.offset === other.offset;

type Stream = Pick<Origin, 'source' | 'intake'>;

/** Null where nothing of the stream is skipped and nobody is to be told of its records (`follow`). */
export function watchOf(
  { source, intake }: Stream,
  quarantine: readonly Quarantined[],
  follow: ((origin: Origin) => void) | null = null,
): Watch | null {
  const skipped = quarantine
    .filter((one) => one.source === source && one.intake === intake)
    .toSorted((a, b) => a.offset - b.offset);
  if (skipped.length === 0 && follow === null) return null;
  let next = 0;
  return {
    begin: (offset) => {
      follow?.({ source, intake, offset });
      while ((skipped[next]?.offset ?? Number.POSITIVE_INFINITY) < offset) next++;
      const first = skipped[next];
      return first?.offset === offset ? first : null;
    },
  };
}
