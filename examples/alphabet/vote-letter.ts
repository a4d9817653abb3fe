import type { Vote } from './types.ts';

export default (vote: Vote): string => vote.letter;
