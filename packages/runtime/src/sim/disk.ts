/** The disk of a simulated cluster: what survives every kill. Manifests are durable whole or not at all. */
import type { CheckpointBook, Chains, Durable, EpochAccount } from '../core/index.ts';

export type Manifest = {
  readonly generation: number;
  readonly durable: Durable;
  readonly chains: Chains<Uint8Array>;
  readonly account: EpochAccount;
};
export type Book = CheckpointBook<Uint8Array>;

export class Disk {
  /** The highest generation that was ever begun. */
  generation = 1;
  readonly #manifests: Manifest[] = [];

  keep(manifest: Manifest): void {
    this.#manifests.push(manifest);
  }

  get newest(): Manifest | null {
    return this.#manifests.at(-1) ?? null;
  }

  get manifests(): number {
    return this.#manifests.length;
  }
}
