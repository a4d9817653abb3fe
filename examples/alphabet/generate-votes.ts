import type { Vote } from './types.ts';

export default function generateVote(_index: number, _memory: unknown, random: () => number): Vote {
  return { letter: String.fromCharCode(97 + Math.floor(random() * 26)), votes: 1 + Math.floor(random() * 100) };
}
