import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import { telemetryFrame } from '../testing/telemetry-frame.ts';
import { ConflatedFeed } from './conflated-feed.ts';

/** A clock in the test's hand and a network that is ready when the test says so. */
type World = {
  readonly feed: ConflatedFeed;
  readonly sent: TelemetryFrame[];
  readonly advance: (ms: number) => void;
  ready: boolean;
};

function createWorld(): World {
  let now = 0;
  let timers: { readonly at: number; readonly run: () => void }[] = [];
  const sent: TelemetryFrame[] = [];
  const world: World = {
    sent,
    ready: true,
    feed: new ConflatedFeed(
      { isReady: () => world.ready, send: (frame) => sent.push(frame) },
      {
        now: () => now,
        schedule: (run, delayMs) => {
          const timer = { at: now + delayMs, run };
          timers.push(timer);
          return () => (timers = timers.filter((other) => other !== timer));
        },
      },
    ),
    advance: (ms: number) => {
      for (const end = now + ms; ;) {
        const next = timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0];
        if (next === undefined) return void (now = end);
        timers = timers.filter((other) => other !== next);
        now = next.at;
        next.run();
      }
    },
  };
  return world;
}

const row = (sequence: number): TelemetryFrame['liveRows'][number] => ({
  node: nodeId('totals'),
  sequence,
  text: `${sequence}`,
});
const frame = (sequence: number): TelemetryFrame => telemetryFrame({ sequence, liveRows: [row(sequence)] });

describe('the feed of one client', () => {
  test('sends at most four frames a second, always the newest', () => {
    const world = createWorld();
    for (let sequence = 1; sequence <= 1_000; sequence += 1) {
      world.feed.offer(frame(sequence));
      world.advance(1);
    }
    world.advance(limits.telemetryIntervalMs);
    expect(world.sent.length).toBeGreaterThanOrEqual(4);
    expect(world.sent.length).toBeLessThanOrEqual(5);
    expect(world.sent.at(-1)?.sequence).toBe(1_000);
  });

  test('holds one frame for a client that does not read, and its newest rows', () => {
    const world = createWorld();
    world.feed.offer(frame(0));
    world.ready = false;
    for (let sequence = 1; sequence <= 500; sequence += 1) {
      world.feed.offer(frame(sequence));
      world.advance(250);
    }
    expect(world.sent).toHaveLength(1);
    world.ready = true;
    world.advance(250);
    expect(world.sent).toHaveLength(2);
    expect(world.sent[1]?.sequence).toBe(500);
    expect(world.sent[1]?.liveRows.map(({ sequence }) => sequence)).toEqual(
      Array.from({ length: limits.liveRowsPerFrameMax }, (_, index) => 451 + index),
    );
  });

  test('loses no row that a prompt client could still be shown', () => {
    const world = createWorld();
    for (let sequence = 1; sequence <= 40; sequence += 1) {
      world.feed.offer(frame(sequence));
      world.advance(50);
    }
    world.advance(250);
    expect(world.sent.flatMap(({ liveRows }) => liveRows.map(({ sequence }) => sequence))).toEqual(
      Array.from({ length: 40 }, (_, index) => index + 1),
    );
  });

  test('does not carry rows of one run into the next', () => {
    const world = createWorld();
    world.feed.offer(frame(7));
    world.feed.offer(frame(8));
    world.feed.offer(frame(1));
    world.advance(250);
    expect(world.sent[1]).toEqual(frame(1));
  });

  test('is silent after it was closed', () => {
    const world = createWorld();
    world.feed.offer(frame(1));
    world.feed.offer(frame(2));
    world.feed.close();
    world.advance(10_000);
    expect(world.sent).toHaveLength(1);
  });
});
