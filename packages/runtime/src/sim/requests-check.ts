/**
 * What is asked of a run is answered once, with success only where a manifest holds it, and before the run is over. Whoever asked a coordinator
 * that has died is told so by its supervisor. Mutable, one for each coordinator.
 */
import { assert } from '@potoroo/shared/assert';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorState, Durable } from '../core/index.ts';
import { ownerIn } from '../core/placement/solo-slots.ts';

type Answer = Extract<CoordinatorEffect, { type: 'answer' }>;
type Request = CoordinatorState['requests'][number];

export class RequestsCheck {
  /** Request -> the barrier in flight, or the last one, when it was asked. */
  readonly #open = new Map<number, number>();

  asked(event: CoordinatorEvent, { epoch }: CoordinatorState): void {
    if (!('request' in event)) return;
    assert(!this.#open.has(event.request), `request ${event.request} is asked twice`);
    this.#open.set(event.request, epoch);
  }

  /** `before`: the coordinator's state when it decided so; `kept`: what a recovery would start from. */
  answered(
    { request: id, error }: Answer,
    before: CoordinatorState,
    after: CoordinatorState,
    kept: Durable | null,
  ): void {
    const asked = this.#open.get(id);
    assert(asked !== undefined, `request ${id} is answered, and nobody asked for it or it was answered before`);
    this.#open.delete(id);
    if (error !== null) return;
    const request = before.requests.find((one) => one.id === id);
    assert(request !== undefined, `request ${id} is done, and was never taken up`);
    assert(isDone(request, asked, after, kept), `request ${id} (${request.kind}) is answered as done, and it is not`);
  }

  /** Who has asked for what is so, and kept, is told: else nobody hears of it before the run is over. */
  decided({ phase, requests, members, durable }: CoordinatorState): void {
    if (phase !== 'running') return;
    for (const request of requests) {
      if (request.kind !== 'add' || !durable.members.includes(request.worker)) continue;
      const { id, worker } = request;
      assert(!members.includes(worker), `L1: worker ${worker} is a member, and request ${id} for it has no answer`);
    }
  }

  /** A run that is handed over leaves only the request for it open, which its supervisor answers. */
  over(isHandedOver: boolean): void {
    const left = isHandedOver ? 1 : 0;
    assert(this.#open.size === left, `the run is over, and requests ${[...this.#open.keys()].join()} have no answer`);
  }
}

function isDone(
  request: Request,
  asked: number,
  { durable: { members, placement, solos } }: CoordinatorState,
  kept: Durable | null,
): boolean {
  switch (request.kind) {
    case 'add':
      return members.includes(request.worker);
    case 'drain':
      return !members.includes(request.worker);
    case 'move': {
      const { stage, key, worker } = request;
      const solo = solos.find((one) => one.stage === stage && one.key === key);
      return solo !== undefined && ownerIn(placement, stage, solo.slot) === worker;
    }
    case 'release':
      return solos.every(({ stage, key }) => stage !== request.stage || key !== request.key);
    case 'checkpoint':
      // A barrier that was in flight may not cover what had come by then.
      return kept !== null && kept.epoch > asked;
    case 'hand-over':
      return false;
  }
}
