import type { WordCount } from './types.ts';

export default (count: WordCount): string => `${count.word} => ${count.count}`;
