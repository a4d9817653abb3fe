/**
 * Records that a person has lost or doubled on a stage: which are met less or more often than they were sent, and how many have been.
 * A recovery undoes what was done to records that come behind the cut it goes back to: they are sent anew. Mutable.
 */
import type { MessageView } from './scene-view.ts';
import type { TravellingRecord } from './wiretap.ts';

type Alteration = { readonly by: -1 | 1; readonly records: number; readonly epoch: number };
export type Meeting = {
  readonly generation: number;
  readonly worker: number;
  readonly stage: number;
  readonly input: number;
};

export class AlteredRecords {
  /** Record at a place -> how many times less or more it is met. */
  readonly #waiting = new Map<string, number>();
  #done: readonly Alteration[] = [];
  #generation = 0;
  /** The epoch that this generation began behind. */
  #epoch = 0;

  get lost(): number {
    return this.#sum(-1);
  }

  get doubled(): number {
    return this.#sum(1);
  }

  /** The records of a message will not be met, or twice. */
  alter({ to, content, generation }: MessageView, by: -1 | 1): void {
    // What a generation sends that is over is met by nobody.
    if (content.type !== 'records' || to === 'coordinator' || generation < this.#generation) return;
    const { stage, input, records } = content;
    for (const record of records) {
      const name = nameOf({ generation, worker: to, stage, input }, record);
      this.#waiting.set(name, (this.#waiting.get(name) ?? 0) + by);
    }
    this.#done = [...this.#done, { by, records: records.length, epoch: content.epoch ?? this.#epoch + 1 }];
  }

  /** How often a record is met, that comes once. */
  timesOf(meeting: Meeting, record: TravellingRecord): number {
    if (this.#waiting.size === 0) return 1;
    const name = nameOf(meeting, record);
    const by = Math.sign(this.#waiting.get(name) ?? 0);
    if (by !== 0) this.#waiting.set(name, (this.#waiting.get(name) ?? 0) - by);
    return 1 + by;
  }

  /** A generation begins behind the cut of an epoch. */
  backTo(epoch: number, generation: number): void {
    this.#waiting.clear();
    this.#done = this.#done.filter((alteration) => alteration.epoch <= epoch);
    this.#epoch = epoch;
    this.#generation = generation;
  }

  #sum(by: -1 | 1): number {
    return this.#done.reduce((sum, alteration) => sum + (alteration.by === by ? alteration.records : 0), 0);
  }
}

/** Records that are alike are each other's equal: which of them is lost makes no difference. */
const nameOf = ({ generation, worker, stage, input }: Meeting, { key, record }: TravellingRecord): string =>
  `${generation}.${worker}.${stage}.${input} ${key} ${JSON.stringify(record)}`;
