/**
 * What is asked about a run, answered at its coordinator: where it stands, and single state objects. The question for an
 * object goes to the worker that owns the slot of its key, and goes again where that worker has just given the slot up, or
 * was lost. The value that comes back is the live one, read between two records.
 */
import { unreachable } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorState } from '../../core/index.ts';
import { homeSlotOf, soloKeysOf } from '../../core/index.ts';
import { SlotListings } from './slot-listings.ts';
import type { FromCoordinator, FromWorker, ObjectFound, ToCoordinator, ToWorker } from './control-messages.ts';

type Pending = {
  /** That of the supervisor. */
  readonly id: number;
  readonly stage: number;
  readonly key: string;
  slot: number;
  askedOf: number;
  turnsLeft: number;
};

export type QuestionParts = {
  readonly topology: Topology;
  readonly state: () => CoordinatorState;
  readonly send: (worker: number, message: ToWorker) => void;
  readonly tell: (message: FromCoordinator) => void;
};

export class ControlQuestions {
  readonly #parts: QuestionParts;
  readonly #pending = new Map<number, Pending>();
  readonly listings: SlotListings;

  constructor(parts: QuestionParts) {
    this.#parts = parts;
    this.listings = new SlotListings(parts);
  }

  asked({ id, question }: Extract<ToCoordinator, { type: 'question' }>): void {
    switch (question.type) {
      case 'view': {
        const { phase, generation, epoch, members, placement, solos, durable } = this.#parts.state();
        const state = { phase, generation, epoch, members, placement, solos, checkpoint: durable.epoch };
        return this.#parts.tell({ type: 'told', id, answer: { type: 'view', state } });
      }
      case 'object':
        return this.#askedFor(id, question.stage, question.key);
      case 'list':
        return this.listings.asked(id, question, (slots) =>
          this.#parts.tell({ type: 'told', id, answer: { type: 'list', slots } }),
        );
      default:
        unreachable(question);
    }
  }

  /** `absent`: the slot is not at that worker, or not whole yet; the question goes again at the next turn. */
  heard({ id, value, isCut, absent }: Extract<FromWorker, { type: 'looked' }>): void {
    const pending = this.#pending.get(id);
    if (pending !== undefined && !absent)
      this.#settle(pending, { slot: pending.slot, owner: pending.askedOf, value, isCut });
  }

  /** To be called every `limits.heartbeatIntervalMs`: asks again whatever has not been answered. */
  turn(): void {
    this.listings.turn();
    for (const pending of this.#pending.values()) {
      if (--pending.turnsLeft > 0) this.#askOwner(pending);
      else this.#settle(pending, null);
    }
  }

  #askedFor(id: number, stage: number, key: string): void {
    const kept = this.#parts.topology.stages[stage];
    if (kept?.kind !== 'keyed') return this.#parts.tell({ type: 'told', id, answer: { type: 'object', found: null } });
    const turnsLeft = limits.lookUpTimeoutMs / limits.heartbeatIntervalMs;
    const pending = { id, stage, key, slot: -1, askedOf: -1, turnsLeft };
    this.#pending.set(id, pending);
    this.#askOwner(pending);
  }

  #settle({ id }: Pending, found: ObjectFound | null): void {
    this.#pending.delete(id);
    this.#parts.tell({ type: 'told', id, answer: { type: 'object', found } });
  }

  /** A slot that moves leaves its old owner at the cut, before the change is in force. */
  #askOwner(pending: Pending): void {
    const { id, stage, key } = pending;
    const state = this.#parts.state();
    const { generation } = state;
    const { placement, solos } = state.phase === 'cutting' ? (state.change ?? state) : state;
    const kept = this.#parts.topology.stages[stage];
    if (kept?.kind !== 'keyed') return;
    const slot = soloKeysOf(solos, stage).get(key) ?? homeSlotOf(key, kept.slots);
    const owner = placement[stage]?.[slot];
    if (owner === undefined) return;
    pending.slot = slot;
    pending.askedOf = owner;
    this.#parts.send(owner, { type: 'look', generation, id, stage, key });
  }
}
