// Were a terminal's missing size taken at its word, the line would lose its end, and a person would read a wrong number.
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import { createProgress, progressLine } from './progress.ts';

const frame: TelemetryFrame = {
  sequence: 1,
  atMs: 2_000,
  phase: 'running',
  epoch: 1,
  ledger: { accepted: 1_234, applied: 1_234, released: 5_678, deadLetters: 0, lost: 0, doubled: 0 },
  latest: { accepted: 1_400, applied: 1_300 },
  workers: [],
  nodes: [],
  stages: [],
  deadLetters: [],
  liveRows: [],
  tapped: [],
  latency: null,
};
const line = 'running 2.0 s  accepted 1,234 (83/s)  applied 1,234  released 5,678';

function shownOn(terminal: { readonly isTTY?: boolean; readonly columns?: number }): string {
  let written = '';
  createProgress({ ...terminal, write: (text: string) => (written += text) }).show(frame);
  return written.replace('\r\u001b[2K', '');
}

describe('the progress line', () => {
  test.each([{ columns: 0 }, {}, { columns: 80 }])('is whole on a terminal of %j', (size) => {
    expect(shownOn({ isTTY: true, ...size })).toBe(line);
  });

  test("counts no records of an earlier run as this run's", () => {
    const goesOn = { ...frame, latest: { accepted: 1_234, applied: 1_234 } };
    expect(progressLine(goesOn, null)).toContain('accepted 1,234 (0/s)');
    const next = { ...goesOn, atMs: 3_000, latest: { accepted: 1_284, applied: 1_284 } };
    expect(progressLine(next, goesOn)).toContain('(50/s)');
  });

  test('is cut so that a narrow terminal does not wrap it', () => {
    expect(shownOn({ isTTY: true, columns: 20 })).toBe(line.slice(0, 19));
  });

  test('stays away from anything that is not a terminal', () => {
    expect(shownOn({ columns: 80 })).toBe('');
  });
});
