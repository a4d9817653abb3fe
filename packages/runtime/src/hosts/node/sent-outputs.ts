/**
 * What a sink has given to its receiver and may have to give again: everything that is not known to have been read. Who
 * acknowledges says so; of any other receiver it is only known that the system holds so many bytes on the way to it, and no
 * more: what lies further back has been read. Mutable.
 *
 * A sink that writes at once leaves thousands of pieces a second. Kept one by one, they would hold up the worker for milliseconds
 * with every collection of garbage; so what the system has is gathered into blocks.
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

/** Outputs that the system has and that follow each other: so many of the first bytes of `memory`. */
type Block = {
  readonly at: number;
  end: number;
  last: number;
  readonly memory: Uint8Array;
  length: number;
  cost: number;
};

const blockBytes = 65_536;
/** What a small piece costs the system besides its bytes. */
const overheadBytes = 512;
const costOf = ({ wire }: Output): number => wire.length + overheadBytes;

export class SentOutputs {
  /** In front of the others. */
  readonly #blocks: Block[] = [];
  #outputs: Output[] = [];
  #first = 0;
  #cost = 0;

  get isEmpty(): boolean {
    return this.#blocks.length === 0 && this.#next() === undefined;
  }

  /** Where what is kept begins; null where nothing is. */
  get from(): number | null {
    return (this.#blocks[0] ?? this.#next())?.at ?? null;
  }

  get bytes(): number {
    const gathered = this.#blocks.reduce((sum, { length }) => sum + length, 0);
    return this.#others().reduce((sum, { wire }) => sum + wire.length, gathered);
  }

  add(output: Output): void {
    this.#outputs.push(output);
    this.#cost += costOf(output);
  }

  /** The output goes on from here: what stood behind is of a timeline that was given up, or comes again. */
  cutAt(place: number): void {
    while (this.#next() !== undefined) {
      const last = this.#outputs.at(-1);
      if (last === undefined || last.end <= place) return;
      this.#outputs.pop();
      this.#cost -= costOf(last);
    }
    for (let last = this.#blocks.at(-1); last !== undefined && last.end > place; last = this.#blocks.at(-1)) {
      if (last.at < place && isPlain(last)) {
        last.length = place - last.at;
        last.end = place;
        return;
      }
      this.#blocks.pop();
      this.#cost -= last.cost;
    }
  }

  /** The connection is another one. */
  resend(): readonly Output[] {
    const gathered = this.#blocks.splice(0).map(outputOf);
    this.#outputs = [...gathered, ...this.#others()];
    this.#first = 0;
    for (const output of this.#outputs) output.isOut = false;
    this.#cost = this.#outputs.reduce((sum, output) => sum + costOf(output), 0);
    return this.#others();
  }

  /** Gathers what is out, and forgets what lies so far back that the system cannot hold it any more. */
  forgetFar(): void {
    for (let next = this.#next(); next?.isOut === true; next = this.#next()) {
      this.#gather(next);
      this.#drop();
    }
    for (let next = this.#blocks[0]; next !== undefined; next = this.#blocks[0]) {
      if (this.#cost - next.cost < limits.receiverWindowBytes) return;
      this.#blocks.shift();
      this.#cost -= next.cost;
    }
  }

  /** The receiver has everything up to the frame that begins there. */
  acknowledged(place: number): void {
    for (let next = this.#next(); next !== undefined && next.last <= place; next = this.#next()) {
      this.#cost -= costOf(next);
      this.#drop();
    }
  }

  #others(): readonly Output[] {
    return this.#outputs.slice(this.#first);
  }

  #next(): Output | undefined {
    return this.#outputs[this.#first];
  }

  #drop(): void {
    this.#first++;
    const isLast = this.#first === this.#outputs.length;
    if (!isLast && (this.#first < 1_024 || this.#first * 2 < this.#outputs.length)) return;
    this.#outputs = this.#outputs.slice(this.#first);
    this.#first = 0;
  }

  #gather(output: Output): void {
    const { at, end, last, wire } = output;
    const length = wire.length;
    const isJoined = isPlain({ at, end, length }) && length * 2 <= blockBytes;
    let block = this.#blocks.at(-1);
    if (!isJoined || block?.end !== at || !isPlain(block) || block.length + length > block.memory.length) {
      block = { at, end: at, last, memory: isJoined ? new Uint8Array(blockBytes) : wire, length: 0, cost: 0 };
      this.#blocks.push(block);
    }
    if (isJoined) block.memory.set(wire, block.length);
    block.length += length;
    block.end = end;
    block.last = last;
    block.cost += costOf(output);
  }
}

/** Without ids: a place in the output is one in the bytes. */
const isPlain = ({ at, end, length }: Pick<Block, 'at' | 'end' | 'length'>): boolean => length === end - at;

const outputOf = ({ at, end, last, memory, length }: Block): Output => ({
  at,
  end,
  last,
  wire: memory.subarray(0, length),
  isOut: false,
});
