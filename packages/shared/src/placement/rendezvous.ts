/** Rendezvous, or highest random weight (Thaler and Ravishankar, 1998): each member bids for a key, the highest bid has it. Pure. */
import { type Hash, type Layout, layoutFrom, type Member, memberAt, mix } from './scheme.ts';

/** Exact in what moves, without a table; each look costs as many hashes as there are members. */
export const rendezvous = (members: readonly Member[]): Layout =>
  layoutFrom(
    (present) => (hash) => {
      let winner = memberAt(present, 0);
      let highest = -1;
      for (const member of present) {
        const bid = bidOf(member, hash);
        if (bid > highest || (bid === highest && member < winner)) [winner, highest] = [member, bid];
      }
      return winner;
    },
    members,
  );

export const bidOf = (member: Member, hash: Hash): Hash => mix(hash ^ mix(member + 1, 11), 13);
