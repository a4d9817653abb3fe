/**
 * Calls a function in such a way that the engine does not copy it into its caller. Small functions gain from being copied, and a
 * stage lives by that; a loop loses: until the whole stage has been optimized, which may never be, the copy runs in code of
 * the middle tier, several times slower than the function by itself (docs/decisions/0207).
 */
import type { SnippetFunction } from './snippets.ts';

/** The engine copies a function only where it has seen no others called from the same place. */
const calling = (called: SnippetFunction, first: unknown, second: unknown, third: unknown): unknown =>
  called(first, second, third);
const others: readonly SnippetFunction[] = [() => 0, () => 1, () => 2, () => 3, () => 4];
/** More than the engine needs before it begins to remember what was called from where. */
const enough = 100;

for (let turn = 0; turn < enough; turn++) for (const other of others) calling(other, turn, turn, turn);

/** What is given beyond the third is not handed on. What is not given is undefined: to a snippet with parameters, the same. */
export function calledApart(snippet: SnippetFunction): SnippetFunction {
  // What the engine knows to be a constant it copies none the less; what lies in an array it does not.
  const held: SnippetFunction[] = [others[0] ?? snippet];
  held[0] = snippet;
  return (first, second, third) => calling(held[0] ?? snippet, first, second, third);
}
