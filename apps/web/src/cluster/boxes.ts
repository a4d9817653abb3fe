/** Which workers have a box on the Cluster screen, and in how many columns the boxes stand. Pure. */
import type { Mate } from './roster.ts';

/** The last ones to leave keep their boxes, which say where their slots went; the others make room for those who work. */
const goneBoxesMax = 2;
const columnsMax = 6;

export type Boxes = { readonly boxed: readonly Mate[]; readonly listed: readonly Mate[] };

export function boxesOf(roster: readonly Mate[]): Boxes {
  const latest = roster
    .filter(({ presence }) => presence === 'left')
    .toSorted((a, b) => (b.goneMs ?? 0) - (a.goneMs ?? 0) || b.index - a.index)
    .slice(0, goneBoxesMax);
  const isListed = (mate: Mate): boolean => mate.presence === 'left' && !latest.includes(mate);
  return { boxed: roster.filter((mate) => !isListed(mate)), listed: roster.filter(isListed) };
}

/** Boxes stay wider than high, and no row is left with one of many. */
export function columnsFor(boxes: number): number {
  if (boxes <= 3) return Math.max(1, boxes);
  if (boxes === 4) return 2;
  const fitting = Math.min(columnsMax, Math.ceil(Math.sqrt(boxes * 1.4)));
  const columns = [fitting, fitting + 1, fitting - 1, fitting - 2].filter((each) => each <= columnsMax);
  return columns.find((each) => boxes % each !== 1) ?? fitting;
}
