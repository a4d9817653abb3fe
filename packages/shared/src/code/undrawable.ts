/** What is valid TypeScript and stands for nothing that can be drawn, with the reason. */
export class Undrawable extends Error {
  readonly reason: string;
  constructor(reason: string) {
    super(reason);
    this.name = 'Undrawable';
    this.reason = reason;
  }
}
