/** What word count must answer: the count of the word after every word. In input order, which is order per key. */
const edges = '[ !"#$%&\'()*+,\\-./:;<=>?@[\\\\\\]^_`{|}~]*';
const atBothEnds = new RegExp(`^${edges}|${edges}$`, 'g');

export function expectCounts(texts: readonly string[]): readonly string[] {
  const counts = new Map<string, number>();
  return texts.flatMap(wordsOf).map((word) => {
    const count = (counts.get(word) ?? 0) + 1;
    counts.set(word, count);
    return `${word} => ${count}`;
  });
}

/** Lines are stripped before they are split, so spaces at their ends make no empty words; those within do. */
export const wordsOf = (text: string): readonly string[] =>
  text
    .split('\n')
    .map((line) => line.toLowerCase().replace(atBothEnds, ''))
    .flatMap((line) => line.split(' '))
    .map((word) => word.replace(atBothEnds, ''));
