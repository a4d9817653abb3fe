import type { Tally, Total, Vote } from './types.ts';

// Every vote puts out the letter's new total, so a lost, doubled or reordered vote shows.
export default function addVotes(vote: Vote, tally: Tally): Total {
  tally.votes += vote.votes;
  return { letter: vote.letter, total: tally.votes };
}
