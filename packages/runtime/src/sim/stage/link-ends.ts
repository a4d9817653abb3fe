/**
 * What the two ends of a link know on a stage: a sender numbers its messages, and a receiver that promises to look knows which
 * numbers it has had. Links keep their order, so the highest number is all that it has to remember. Mutable.
 */
export class LinkEnds {
  readonly #sent = new Map<string, number>();
  readonly #had = new Map<string, number>();

  /** The number of the next message of a link. */
  number(link: string): number {
    const number = (this.#sent.get(link) ?? 0) + 1;
    this.#sent.set(link, number);
    return number;
  }

  /** A message arrives. False where its number was had before. */
  take(link: string, number: number): boolean {
    if (number <= (this.#had.get(link) ?? 0)) return false;
    this.#had.set(link, number);
    return true;
  }
}
