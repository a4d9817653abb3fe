/**
 * Which state objects lie in some slots: asked of all their owners at once, at the coordinator. An owner that does not
 * answer in time, or that has just given a slot up, leaves it out of the answer; whoever asked may ask again.
 */
import { nobody } from '@potoroo/shared/placement';
import { limits } from '@potoroo/shared/limits';
import type { CoordinatorState } from '../../core/index.ts';
import type { FromWorker, ListedSlot, ToWorker } from './control-messages.ts';

export type ListingQuestion = {
  readonly type: 'list';
  readonly stage: number;
  readonly slots: readonly number[];
  /** The objects too, not only their keys. */
  readonly values: boolean;
};

type Pending = {
  readonly settle: (slots: readonly ListedSlot[]) => void;
  readonly found: ListedSlot[];
  readonly waitingFor: Set<number>;
  turnsLeft: number;
};

export type ListingParts = {
  readonly state: () => Pick<CoordinatorState, 'generation' | 'placement'>;
  readonly send: (worker: number, message: ToWorker) => void;
};

export class SlotListings {
  readonly #parts: ListingParts;
  readonly #pending = new Map<number, Pending>();

  constructor(parts: ListingParts) {
    this.#parts = parts;
  }

  asked(id: number, { stage, slots, values }: ListingQuestion, settle: Pending['settle']): void {
    const { placement, generation } = this.#parts.state();
    const byOwner = new Map<number, number[]>();
    for (const slot of new Set(slots)) {
      const owner = placement[stage]?.[slot];
      if (owner !== undefined && owner !== nobody) byOwner.set(owner, [...(byOwner.get(owner) ?? []), slot]);
    }
    const turnsLeft = limits.lookUpTimeoutMs / limits.heartbeatIntervalMs;
    this.#pending.set(id, { settle, found: [], waitingFor: new Set(byOwner.keys()), turnsLeft });
    for (const [owner, own] of byOwner)
      this.#parts.send(owner, { type: 'list', generation, id, stage, slots: own, values });
    this.#settleIfWhole(id);
  }

  heard(worker: number, { id, slots }: Extract<FromWorker, { type: 'listed' }>): void {
    const pending = this.#pending.get(id);
    if (pending?.waitingFor.delete(worker) !== true) return;
    pending.found.push(...slots);
    this.#settleIfWhole(id);
  }

  /** To be called every `limits.heartbeatIntervalMs`: what is late is not waited for any longer. */
  turn(): void {
    for (const [id, pending] of this.#pending) {
      if (--pending.turnsLeft > 0) continue;
      pending.waitingFor.clear();
      this.#settleIfWhole(id);
    }
  }

  #settleIfWhole(id: number): void {
    const pending = this.#pending.get(id);
    if (pending === undefined || pending.waitingFor.size > 0) return;
    this.#pending.delete(id);
    pending.settle(pending.found.toSorted((a, b) => a.slot - b.slot));
  }
}
