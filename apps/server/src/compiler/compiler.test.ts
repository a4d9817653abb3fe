/** The compiler's thread may hang or die; the server goes on, and so does the next document. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { createCompiler } from './compiler.ts';
import type { Compiler, CompilerOptions } from './compiler.ts';

function open(options: Partial<CompilerOptions> = {}): Compiler {
  const compiler = createCompiler(options);
  onTestFinished(() => compiler.close());
  return compiler;
}

/** A thread that hangs at the document named "hang", dies at "die", and answers anything else. */
function unreliableThread(): URL {
  const path = join(temporaryDirectory(), 'thread.mjs');
  writeFileSync(
    path,
    `import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ id, document: { name } }) => {
       if (name === 'hang') for (;;);
       if (name === 'die') process.exit(3);
       if (name === 'throw') throw new Error('out of luck');
       parentPort.postMessage({ id, type: 'checked', report: { diagnostics: [], edgeTypes: {}, explanation: name } });
     });`,
  );
  return pathToFileURL(path);
}

const named = (name: string): Pipeline => ({ ...samplePipeline(), name });
const reasonOf = async (compiler: Compiler, name: string): Promise<string> =>
  (await compiler.check(named(name))).diagnostics[0]?.message ?? 'no fault';

describe('the compiler of the server', () => {
  test('gives the topology of a good document and the report of a bad one', async () => {
    const compiler = open();
    expect(await compiler.compile(samplePipeline())).toMatchObject({
      ok: true,
      value: { name: 'Counters', stages: expect.any(Array) },
    });
    const bad = await compiler.compile({ ...samplePipeline(), types: 'type Word = { letter: number };' });
    expect(bad).toMatchObject({
      ok: false,
      error: {
        explanation: null,
        diagnostics: expect.arrayContaining([expect.objectContaining({ severity: 'error' })]),
      },
    });
  });

  test.each([
    // The thread that takes its place has as long to start and to answer.
    ['hang', 'took longer than 2 s', { timeoutMs: 2_000 }],
    ['throw', 'out of luck', {}],
    ['die', 'the compiler stopped', {}],
  ])('replaces a thread at %j, and serves who waited behind it', async (name, reason, patience) => {
    const compiler = open({ threadUrl: unreliableThread(), ...patience });
    const [failed, next] = await Promise.all([reasonOf(compiler, name), compiler.check(named('next'))]);
    expect(failed).toContain(reason);
    expect(next.explanation).toBe('next');
  });

  test('refuses a document that is nested thousands of levels deep, and the next is served', async () => {
    const compiler = open();
    let nested: unknown = 'core';
    for (let level = 0; level < 100_000; level += 1) nested = { inner: nested };
    const [deep, next] = await Promise.all([compiler.check(nested), compiler.check(samplePipeline())]);
    expect(deep.diagnostics).toMatchObject([{ code: 'P106', severity: 'error' }]);
    expect(next).toMatchObject({ diagnostics: [], explanation: expect.any(String) });
  });

  test('answers what cannot be copied to its thread with an error, and serves who waited behind it', async () => {
    const compiler = open({ threadUrl: unreliableThread() });
    const uncopyable = new Proxy(samplePipeline(), {});
    const [busy, failed, next] = await Promise.all([
      compiler.check(named('busy')),
      compiler.compile(uncopyable),
      compiler.check(named('next')),
    ]);
    expect(failed).toMatchObject({ ok: false, error: { diagnostics: [{ code: 'P399' }] } });
    expect([busy.explanation, next.explanation]).toEqual(['busy', 'next']);
  });

  test('turns away what would wait too long', async () => {
    const compiler = open({ threadUrl: unreliableThread(), timeoutMs: 300, waitingMax: 2 });
    const reasons = await Promise.all(['hang', 'a', 'b', 'c'].map((name) => reasonOf(compiler, name)));
    expect(reasons.map((reason) => reason.includes('too many'))).toEqual([false, false, false, true]);
  });
});
