/**
 * Random Slicing (Miranda et al., 2011): the hash space as a table of intervals. A joiner gets a stretch from everyone, a
 * leaver's stretches go to everyone, so that all have the same again and nothing else moves. The runtime's table of slots
 * is this idea with fixed slots as the smallest stretch. Pure.
 */
import { assert } from '../assert.ts';
import { type Hash, hashSpace, type Layout, type Member } from './scheme.ts';

export type Interval = { readonly from: number; readonly to: number; readonly member: Member };

/** All members at once, in stretches of one size. */
export const randomSlicing = (members: readonly Member[]): Layout => layoutOf(members, firstSlices(members));

export const firstSlices = (members: readonly Member[]): readonly Interval[] =>
  members.map((member, index) => ({ from: cut(index, members.length), to: cut(index + 1, members.length), member }));

function layoutOf(members: readonly Member[], slices: readonly Interval[]): Layout {
  const starts = Float64Array.from(slices, ({ from }) => from);
  return {
    members,
    ownerOf: (hash) => slices[lastAtOrBefore(starts, hash)]?.member ?? -1,
    join: (member) => layoutOf([...members, member], slicesWith(slices, members, member)),
    leave: (member) => {
      const staying = members.filter((each) => each !== member);
      return layoutOf(staying, slicesWithout(slices, staying, member));
    },
  };
}

/** Each gives what it has beyond its new share, from its last stretch backwards. */
export function slicesWith(
  slices: readonly Interval[],
  members: readonly Member[],
  joiner: Member,
): readonly Interval[] {
  const excess = new Map(
    members.map((member, index) => [member, sizeOf(slices, member) - shareOf(index, members.length + 1)]),
  );
  const given = slices.toReversed().flatMap((slice) => {
    const left = Math.max(0, excess.get(slice.member) ?? 0);
    const taken = Math.min(left, slice.to - slice.from);
    excess.set(slice.member, left - taken);
    const border = slice.to - taken;
    return [
      { ...slice, from: border, member: joiner },
      { ...slice, to: border },
    ];
  });
  return joined(given.toReversed());
}

/** Each takes what it lacks of its new share. */
export function slicesWithout(
  slices: readonly Interval[],
  staying: readonly Member[],
  leaver: Member,
): readonly Interval[] {
  assert(staying.length > 0, 'the last member cannot leave');
  const wanting = staying.map((member, index) => ({
    member,
    lacks: shareOf(index, staying.length) - sizeOf(slices, member),
  }));
  return joined(slices.flatMap((slice) => (slice.member === leaver ? dealt(slice, wanting) : [slice])));
}

function dealt(slice: Interval, wanting: { readonly member: Member; lacks: number }[]): readonly Interval[] {
  const parts: Interval[] = [];
  let { from } = slice;
  for (const each of wanting) {
    const size = Math.min(Math.max(0, each.lacks), slice.to - from);
    if (size === 0) continue;
    parts.push({ from, to: from + size, member: each.member });
    each.lacks -= size;
    from += size;
  }
  assert(from === slice.to, 'what the leaver had is wanted');
  return parts;
}

/** Without empty stretches, and with neighbours of one owner as one. */
function joined(slices: readonly Interval[]): readonly Interval[] {
  const whole: Interval[] = [];
  for (const slice of slices) {
    if (slice.from === slice.to) continue;
    const last = whole.at(-1);
    if (last?.member === slice.member) whole[whole.length - 1] = { ...last, to: slice.to };
    else whole.push(slice);
  }
  return whole;
}

const cut = (index: number, parts: number): number => Math.floor((index * hashSpace) / parts);
const shareOf = (index: number, parts: number): number => cut(index + 1, parts) - cut(index, parts);
const sizeOf = (slices: readonly Interval[], member: Member): number =>
  slices.reduce((sum, slice) => (slice.member === member ? sum + slice.to - slice.from : sum), 0);

function lastAtOrBefore(starts: Float64Array, hash: Hash): number {
  let [from, to] = [0, starts.length];
  while (from < to) {
    const half = (from + to) >>> 1;
    if ((starts[half] ?? 0) <= hash) from = half + 1;
    else to = half;
  }
  return from - 1;
}
