/**
 * Records with which user code comes to no end, on real processes: each is found, skipped, and told as a dead letter once;
 * everything else is as one thread makes it of the other records.
 */
import { Buffer } from 'node:buffer';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { DeadLetter } from '@potoroo/shared/telemetry';
import { describe, expect, test } from 'vitest';
import type { Quarantined } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import { TopologyDriver } from '../../testing/index.ts';
import { countingTopology, fileSink, lines, numbers, perKey, totals } from './testing/counting-topology.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const amount = 6_000;
const text = lines(amount);
const looping = 'for (;;);';
const growing = 'const all = []; for (;;) all.push(new Array(1e6).fill(all.length));';
const when = (number: number, act: string): string => `if (line.endsWith(":${number}")) { ${act} }`;

/** Where the record of this number begins. */
const offsetOf = (number: number): number => text.indexOf('\n', text.indexOf(`:${number - 1}\n`)) + 1;
const skipped = (number: number, module: number): Quarantined => ({
  source: stageId(0),
  intake: 0,
  offset: offsetOf(number),
  module: moduleId(module),
  why: 'looped',
});

type Snippets = { readonly decode?: string; readonly key?: string; readonly count?: string };
/** Silence is noticed early where a loop is waited for. */
const noticing = { heartbeatTimeoutMs: 2_500 };

function poisonedRun({ decode = '', key = '', count = '' }: Snippets, options: Parameters<typeof startRun>[2]) {
  const directory = temporaryDirectory();
  const [input, output] = [join(directory, 'in'), join(directory, 'out')];
  writeFileSync(input, text);
  const topology = countingTopology({
    source: { type: 'file', path: input, format: 'lines', rate: 3_000 },
    sink: fileSink(output),
    decode: `(bytes) => { const line = String.fromCharCode(...bytes); ${decode} return line; }`,
    key: `(line) => { ${key} return line.slice(0, line.indexOf(":")); }`,
    count: `(line, state) => { ${count} return line + " => " + ++state.n; }`,
  });
  const run = startRun(topology, 2, options);
  /** Everything else is as one thread makes it, and each of these is told once. */
  const judge = async (quarantine: readonly Quarantined[], thrown = 0): Promise<readonly DeadLetter[]> => {
    const summary = await run.over(true);
    const released = amount - quarantine.length - thrown;
    expect(summary).toMatchObject({ ok: true, sources: { numbers: amount }, sinks: { totals: released } });
    expect(summary.deadLetters).toBe(quarantine.length + thrown);
    const driver = new TopologyDriver(topology, plainText, quarantine);
    driver.feed(numbers, Buffer.from(text));
    expect(perKey(readFileSync(output, 'utf8'))).toEqual(perKey(driver.lines(totals).join('\n')));
    return summary.deadLetterSamples;
  };
  return { run, judge };
}

const letterOf = (number: number, node: string, what: string): Partial<DeadLetter> => ({
  node: nodeId(node),
  kind: 'quarantine',
  record: text.slice(offsetOf(number), text.indexOf('\n', offsetOf(number))),
  message: `${what} with the record at byte ${offsetOf(number)} of source numbers, which is skipped from now on`,
});

test('a state computation that throws when it has changed its object leaves it as it was, and its record is a dead letter', async () => {
  const spoil = 'state.n += 1000; throw new Error("half done");';
  const notes: string[] = [];
  const { judge } = poisonedRun(
    { count: [1_200, 1_500, 1_501].map((number) => when(number, spoil)).join(' ') },
    { onNote: (text) => notes.push(text) },
  );
  const letters = await judge([], 3);
  expect(letters.map(({ node, kind, message }) => [node, kind, message])).toEqual(
    Array.from({ length: 3 }, () => ['count', 'snippet', 'Error: half done']),
  );
  expect(notes.filter((text) => text.includes('threw'))).toEqual([
    expect.stringMatching(
      /^the state computation count threw and may have left its object half changed \(from now on such an object is put back\); everything goes on from checkpoint \d+$/,
    ),
  ]);
}, 60_000);

test('an object that cannot be put back fails the run where its computation throws, and says whose it is', async () => {
  const held = 'if (state.held !== undefined) throw new Error("half done");';
  const { run } = poisonedRun(
    { count: [when(1_100, 'throw new Error("first");'), held, when(1_200, 'state.held = () => 1;')].join(' ') },
    // No checkpoint meets what it could not keep either.
    { barrierIntervalMs: 100_000 },
  );
  expect((await run.over(true)).error).toMatch(
    /the state computation count threw over the object of key "k\d+", which cannot be put back as it was: .*[fF]unction.*; keep plain data in a state object$/,
  );
}, 60_000);

describe('a record with which user code comes to no end', { timeout: 180_000 }, () => {
  test('is found and skipped in a decoder, a key function and a state computation that loop, one after the other', async () => {
    const { judge } = poisonedRun(
      { decode: when(1_000, looping), key: when(1_001, looping), count: when(1_500, looping) },
      noticing,
    );
    const letters = await judge([skipped(1_000, 3), skipped(1_001, 0), skipped(1_500, 2)]);
    for (const [number, node] of [
      [1_000, 'numbers'],
      [1_001, 'numbers-key'],
      [1_500, 'count'],
    ] as const)
      expect(letters).toContainEqual(expect.objectContaining(letterOf(number, node, 'looped for 2.5 s')));
  });

  test('is told before its worker is given up, and with the node as soon as calls are marked', async () => {
    const { run, judge } = poisonedRun({ count: when(1_200, looping) }, noticing);
    const silences = async (node: string | null): Promise<void> => {
      await run.frame(({ workers }) => workers.some(({ silent }) => silent !== undefined && silent.node === node));
    };
    await silences(null);
    await silences('count');
    await run.frame(({ skipped }) => skipped === 1);
    await judge([skipped(1_200, 2)]);
  });

  test('is found where it uses up the memory', async () => {
    const { judge } = poisonedRun({ count: when(1_200, growing) }, { workerHeapMegabytesMax: 96 });
    const letters = await judge([skipped(1_200, 2)]);
    expect(letters).toContainEqual(expect.objectContaining(letterOf(1_200, 'count', 'ran out of memory')));
  });

  test('is found although others are killed meanwhile and spares take their seats, and stays skipped under another coordinator', async () => {
    const { run, judge } = poisonedRun({ count: when(1_200, looping) }, { ...noticing, spareAfterMs: 0 });
    await run.frame(({ ledger }) => ledger.released > 300 && pidOf(run, 'spare') > 0);
    process.kill(pidOf(run, 'w1'), 'SIGKILL');
    await run.frame(({ ledger }) => ledger.deadLetters > 0);
    process.kill(pidOf(run, 'coordinator'), 'SIGKILL');
    await judge([skipped(1_200, 2)]);
  });
});
