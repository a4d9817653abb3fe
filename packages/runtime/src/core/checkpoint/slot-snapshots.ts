/**
 * Takes the bytes of a cut without stopping the stage: the objects that the cut names are encoded a few at a time, and one
 * that is about to change before its turn is encoded right then, as it stood at the cut. Mutable: data plane.
 */
import { assert, RunFault } from '@potoroo/shared/assert';
import type { TextCodec } from '../../api/index.ts';
import type { SlotCut, StateObject } from '../slots/state-table.ts';
import type { SectionDraft } from './slot-section.ts';
import { SectionEncoder } from './slot-section.ts';

/** What is done with a finished section. `to`: the worker that the slot has moved to. */
export type SlotJob = SlotCut & { readonly to: number | null; readonly deltas: number };
export type FinishedSlot = SlotJob & { readonly section: Uint8Array };

type Open = {
  readonly job: SlotJob;
  /** Of a whole slot, its own: those that are made after the cut stand behind those that the cut counted. */
  readonly objects: Iterator<StateObject>;
  read: number;
  /** From its first object on. */
  draft: SectionDraft | null;
};

export class SlotSnapshots {
  readonly #encoder: SectionEncoder;
  readonly #state: string;
  /** Slot -> what is still being taken. */
  readonly #open = new Map<number, Open>();
  #epoch = 0;

  /** `state`: the name of the state, for errors. */
  constructor(text: TextCodec, state: string) {
    this.#encoder = new SectionEncoder(text);
    this.#state = state;
  }

  get busy(): boolean {
    return this.#open.size > 0;
  }

  begin(epoch: number, jobs: readonly SlotJob[]): void {
    this.#epoch = epoch;
    for (const job of jobs)
      this.#open.set(job.slot, { job, objects: job.objects[Symbol.iterator](), read: 0, draft: null });
  }

  /** An object is about to change: where the cut needs it and does not have it yet, it is taken now. */
  beforeTouch(object: StateObject): void {
    if (this.#open.size === 0) return;
    const open = this.#open.get(object.slot);
    if (open === undefined || object.saved === this.#epoch) return;
    if (open.job.full || object.touched === this.#epoch) this.#take(open, object);
  }

  /** Encodes about this many bytes more; hands over the slots that are finished. */
  run(bytesMax: number, finished: (slot: FinishedSlot) => void): void {
    let left = bytesMax;
    for (const [slot, open] of this.#open) {
      const draft = this.#draftOf(open);
      const before = draft.body.at;
      while (open.read < open.job.count && draft.body.at - before < left) {
        const { done, value } = open.objects.next();
        assert(done !== true, `I10: slot ${slot} has lost an object since its cut`);
        open.read++;
        if (value.saved !== this.#epoch) this.#take(open, value);
      }
      left -= draft.body.at - before + slotBytes;
      if (open.read === open.job.count) {
        this.#open.delete(slot);
        finished({ ...open.job, section: this.#encoder.close(draft) });
      }
      if (left <= 0) return;
    }
  }

  #draftOf(open: Open): SectionDraft {
    open.draft ??= this.#encoder.open();
    return open.draft;
  }

  #take(open: Open, object: StateObject): void {
    try {
      this.#encoder.add(this.#draftOf(open), object.key, object.value);
      object.saved = this.#epoch;
    } catch (error) {
      // Not the fault of the record during which it shows: no checkpoint can be kept, so the run cannot go on.
      throw new RunFault(
        `the object of key ${JSON.stringify(object.key.slice(0, 80))} of state ${this.#state} cannot be kept in a checkpoint: ${error instanceof Error ? error.message : String(error)}; keep plain data in a state object, 16 MiB of it at most`,
        { cause: error },
      );
    }
  }
}

/** What a section costs besides its objects. */
const slotBytes = 256;
