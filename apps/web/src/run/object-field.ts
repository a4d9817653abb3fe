/**
 * Where the state objects of one worker are drawn. Pure. Few objects: one mark each, in the order of their slots, so that an
 * object keeps its place while others come. Many: one cell per slot. Brightness is the rate of the slot.
 */
import type { KeyedStageSample } from '@potoroo/shared/telemetry';

export type Detail = 'marks' | 'cells';
/** `share` is the rate of the slot against the busiest slot of the stage, 0 to 1; `hot`: far above the mean. */
export type Mark = { readonly slot: number; readonly share: number; readonly hot: boolean };
/** `most`: how many marks the fullest worker has, so that the marks of all workers can be drawn in one size. */
export type Field = { readonly detail: Detail; readonly marks: readonly Mark[]; readonly most: number };

const marksMax = 600;
/** Hysteresis: the picture does not flip back and forth at the border. */
const marksAgainBelow = 450;
const hotFactor = 6;

/** `rates`: slot -> records a second, per object or per slot as `detail` has it. */
export function fieldOf(stage: KeyedStageSample, rates: readonly number[], worker: number, before: Detail): Field {
  const own = stage.placement.flatMap((owner, slot) => (owner === worker ? [slot] : []));
  const detail = detailFor(
    fullest(stage, (slot) => stage.objects[slot] ?? 0),
    before,
  );
  const level = (slot: number) => (rates[slot] ?? 0) / (detail === 'marks' ? Math.max(1, stage.objects[slot] ?? 1) : 1);
  const levels = stage.placement.map((_, slot) => level(slot));
  const busiest = Math.max(...levels, Number.MIN_VALUE);
  const busy = levels.filter((value) => value > 0);
  const mean = busy.reduce((sum, value) => sum + value, 0) / Math.max(1, busy.length);
  const markOf = (slot: number): Mark => ({ slot, share: level(slot) / busiest, hot: level(slot) > mean * hotFactor });
  const marks = own.flatMap((slot) =>
    Array.from({ length: detail === 'marks' ? (stage.objects[slot] ?? 0) : 1 }, () => markOf(slot)),
  );
  const most = fullest(stage, (slot) => (detail === 'marks' ? (stage.objects[slot] ?? 0) : 1));
  return { detail, marks, most };
}

/** The largest sum over the slots of one worker. */
function fullest({ placement }: KeyedStageSample, weightOf: (slot: number) => number): number {
  const sums = new Map<number, number>();
  placement.forEach((owner, slot) => sums.set(owner, (sums.get(owner) ?? 0) + weightOf(slot)));
  return Math.max(0, ...sums.values());
}

const detailFor = (objects: number, before: Detail): Detail =>
  objects > marksMax ? 'cells' : objects < marksAgainBelow ? 'marks' : before;

export type Grid = { readonly columns: number; readonly size: number; readonly gap: number };

const sizes: Readonly<Record<Detail, { readonly largest: number; readonly smallest: number }>> = {
  marks: { largest: 13, smallest: 3 },
  cells: { largest: 26, smallest: 4 },
};

/** The largest squares of which `count` fit into the area. */
export function gridFor(
  count: number,
  { width, height }: { readonly width: number; readonly height: number },
  detail: Detail,
): Grid {
  const { largest, smallest } = sizes[detail];
  for (let size = largest; size > smallest; size--) {
    const grid = gridOf(size, width);
    const rows = Math.ceil(count / grid.columns);
    if (rows * (size + grid.gap) - grid.gap <= height) return grid;
  }
  return gridOf(smallest, width);
}

function gridOf(size: number, width: number): Grid {
  const gap = size > 8 ? 3 : size > 5 ? 2 : 1;
  return { size, gap, columns: Math.max(1, Math.floor((width + gap) / (size + gap))) };
}
