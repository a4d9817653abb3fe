/**
 * What a host of the coordinator must keep to, and the coordinator itself, so that the mutation gate can take one rule away
 * and see that it is missed. The same rules are kept by the host of real processes.
 */
import { decide } from '../core/index.ts';

export type HostRules = {
  readonly decide: typeof decide;
  /** I12: words and frames of another generation are not heard. */
  readonly fenced: boolean;
  /** I11: a generation is durable before anybody hears of it. */
  readonly generationDurable: boolean;
  /** A manifest is written whole or not at all. */
  readonly manifestsAtomic: boolean;
  /** I16: a link keeps its order. */
  readonly ordered: boolean;
  /** A state computation that throws undoes what it may have half changed. */
  readonly undone: boolean;
  /** I18: a change of members moves no more than it must. */
  readonly fewestMoves: boolean;
};

export const hostRules: HostRules = {
  decide,
  fenced: true,
  generationDurable: true,
  manifestsAtomic: true,
  ordered: true,
  undone: true,
  fewestMoves: true,
};
