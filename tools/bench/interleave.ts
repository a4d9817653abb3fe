/**
 * Contestants in turn: A B C, A B C, … A machine that slows down for a while slows down all of them, so what counts is the
 * ratio to the first contestant within the same round.
 */

export type Contestant = {
  readonly name: string;
  /** One run; resolves with its figure, and throws where its output was wrong. */
  readonly run: () => Promise<number>;
};

export type Spread = { readonly median: number; readonly least: number; readonly greatest: number };
export type Row = { readonly name: string; readonly figure: Spread; readonly ratio: Spread };

export async function interleave(
  contestants: readonly Contestant[],
  rounds: number,
  told: (text: string) => void,
): Promise<readonly Row[]> {
  const figures = contestants.map((): number[] => []);
  for (let round = 1; round <= rounds; round++) {
    for (const [index, { name, run }] of contestants.entries()) {
      told(`round ${round} of ${rounds}: ${name}`);
      figures[index]?.push(await run());
    }
  }
  const [baseline = []] = figures;
  return contestants.map(({ name }, index) => {
    const own = figures[index] ?? [];
    return {
      name,
      figure: spreadOf(own),
      ratio: spreadOf(own.map((figure, round) => figure / (baseline[round] ?? figure))),
    };
  });
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return {
    median: sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2,
    least: sorted[0] ?? Number.NaN,
    greatest: sorted.at(-1) ?? Number.NaN,
  };
}
