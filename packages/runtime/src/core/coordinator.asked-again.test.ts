// What was open when a coordinator was lost is asked again of the next one. What is done twice moves what nobody wanted moved;
// what is taken for done although it is not is lost, and nobody hears of it.
import { describe, expect, it } from 'vitest';
import type { RequestEvent } from './coordinator-asked-again.ts';
import { isDoneAlready } from './coordinator-asked-again.ts';
import { firstState } from './coordinator-state.ts';
import type { CoordinatorState } from './coordinator-state.ts';
import { Desk, deskIn, placement, plan } from './testing/coordinator-desk.ts';

const stage = 2;
/** Belongs to worker 0. */
const key = 'c';
const solo = { stage, slot: 4, key, homing: false };
const add: RequestEvent = { type: 'add-requested', request: 1 };
const drain: RequestEvent = { type: 'drain-requested', request: 1, worker: 2 };
const move: RequestEvent = { type: 'move-requested', request: 1, stage, key, worker: 1 };
const release: RequestEvent = { type: 'release-requested', request: 2, stage, key };
const checkpoint: RequestEvent = { type: 'checkpoint-requested', request: 1 };
const none = { joiner: null };

/** A coordinator that goes on from a manifest in which the object is at worker 1, or in the slot of its key. */
function goingOn({ members = [0, 1], isMoved = false, homing = false } = {}): CoordinatorState {
  const slots = isMoved ? [[0], [1], [0, 0, 1, 1, 1], [1]] : placement;
  const durable = { ...deskIn('running').state.durable, epoch: 3, members, placement: slots };
  return firstState({ ...durable, solos: isMoved ? [{ ...solo, homing }] : [] }, 2);
}

describe('a request that outlives its coordinator', () => {
  it('to add a worker is done where the manifest names the joiner, and nobody else counts for it', () => {
    expect(isDoneAlready(goingOn({ members: [0, 1, 2] }), add, { joiner: 2 })).toBe(true);
    expect(isDoneAlready(goingOn({ members: [0, 1, 2] }), add, { joiner: 3 })).toBe(false);
    expect(isDoneAlready(goingOn(), add, { joiner: 2 })).toBe(false);
  });

  it('to drain a worker is done where the manifest does not name it any more', () => {
    expect(isDoneAlready(goingOn(), drain, none)).toBe(true);
    expect(isDoneAlready(goingOn({ members: [0, 1, 2] }), drain, none)).toBe(false);
  });

  it('to drain a worker is not done where its join was undone and is asked for again before it', () => {
    const desk = new Desk(plan, goingOn());
    desk.tell(add, 0);
    expect(isDoneAlready(desk.state, drain, none)).toBe(false);
    expect(isDoneAlready(desk.state, { ...drain, worker: 3 }, none)).toBe(true);
  });

  it('to drain a worker that has left is done, also where an add before it is asked for again', () => {
    const desk = new Desk(plan, firstState({ ...goingOn().durable, nextWorker: 3 }, 2));
    desk.tell(add, 0);
    expect(isDoneAlready(desk.state, drain, none)).toBe(true);
  });

  it('to move an object is done where it has its slot there, and not where it is on its way home', () => {
    expect(isDoneAlready(goingOn({ isMoved: true }), move, none)).toBe(true);
    expect(isDoneAlready(goingOn({ isMoved: true }), { ...move, worker: 0 }, none)).toBe(false);
    expect(isDoneAlready(goingOn({ isMoved: true, homing: true }), move, none)).toBe(false);
    expect(isDoneAlready(goingOn(), move, none)).toBe(false);
  });

  it('to release an object is done where it is home, and no request before it moves it', () => {
    expect(isDoneAlready(goingOn(), release, none)).toBe(true);
    expect(isDoneAlready(goingOn({ isMoved: true }), release, none)).toBe(false);
    expect(isDoneAlready(goingOn({ isMoved: true, homing: true }), release, none)).toBe(false);
    const desk = new Desk(plan, goingOn());
    desk.tell(move, 0);
    expect(isDoneAlready(desk.state, release, none)).toBe(false);
  });

  it('for a checkpoint waits for the next one', () => {
    expect(isDoneAlready(goingOn(), checkpoint, none)).toBe(false);
  });
});
