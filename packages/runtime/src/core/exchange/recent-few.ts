/**
 * The few functions that served the latest records, most recent first: records of two or three shapes that alternate are
 * each served at once. Mutable: data plane.
 */

const few = 4;

export class RecentFew<Member> {
  #members: readonly Member[] = [];

  /** Most recent first. */
  get members(): readonly Member[] {
    return this.#members;
  }

  /** Puts a member in front; the least recent one makes room for a new one. */
  promote(member: Member): void {
    if (this.#members[0] === member) return;
    this.#members = [member, ...this.#members.filter((other) => other !== member)].slice(0, few);
  }

  forget(): void {
    this.#members = [];
  }
}
