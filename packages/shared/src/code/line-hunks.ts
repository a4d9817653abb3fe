/** What differs between two texts, as changes of the first: whole lines, without what they begin and end with alike. */
export type Hunk = { readonly start: number; readonly end: number; readonly text: string };

/** Texts of snippets: a few hundred lines. Longer ones differ as a whole, between what they begin and end with alike. */
const cellsMax = 4_000_000;

export function linesOf(before: string, after: string): readonly Hunk[] {
  const [a, b] = [withEnds(before), withEnds(after)];
  if (a.length * b.length > cellsMax) return trimmed(before, { start: 0, end: before.length, text: after });
  const common = commonLengths(a, b);
  const hunks: Hunk[] = [];
  let [i, j, offset] = [0, 0, 0];
  while (i < a.length || j < b.length) {
    const [start, from] = [offset, j];
    const isSame = (): boolean => i < a.length && j < b.length && a[i] === b[j];
    while (!isSame() && (i < a.length || j < b.length)) {
      const isGone = i < a.length && (j >= b.length || (common[i + 1]?.[j] ?? 0) >= (common[i]?.[j + 1] ?? 0));
      if (isGone) offset += a[i]?.length ?? 0;
      if (isGone) i += 1;
      else j += 1;
    }
    hunks.push(...trimmed(before, { start, end: offset, text: b.slice(from, j).join('') }));
    for (; isSame(); i += 1, j += 1) offset += a[i]?.length ?? 0;
  }
  return hunks;
}

const withEnds = (text: string): readonly string[] => text.split(/(?<=\n)/);

/** Of the rest behind each pair of lines, how many lines both have in one order. */
function commonLengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const rows = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const [row, next] = [rows[i], rows[i + 1]];
      if (row !== undefined && next !== undefined)
        row[j] = a[i] === b[j] ? (next[j + 1] ?? 0) + 1 : Math.max(next[j] ?? 0, row[j + 1] ?? 0);
    }
  return rows;
}

function trimmed(before: string, { start, end, text }: Hunk): readonly Hunk[] {
  const old = before.slice(start, end);
  const most = Math.min(old.length, text.length);
  let head = 0;
  while (head < most && old[head] === text[head]) head += 1;
  let tail = 0;
  while (tail < most - head && old.at(-1 - tail) === text.at(-1 - tail)) tail += 1;
  if (head === old.length && old.length === text.length) return [];
  return [{ start: start + head, end: end - tail, text: text.slice(head, text.length - tail) }];
}
