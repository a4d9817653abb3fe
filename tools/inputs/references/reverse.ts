/** What reverse must answer: the characters of each text, last first. In input order. */
export function expectReversed(texts: readonly string[]): readonly string[] {
  return texts.map((text) => {
    let reversed = '';
    for (const character of text) reversed = character + reversed;
    return reversed;
  });
}
