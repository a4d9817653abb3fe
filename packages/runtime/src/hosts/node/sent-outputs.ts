/**
 * What a sink has given to its receiver and may have to give again: everything that is not known to have been read. Who
 * acknowledges says so; of any other receiver it is only known that the system holds so many bytes on the way to it, and no
 * more: what lies further back has been read. Mutable.
 */
import { limits } from '@potoroo/shared/limits';

export type Output = {
  /** Where it stands in the whole output, and where it ends. */
  readonly at: number;
  readonly end: number;
  /** Where its last frame begins, if frames have ids. */
  readonly last: number;
  readonly wire: Uint8Array;
  /** The system has it, on the connection of now. */
  isOut: boolean;
};

/** What a small piece costs the system besides its bytes. */
const overheadBytes = 512;
const costOf = ({ wire }: Output): number => wire.length + overheadBytes;

export class SentOutputs {
  #outputs: Output[] = [];
  #first = 0;
  #cost = 0;

  get isEmpty(): boolean {
    return this.#first === this.#outputs.length;
  }

  /** Where what is kept begins; null where nothing is. */
  get from(): number | null {
    return this.#outputs[this.#first]?.at ?? null;
  }

  get bytes(): number {
    return this.all().reduce((sum, { wire }) => sum + wire.length, 0);
  }

  all(): readonly Output[] {
    return this.#outputs.slice(this.#first);
  }

  add(output: Output): void {
    this.#outputs.push(output);
    this.#cost += costOf(output);
  }

  /** The output goes on from here: what stood behind is of a timeline that was given up, or comes again. */
  cutAt(place: number): void {
    for (let last = this.#outputs.at(-1); !this.isEmpty && last !== undefined; last = this.#outputs.at(-1)) {
      if (last.end <= place) return;
      this.#outputs.pop();
      this.#cost -= costOf(last);
    }
  }

  /** The connection is another one. */
  resend(): readonly Output[] {
    const all = this.all();
    for (const output of all) output.isOut = false;
    return all;
  }

  /** Forgets what lies so far back that the system cannot hold it any more. */
  forgetFar(): void {
    for (let next = this.#next(); next?.isOut === true; next = this.#next()) {
      if (this.#cost - costOf(next) < limits.receiverWindowBytes) return;
      this.#drop(next);
    }
  }

  /** The receiver has everything up to the frame that begins there. */
  acknowledged(place: number): void {
    for (let next = this.#next(); next !== undefined && next.last <= place; next = this.#next()) this.#drop(next);
  }

  #next(): Output | undefined {
    return this.#outputs[this.#first];
  }

  #drop(output: Output): void {
    this.#cost -= costOf(output);
    this.#first++;
    if (this.#first < 1_024 || this.#first * 2 < this.#outputs.length) return;
    this.#outputs = this.all().slice();
    this.#first = 0;
  }
}
