import type { Counter, WordCount } from './types.ts';

export default function countWord(word: string, counter: Counter): WordCount {
  counter.count += 1;
  return { word, count: counter.count };
}
