/**
 * What a placement scheme is: a rule that gives each key, by its hash, to one of several members, and says what becomes of
 * that when a member joins or leaves. Pure. The runtime itself places slots by an explicit table (slot-table.ts); the other
 * schemes are here to be compared with it, on the same keys.
 */

/** A whole number from 0 to 2^32 - 1. */
export type Hash = number;
/** A member's number: it stays with it, whoever else joins or leaves. */
export type Member = number;

export type Layout = {
  /** In join order. */
  readonly members: readonly Member[];
  readonly ownerOf: (hash: Hash) => Member;
  readonly join: (member: Member) => Layout;
  /** The last member cannot leave. */
  readonly leave: (member: Member) => Layout;
};

export const hashSpace = 2 ** 32;

/** The layout of a scheme without memory: who owns what follows from who is there. */
export function layoutFrom(
  rule: (members: readonly Member[]) => (hash: Hash) => Member,
  members: readonly Member[],
): Layout {
  return {
    members,
    ownerOf: rule(members),
    join: (member) => layoutFrom(rule, [...members, member]),
    leave: (member) =>
      layoutFrom(
        rule,
        members.filter((each) => each !== member),
      ),
  };
}

/** Spreads a whole number over the hash space; another seed spreads it in another way (the finaliser of MurmurHash3). */
export function mix(value: number, seed = 0): Hash {
  let hash = (value ^ Math.imul(seed + 1, 0x9e3779b9)) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The hash of a key: FNV-1a over its UTF-16 units, mixed, as its low bits alone are spread badly. */
export function hashOfKey(key: string): Hash {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index += 1) hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  return mix(hash);
}

/** The member at a position that the rule has computed from their number. */
export const memberAt = (members: readonly Member[], position: number): Member => members[position] ?? -1;
