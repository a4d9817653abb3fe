// The table is all that most people read of a run: a number under the wrong word, or one node's failures hiding another's,
// would send them looking in the wrong place.
import { nodeId } from '@potoroo/shared/ids';
import type { DeadLetter, RunSummary } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import { summaryText, warningText } from './summary-text.ts';

const summary: RunSummary = {
  ok: true,
  error: null,
  sources: { text: 3_000 },
  sinks: { counts: 9 },
  deadLetters: 0,
  deadLetterSamples: [],
  ledger: { accepted: 3_000, applied: 3_000, released: 9, deadLetters: 0, lost: 0, doubled: 0 },
  stateObjects: 7,
  seconds: 0.126,
  recordsPerSecond: 23_809.5,
  workers: [{ name: 'w1', slots: 256, objects: 7, records: 3_000 }],
  listening: {},
};
const facts = { name: 'Words', hasStates: true, secondsAround: 2.91 };
const letter = (node: string, record: string, more: Partial<DeadLetter> = {}): DeadLetter => ({
  node: nodeId(node),
  kind: 'snippet',
  message: 'Error: told to',
  line: 3,
  record,
  key: null,
  worker: 'w1',
  ...more,
});
const endOf = (deadLetters: number, deadLetterSamples: readonly DeadLetter[]): readonly string[] => {
  const lines = summaryText(facts, { ...summary, deadLetters, deadLetterSamples })
    .trimEnd()
    .split('\n');
  return lines.slice(lines.findIndex((line) => line.startsWith('dead letters')));
};

describe('the summary for a person', () => {
  test('tells the run apart from the time around it', () => {
    expect(summaryText(facts, summary).split('\n')[0]).toBe(
      'Words finished: ran 0.13 s (and 2.9 s to start and end), 23,810 records/s',
    );
    expect(summaryText(facts, { ...summary, ok: false })).toMatch(/^Words failed: ran 0\.13 s/);
  });

  test('warns of a run that took nothing of what it was given, and of no other', () => {
    expect(warningText({ ...summary, sinks: { counts: 0 }, deadLetters: 3_000 })).toMatch(
      /^potoroo: every one of 3,000 records became a dead letter; is each source given its own input/,
    );
    expect(warningText({ ...summary, deadLetters: 2_999, sinks: { counts: 0 } })).toBeNull();
    expect(warningText({ ...summary, deadLetters: 3_000 }), 'something left').toBeNull();
    expect(warningText({ ...summary, sources: { text: 0 }, sinks: { counts: 0 } }), 'nothing came').toBeNull();
  });

  test('says what became of every record', () => {
    expect(summaryText(facts, { ...summary, ledger: { ...summary.ledger, lost: 1_200 } })).toContain(
      '\nledger: accepted 3,000, applied 3,000, released 9, lost 1,200, doubled 0, dead letters 0\n',
    );
  });

  test('says what the records of a worker are', () => {
    expect(summaryText(facts, summary)).toMatch(/worker +slots +objects +records applied\n +w1 +256 +7 +3,000\n$/);
    expect(summaryText({ ...facts, hasStates: false }, summary)).toMatch(/objects +records accepted\n/);
  });

  test('counts dead letters by node, with one sample of each', () => {
    const ofSource = ['{', '[', 'x'].map((record) =>
      letter('orders', record, { kind: 'decode', message: 'the line is not a JSON object', line: null }),
    );
    expect(endOf(4, [...ofSource, letter('check', 'b\u001b[2J')])).toEqual([
      'dead letters by node',
      '  orders: 3, such as (decode) the line is not a JSON object  {',
      '  check: 1, (snippet, line 3) Error: told to  b\\x1b[2J',
    ]);
  });

  test('does not claim a count by node for dead letters that were not kept', () => {
    expect(endOf(12_345, [letter('a', 'r'), letter('a', 's')])).toEqual([
      'dead letters, the first 2 of 12,345 by node',
      '  a: 2, such as (snippet, line 3) Error: told to  r',
    ]);
  });
});
