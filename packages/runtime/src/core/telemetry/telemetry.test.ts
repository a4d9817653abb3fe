// What a person sees of a run comes from here: a live table that loses its long rows, or a latency that is off by a bucket,
// sends them looking for a fault that is not there.
import { limits } from '@potoroo/shared/limits';
import { percentile } from '@potoroo/shared/telemetry';
import { nodeId } from '@potoroo/shared/ids';
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { LatencyHistogram } from './latency-histogram.ts';
import { LiveRows } from './live-rows.ts';
import { WorkerCounts } from './worker-counts.ts';

const table = nodeId('table');
const textsOf = (rows: LiveRows): readonly string[] => rows.take().map(({ text }) => text);

describe('the rows of a live table', () => {
  it('are the newest ones since the last look, oldest first, numbered on', () => {
    const rows = new LiveRows(table, plainText);
    for (let index = 0; index < 500; index++) rows.add(plainText.encode(`row ${index}\n`));
    expect(textsOf(rows)).toEqual(
      Array.from(
        { length: limits.liveRowsPerFrameMax },
        (_, index) => `row ${500 - limits.liveRowsPerFrameMax + index}`,
      ),
    );
    rows.add(plainText.encode('one\ntwo\n'));
    expect(rows.take()).toEqual([
      { node: table, sequence: limits.liveRowsPerFrameMax, text: 'one' },
      { node: table, sequence: limits.liveRowsPerFrameMax + 1, text: 'two' },
    ]);
    expect(textsOf(rows)).toEqual([]);
  });

  it('own their bytes, and of many at once the last ones that are whole are kept', () => {
    const rows = new LiveRows(table, plainText);
    const bytes = plainText.encode(Array.from({ length: 2_000 }, (_, index) => `row ${index}\n`).join(''));
    rows.add(bytes);
    bytes.fill(0x21);
    const texts = textsOf(rows);
    expect(texts.at(-1)).toBe('row 1999');
    expect(texts.every((text) => /^row \d+$/.test(text))).toBe(true);
  });

  it('show the beginning of a row that is longer than any chunk, alone or behind others', () => {
    const rows = new LiveRows(table, plainText);
    rows.add(plainText.encode(`${'x'.repeat(20_000)}\n`));
    rows.add(plainText.encode(`short\n${'y'.repeat(20_000)}\n`));
    expect(textsOf(rows)).toEqual(['x'.repeat(limits.liveRowCharsMax), 'y'.repeat(limits.liveRowCharsMax)]);
  });
});

describe('latencies', () => {
  it('are within a fifth of what was measured, at any share', () => {
    const histogram = new LatencyHistogram();
    for (let ms = 1; ms <= 1_000; ms++) histogram.add(ms, 1);
    for (const share of [0.5, 0.9, 0.99]) {
      const found = (percentile(histogram.counts, share) ?? 0) / 1_000;
      expect(found).toBeGreaterThanOrEqual(share * 1_000);
      expect(found).toBeLessThan(share * 1_000 * 1.2);
    }
  });

  it('of nothing are none, and those beyond the range count as its ends', () => {
    const histogram = new LatencyHistogram();
    expect(percentile(histogram.counts, 0.5)).toBeNull();
    histogram.add(-5, 1);
    histogram.add(1e12, 2);
    expect([histogram.counts[0], histogram.counts.at(-1)]).toEqual([1, 2]);
  });
});

describe('the failures of a worker', () => {
  it('are all counted, and the first ones since the last look are kept', () => {
    const counts = new WorkerCounts(plainText);
    const failure = { node: table, kind: 'snippet', error: new Error('x'), record: 1, key: null } as const;
    for (let index = 0; index < limits.deadLettersShownMax + 5; index++) counts.fail(failure, index % 2);
    expect([counts.deadLetters, counts.takeFailures().length, counts.takeFailures().length]).toEqual([
      limits.deadLettersShownMax + 5,
      limits.deadLettersShownMax,
      0,
    ]);
    expect(counts.failedAt(0) + counts.failedAt(1), 'each at its stage').toBe(counts.deadLetters);
    expect(counts.failedAt(7)).toBe(0);
  });
});
