// A barrier waits behind what its channel has on its way. Were that more than a moment's work, a checkpoint, a stop and every
// output would wait as long as a backlog does; were it too little, fast code would wait for records, or a sender for ever.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomFrom } from '../../sim/random.ts';
import { CreditWindow } from './credit-window.ts';

const [least, most] = [1_000, 1_000_000];

/** A channel whose receiver takes `bytesPerMs`, and whose sender uses every credit that it gets for frames of at most so many bytes. */
class Flow {
  now = 0;
  bytesPerMs: number;
  readonly window: CreditWindow;
  readonly #queue: { readonly bytes: number; readonly frame: { arrivedAt: number; before: number } }[] = [];
  #credit: number;
  #inFlight = 0;
  /** How long the last frame was here. */
  stayedMs = 0;
  inFlightMost = 0;

  constructor(bytesPerMs: number) {
    this.bytesPerMs = bytesPerMs;
    this.window = new CreditWindow({ creditWindowBytes: most, creditWindowBytesMin: least }, () => this.now);
    this.#credit = this.window.bytes;
  }

  send(frameBytes: number): void {
    while (this.#credit > 0) {
      const bytes = Math.min(frameBytes, this.#credit);
      this.#credit -= bytes;
      this.#inFlight += bytes;
      const frame = { arrivedAt: 0, before: 0 };
      this.window.arrived(frame);
      this.#queue.push({ bytes, frame });
    }
    this.inFlightMost = Math.max(this.inFlightMost, this.#inFlight);
  }

  /** Takes one frame; false where none is there. */
  take(): boolean {
    const first = this.#queue.shift();
    if (first === undefined) return false;
    this.#inFlight -= first.bytes;
    this.now += first.bytes / this.bytesPerMs;
    this.stayedMs = this.now - first.frame.arrivedAt;
    this.#credit += this.window.consumed(first.bytes, first.frame);
    return true;
  }

  run(frames: number, frameBytes = 500): void {
    for (let frame = 0; frame < frames; frame++) {
      this.send(frameBytes);
      if (!this.take()) throw new Error('L1: there is always something on its way');
    }
  }
}

describe('the window of a channel', () => {
  it('begins small, and grows within a few frames to the most where the receiver is fast', () => {
    const flow = new Flow(1e6);
    expect(flow.window.bytes).toBe(least);
    flow.run(12);
    expect(flow.window.bytes).toBe(most);
  });

  it('is what the receiver takes in a tenth of a second, so that a barrier waits no longer behind it', () => {
    for (const bytesPerMs of [20, 50, 1_000]) {
      const flow = new Flow(bytesPerMs);
      flow.run(3_000);
      expect(flow.window.bytes / (bytesPerMs * 100)).toBeGreaterThan(0.7);
      expect(flow.window.bytes / (bytesPerMs * 100)).toBeLessThan(1.3);
      expect(flow.stayedMs).toBeLessThan(150);
    }
  });

  it('is never less than the least nor more than the most, however slow or fast', () => {
    const slow = new Flow(0.1);
    slow.run(100);
    expect([slow.window.bytes, slow.inFlightMost]).toEqual([least, least]);
    const fast = new Flow(1e9);
    fast.run(3_000, 60_000);
    expect(fast.window.bytes).toBe(most);
    expect(fast.inFlightMost).toBeLessThanOrEqual(most);
  });

  it('shrinks with the receiver and grows again with it, within what it holds', () => {
    const flow = new Flow(1e6);
    flow.run(3_000);
    flow.bytesPerMs = 50;
    flow.run(2_000 + most / 500);
    expect(flow.window.bytes).toBeLessThan(6_500);
    flow.bytesPerMs = 1e6;
    flow.run(40);
    expect(flow.window.bytes).toBe(most);
  });

  it("takes the time for which its channel is held for a barrier for nobody's slowness", () => {
    const flow = new Flow(1e6);
    flow.run(3_000);
    flow.send(500);
    flow.now += 10_000;
    flow.window.released();
    flow.run(100);
    expect(flow.window.bytes).toBe(most);
  });

  it('leaves no sender without credit once everything is consumed, whatever came in which time', () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const random = randomFrom(seed);
        const flow = new Flow(1);
        for (let turn = 0; turn < 300; turn++) {
          flow.bytesPerMs = 10 ** (random.below(9) - 3);
          flow.send(1_000 + random.below(5_000));
          if (random.below(9) === 0) flow.now += random.below(1_000);
          if (random.below(9) === 0) flow.window.released();
          for (let frames = random.below(20); frames > 0 && flow.take(); frames--);
        }
        while (flow.take());
        flow.send(1_000);
        expect(flow.take()).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
