// Records that come before their state object must wait in their order, and be met before any that come later.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PendingRecord } from './pending-records.ts';
import { PendingRecords } from './pending-records.ts';

const record = (number: number): PendingRecord => ({ input: 0, key: 'k', record: number, readAt: 0, source: 0 });

describe('records that wait for their slot', () => {
  it('are met in the order in which they came, slot by slot, and before all else, however often that is interrupted', () => {
    const move = fc.oneof(
      fc.record({ type: fc.constant('keep' as const), slot: fc.nat(3) }),
      fc.record({ type: fc.constant('drain' as const), slot: fc.nat(3), atMost: fc.nat(4) }),
    );
    fc.assert(
      fc.property(fc.array(move, { maxLength: 80 }), (moves) => {
        const pending = new PendingRecords(10);
        const expected = new Map<number, number[]>();
        const goFirst = new Set<number>();
        moves.forEach((step, index) => {
          const waiting = expected.get(step.slot) ?? [];
          expected.set(step.slot, waiting);
          if (step.type === 'keep') {
            pending.keep(step.slot, record(index), index);
            waiting.push(index);
          } else {
            const met: unknown[] = [];
            pending.arrive(step.slot, 7);
            const installed = pending.drain(
              step.slot,
              () => met.length < step.atMost,
              (one) => void met.push(one.record),
            );
            expect(met).toEqual(waiting.splice(0, step.atMost));
            expect(installed?.bytes ?? null).toBe(waiting.length === 0 ? 7 : null);
            if (waiting.length === 0) goFirst.delete(step.slot);
            else goFirst.add(step.slot);
          }
          const count = [...expected.values()].reduce((sum, all) => sum + all.length, 0);
          expect([pending.count, pending.full]).toEqual([count, count >= 10 || goFirst.size > 0]);
          expect(new Set(pending.arrived)).toEqual(goFirst);
        });
      }),
    );
  });
});
