/**
 * Takes the bytes of a cut without stopping the stage: the objects that the cut names are encoded a few at a time, and one
 * that is about to change before its turn is encoded right then, as it stood at the cut. Mutable: data plane.
 */
import { RunFault } from '@potoroo/shared/assert';
import type { TextCodec } from '../../api/index.ts';
import type { SlotCut, StateObject } from '../slots/state-table.ts';
import type { SectionDraft } from './slot-section.ts';
import { SectionEncoder } from './slot-section.ts';

/** What is done with a finished section. `to`: the worker that the slot has moved to. */
export type SlotJob = SlotCut & { readonly to: number | null; readonly deltas: number };
export type FinishedSlot = SlotJob & { readonly section: Uint8Array };

type Open = { readonly job: SlotJob; readonly draft: SectionDraft; next: number };

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
    for (const job of jobs) this.#open.set(job.slot, { job, draft: this.#encoder.open(), next: 0 });
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
      const { job, draft } = open;
      const before = draft.body.at;
      while (open.next < job.objects.length && draft.body.at - before < left) {
        const object = job.objects[open.next++];
        if (object !== undefined && object.saved !== this.#epoch) this.#take(open, object);
      }
      left -= draft.body.at - before + slotBytes;
      if (open.next === job.objects.length) {
        this.#open.delete(slot);
        finished({ ...job, section: this.#encoder.close(draft) });
      }
      if (left <= 0) return;
    }
  }

  #take(open: Open, object: StateObject): void {
    try {
      this.#encoder.add(open.draft, object.key, object.value);
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
