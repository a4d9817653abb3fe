/** How a name is written into a box: as large as it fits whole, in as many lines as there is room for; cut where nothing helps. Pure. */
export type Lettering = { readonly lines: readonly string[]; readonly size: number };

const sizes = [11, 10, 9, 8] as const;
const smallest = 8;
/** Of the size: how wide a letter is on the whole, and how far one line is from the next. */
const letterWidth = 0.57;
export const lineHeight = 1.2;
const padding = 10;

/** Null: there is no room for any. */
export function letteringOf(
  name: string,
  { width, height }: { readonly width: number; readonly height: number },
): Lettering | null {
  const lettersFor = (size: number): number => Math.floor((width - padding) / (size * letterWidth));
  const linesFor = (size: number): number => Math.floor((height - 2) / (size * lineHeight));
  for (const size of sizes) {
    const lines = wrapped(name, lettersFor(size));
    if (lines !== null && lines.length <= linesFor(size)) return { lines, size };
  }
  const letters = lettersFor(smallest);
  return letters < 3 || linesFor(smallest) < 1 ? null : { lines: [`${name.slice(0, letters - 1)}…`], size: smallest };
}

/** By words; null where one of them does not fit. */
function wrapped(name: string, letters: number): readonly string[] | null {
  const lines: string[] = [];
  for (const word of name.split(' ')) {
    if (word.length > letters) return null;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= letters) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
