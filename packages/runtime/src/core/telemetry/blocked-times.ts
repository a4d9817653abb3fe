/** For how long each stage took nothing in, because what it leads to was full. Mutable. */
export class BlockedTimes {
  readonly #since: (number | null)[] = [];
  readonly #ms: number[] = [];

  tell(stage: number, blocked: boolean, now: number): void {
    const since = this.#since[stage] ?? null;
    if (blocked === (since !== null)) return;
    if (since !== null) this.#ms[stage] = (this.#ms[stage] ?? 0) + now - since;
    this.#since[stage] = blocked ? now : null;
  }

  /** Since the worker began, up to now. */
  of(stage: number, now: number): number {
    const since = this.#since[stage] ?? null;
    return (this.#ms[stage] ?? 0) + (since === null ? 0 : now - since);
  }
}
