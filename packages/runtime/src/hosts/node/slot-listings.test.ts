/** A listing that waits for a worker that is gone would never come; one that takes a stranger's word would be wrong. */
import { expect, test } from 'vitest';
import { limits } from '@potoroo/shared/limits';
import type { ListedSlot, ToWorker } from './control-messages.ts';
import { SlotListings } from './slot-listings.ts';

const listed = (slot: number): ListedSlot => ({ slot, total: 1, keys: [`k${slot}`], values: null });

function desk() {
  const sent: (readonly [number, ToWorker])[] = [];
  const answers: (readonly number[])[] = [];
  const listings = new SlotListings({
    state: () => ({ generation: 3, placement: [[], [0, 0, 1, 1]] }),
    send: (worker, message) => sent.push([worker, message]),
  });
  const ask = (id: number, slots: readonly number[]): void =>
    listings.asked(id, { type: 'list', stage: 1, slots, values: false }, (found) =>
      answers.push(found.map(({ slot }) => slot)),
    );
  const hear = (worker: number, id: number, slots: readonly number[]): void =>
    listings.heard(worker, { type: 'listed', generation: 3, id, slots: slots.map(listed) });
  return { listings, sent, answers, ask, hear };
}

test('each owner is asked once for its slots, and the answer waits for all of them', () => {
  const { sent, answers, ask, hear } = desk();
  ask(7, [3, 0, 1, 3]);
  expect(sent.map(([worker, message]) => [worker, message.type === 'list' && message.slots])).toEqual([
    [1, [3]],
    [0, [0, 1]],
  ]);
  hear(1, 7, [3]);
  hear(1, 7, [2]);
  hear(5, 7, [9]);
  expect(answers).toEqual([]);
  hear(0, 7, [1, 0]);
  expect(answers).toEqual([[0, 1, 3]]);
});

test('who does not answer in time is left out, and slots that do not exist are nobody’s', () => {
  const { listings, answers, ask, hear } = desk();
  ask(1, [0, 2]);
  hear(0, 1, [0]);
  for (let turn = 0; turn < limits.lookUpTimeoutMs / limits.heartbeatIntervalMs; turn += 1) listings.turn();
  expect(answers).toEqual([[0]]);
  ask(2, [99]);
  expect(answers).toEqual([[0], []]);
});
