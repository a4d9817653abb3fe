/**
 * Schemes on a ring: the hash space bent into a circle, a key belongs to the member whose point comes next. With many
 * points a member (Karger et al., 1997), or with one point each and many looks per key, of which the nearest counts
 * (multi-probe: Appleton and O'Reilly, 2015, arXiv:1505.00062). Pure.
 */
import { type Hash, hashSpace, type Layout, layoutFrom, type Member, memberAt, mix } from './scheme.ts';

export const ringPointsDefault = 100;
export const probesDefault = 21;

export const ring = (members: readonly Member[], points = ringPointsDefault): Layout =>
  layoutFrom((present) => {
    const circle = circleOf(present, points);
    return (hash) => circle.ownerOf(circle.next(hash));
  }, members);

export const multiProbe = (members: readonly Member[], probes = probesDefault): Layout =>
  layoutFrom((present) => {
    const circle = circleOf(present, 1);
    return (hash) => {
      let best = 0;
      let least = hashSpace;
      for (let probe = 0; probe < probes; probe += 1) {
        const look = mix(hash, probe + 1);
        const index = circle.next(look);
        const distance = (circle.at(index) - look + hashSpace) % hashSpace;
        if (distance < least) [best, least] = [index, distance];
      }
      return circle.ownerOf(best);
    };
  }, members);

/** Where the point of a member lies; two points in one place: the lower member comes first. */
export const ringPoint = (member: Member, point: number): Hash => mix(mix(member + 1, 7), point);

type Circle = {
  /** The index of the first point at or after this place; behind the last comes the first. */
  readonly next: (place: Hash) => number;
  readonly at: (index: number) => Hash;
  readonly ownerOf: (index: number) => Member;
};

function circleOf(members: readonly Member[], points: number): Circle {
  const ordered = members
    .flatMap((member) => Array.from({ length: points }, (_, point) => ({ place: ringPoint(member, point), member })))
    .toSorted((a, b) => a.place - b.place || a.member - b.member);
  const places = Uint32Array.from(ordered, ({ place }) => place);
  const owners = ordered.map(({ member }) => member);
  return {
    next: (place) => {
      let [from, to] = [0, places.length];
      while (from < to) {
        const half = (from + to) >>> 1;
        if ((places[half] ?? 0) < place) from = half + 1;
        else to = half;
      }
      return from === places.length ? 0 : from;
    },
    at: (index) => places[index] ?? 0,
    ownerOf: (index) => memberAt(owners, index),
  };
}
