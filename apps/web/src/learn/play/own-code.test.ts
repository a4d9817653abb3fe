// Code that a learner has written must not be lost by going back; and the step that touches two entities must really be refused,
// by the compiler that checks every project, for the reason that the lesson gives.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { lastComputation } from '@potoroo/runtime/sim/stage';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import { describe, expect, it } from 'vitest';
import { momentOf } from '../learn-link.ts';
import { lessons } from '../lessons/course.ts';
import { LabPlay } from './lab-play.ts';
import { LessonPlay } from './lesson-play.ts';
import { paymentPipeline } from './two-entities.ts';

const libraryFolder = path.dirname(createRequire(import.meta.url).resolve('typescript-6/lib/lib.es5.d.ts'));
const libraries = collectLibraries((name) => readFileSync(path.join(libraryFolder, name), 'utf8'));
const lessonOf = (id: string) => {
  const lesson = lessons.find((each) => each.id === id);
  if (lesson === undefined) throw new Error(`there is a lesson ${id}`);
  return lesson;
};
const topologyOf = (code: string) => compile(paymentPipeline(code), libraries);
const oneAccount = '(order, account) => {\n  account.balance -= order.amount;\n  return null;\n}';

type Told = {
  readonly failure: string | null;
  readonly threwFirst: string | null;
  readonly threw: number;
  readonly isExact: boolean;
  readonly object: unknown;
};

/** Few: each code is played to its end many times. */
const sealedRecords = 60;

/** Plays the lesson with each of them in a thread that is sealed as the page's worker is. */
function inSealedWorker(...codes: readonly string[]): Promise<readonly Told[]> {
  const here = (name: string): string => JSON.stringify(new URL(name, import.meta.url).href);
  const script = `(async () => {
    const { parentPort, workerData } = require('node:worker_threads');
    const { lessons } = await import(${here('../lessons/course.ts')});
    const { LessonPlay } = await import(${here('./lesson-play.ts')});
    const { seal } = await import(${here('../../designer/trying/seal.ts')});
    const { seedLanguage } = await import(${here('../../../../../packages/runtime/src/sim/stage/seeded-language.ts')});
    const { freezeIntrinsics } = await import(${here('../../../../../packages/shared/src/frozen-intrinsics.ts')});
    seal(globalThis);
    seedLanguage();
    freezeIntrinsics({ keepsChance: true });
    const whole = lessons.find(({ id }) => id === 'your-own');
    const lesson = { ...whole, scenes: whole.scenes.map((scene) => ({ ...scene, records: ${sealedRecords} })) };
    const play = new LessonPlay(lesson, { step: lesson.steps.findIndex(({ type }) => type === 'write') });
    const shown = () => JSON.stringify(play.view().theatre.scenes.map(({ traceHash, objects }) => [traceHash, objects]));
    parentPort.postMessage(workerData.map((code) => {
      play.act(code);
      play.seek(1e6);
      const end = shown();
      const [scene] = play.view().theatre.scenes;
      play.seek(300);
      play.seek(1e6);
      return { failure: scene.failure, threwFirst: scene.threwFirst, threw: scene.counts.threw, isExact: shown() === end, object: scene.objects[0]?.value };
    }));
  })();`;
  const worker = new Worker(script, { eval: true, workerData: codes });
  return new Promise((resolve, reject) => {
    worker.once('message', (told: readonly Told[]) => {
      resolve(told);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
}

describe('the learner’s own code', { timeout: 120_000 }, () => {
  it('is the open project’s, is changed, and is still there after going back', () => {
    const { topology } = topologyOf(oneAccount);
    if (topology === null) throw new Error('it compiles');
    const lesson = lessonOf('your-own');
    const play = new LessonPlay(lesson, { given: { ok: true, value: { name: 'Payments', topology } } });
    expect(play.view().steps[0]?.text.join(' ')).toContain('**Payments**, the project that is open');
    expect(play.view().steps[0]?.code?.text).toContain('account.balance -= order.amount');
    const write = lesson.steps.findIndex(({ type }) => type === 'write');
    while (play.view().step < write) play.next();
    expect(
      play
        .view()
        .steps.flatMap(({ claims }) => claims)
        .filter(({ holds }) => !holds),
    ).toEqual([]);
    expect(play.view().steps.at(-1)?.own).toMatch(/^exports\.default = /);
    const changed = 'exports.default = (order, account) => { account.balance += 7; };';
    play.act(changed);
    play.seek(play.view().playTo?.event ?? 0);
    const [shown] = play.view().theatre.scenes;
    expect(shown?.objects.every(({ value }) => ((value as { balance: number }).balance - 100) % 7 === 0)).toBe(true);
    play.next();
    play.back();
    expect(play.view().steps.at(-1)?.own).toBe(changed);
    expect(play.view().steps[0]?.code?.text).toContain('+= 7');
  });

  it('is shown as it was written, and runs as the compiler has made it', () => {
    const written = oneAccount.replace('order,', 'order: Transfer,');
    const { topology } = topologyOf(oneAccount);
    const module = topology === null ? null : lastComputation(topology);
    if (topology === null || module === null) throw new Error('it compiles');
    const value = { name: 'Payments', topology, texts: { [module.id]: written } };
    const lesson = lessonOf('your-own');
    const play = new LessonPlay(lesson, { given: { ok: true, value } });
    expect(play.view().steps[0]?.code?.text).toContain(written);
    while (play.view().step < lesson.steps.findIndex(({ type }) => type === 'write')) play.next();
    expect(play.view().steps.at(-1)?.own).toBe(written);
    const changed = '(order: Transfer, account: Account) => {\n\n  return account.gone.now;\n}';
    const script = {
      code: '"use strict";\nexports.default = (order, account) => {\n  return account.gone.now;\n};',
      lines: [0, 1, 3, 4],
    };
    play.act(changed, script);
    play.seek(play.view().playTo?.event ?? 0);
    expect(play.view().theatre.scenes[0]?.threwFirst).toContain("reading 'now'");
    expect(play.view().steps[0]?.code?.text).toContain(changed);
    const again = new LessonPlay(lesson, {
      ...momentOf(play.view()),
      given: { ok: true, value },
      isOwn: true,
      done: true,
      script,
    });
    expect(again.view().theatre.scenes).toEqual(play.view().theatre.scenes);
  });

  it('is there again with its histories where its worker had to be ended', () => {
    const lesson = lessonOf('your-own');
    const play = new LessonPlay(lesson);
    while (play.view().step < lesson.steps.findIndex(({ type }) => type === 'write')) play.next();
    play.act('(order, account) => { account.count += 3; }');
    play.seek(300);
    play.meddle(1, { type: 'kill', worker: 2 });
    play.choose(0);
    const before = play.view();
    const again = new LessonPlay(lesson, { ...momentOf(before), isOwn: true, done: true }).view();
    expect(again).toMatchObject({
      step: before.step,
      written: before.written,
      isWaiting: false,
      theatre: before.theatre,
    });
    expect(again.steps.at(-1)).toMatchObject({ isOffered: false, own: before.written });
  });

  it('has no effect where it throws: then the lesson says of how many records, and does not call it done', () => {
    const lesson = lessonOf('your-own');
    const play = new LessonPlay(lesson);
    while (play.view().step < lesson.steps.findIndex(({ type }) => type === 'write')) play.next();
    play.act("(order, account) => { if (order.amount % 2 === 0) throw new Error('mine'); account.count++; }");
    play.next();
    const { theatre, steps } = play.view();
    for (const { counts } of theatre.scenes) {
      expect(counts['threw']).toBeGreaterThan(100);
      expect(counts['threw']).toBeLessThan(200);
      expect(counts['threw']).toBe(300 - (counts['counted'] ?? 0));
      expect(counts).toMatchObject({ expected: 300, missing: 0, extra: 0, wrong: 0 });
    }
    expect(steps.at(-1)?.claims.flatMap(({ says, holds }) => (holds ? [] : [says]))).toEqual([
      'and the code threw at none',
    ]);
    // What one thread cannot keep either is no effect that is missing.
    play.back();
    play.act('(order, account) => { account.count++; account.add = () => account.count++; }');
    play.next();
    for (const { counts } of play.view().theatre.scenes)
      expect(counts).toMatchObject({ expected: 300, threw: 300, missing: 0, extra: 0, wrong: 0 });
  });

  it('has no effect where it gives a promise, and is not gone on from where it does not run', () => {
    const lesson = lessonOf('your-own');
    const play = new LessonPlay(lesson);
    const write = lesson.steps.findIndex(({ type }) => type === 'write');
    while (play.view().step < write) play.next();
    play.act('exports.default = (');
    play.next();
    expect(play.view().step).toBe(write);
    expect(play.view().theatre.scenes.map(({ failure }) => failure)).not.toContain(null);
    play.act('exports.default = async (order, account) => { await 0; account.count++; }');
    play.next();
    const { theatre, steps, step } = play.view();
    expect(step).toBe(write + 1);
    expect(theatre.scenes.map(({ counts }) => counts['threw'])).toEqual([300, 300]);
    expect(steps.at(-1)?.claims.filter(({ holds }) => !holds).length).toBeGreaterThan(0);
  });

  it('can keep nothing in a built-in, where it would be no state of any worker: it is told why, and rewinding is exact', async () => {
    const told = await inSealedWorker(
      'exports.default = (order, account) => { Array.n = (Array.n ?? 0) + 1; account.count = Array.n; };',
      'exports.default = (order, account) => { const now = new Date(); account.at = Date.now() - Number(now); Math.random.n = 1; };',
      'Math.floor = () => 0; exports.default = (order, account) => { account.count++; };',
      'exports.default = () => { throw new Proxy({}, { get: () => { throw 1; }, getPrototypeOf: () => { throw 1; } }); };',
      'exports.default = (order, account) => { account.toString = Date.now() % 7; account.count += Math.random(); };',
    );
    const [kept, chance, replaced, hidden, own] = told;
    expect(kept).toMatchObject({ failure: null, threw: sealedRecords, isExact: true });
    expect(kept?.threwFirst).toMatch(/read only property 'n'|not extensible/);
    expect(chance).toMatchObject({ failure: null, threw: sealedRecords, isExact: true });
    expect(chance?.threwFirst).toContain('not extensible');
    expect(replaced?.failure).toContain("read only property 'floor'");
    expect(hidden).toMatchObject({ threw: sealedRecords, threwFirst: 'something that cannot be looked at' });
    expect(own).toMatchObject({ failure: null, threw: 0, isExact: true });
  });

  it('finds no other clock, no match of another record and no time to go on later: it is told, or given the stage’s own', async () => {
    // None of these may be another one when it is played again; each of the others must be refused.
    const asked = [
      'new Date().constructor.now()',
      'Number(new (new Date(0).constructor)())',
      'new Intl.DateTimeFormat("en", { fractionalSecondDigits: 3 }).format()',
      'new Intl.DateTimeFormat("en", { fractionalSecondDigits: 3 }).formatToParts()[0].value',
      'String(RegExp.$1) + String(RegExp.input) + /(.)$/.test(order.key)',
      'Reflect.setPrototypeOf(Date, null)',
      'new Proxy({ a: 0 }, { get: () => ++n })',
      'Object.defineProperty({}, "n", { get: () => ++n, enumerable: true })',
      '"async () => {}" /* async () => {} */',
    ];
    const refused: Readonly<Record<string, string>> = {
      'Promise.resolve().then(() => { account.count++; })': 'cannot wait',
      'new Promise((then) => then({ then() { account.count++; } }))': 'cannot wait',
      'Array.fromAsync([1])': 'not a function',
      'Function("account", "(async () => { await 0; account.count++; })()")(account)': 'Its line 1 says async',
      '(0, eval)("(account) => (async () => { await 0; account.count++; })()")(account)': 'says async',
      '(function* () {}).constructor("(async () => {})()")().next()': 'says async',
      'Function("return import(`data:text/javascript,1`)")()': 'Its line 1 says import',
      'new WeakRef(order).deref()': 'WeakRef is not defined',
    };
    const each = Object.keys(refused).map((act) => `() => ${act}`);
    const [exact, told, later, kept] = await inSealedWorker(
      `(order, account) => { // exports.default = it\n  let n = 0;\n  account.all = [${asked.join(', ')}];\n} // it is`,
      `(order, account) => { account.told = [${each.join(', ')}].map((act) => { try { return act(); } catch ({ message }) { return message; } }); }`,
      'exports.default = (order, account) => {\n  (async () => { await 0; account.count++; })();\n};',
      'exports.default = (order, account) => { account.add = () => account.count++; };',
    );
    expect(exact).toMatchObject({ failure: null, threwFirst: null, threw: 0, isExact: true });
    expect(told).toMatchObject({ failure: null, threwFirst: null, threw: 0, isExact: true });
    expect((told?.object as { told: unknown[] } | undefined)?.told).toEqual(
      Object.values(refused).map((reason) => expect.stringContaining(reason)),
    );
    expect(later).toMatchObject({ failure: expect.stringContaining('Its line 2 says async'), isExact: true });
    expect(kept).toMatchObject({
      failure: null,
      threwFirst: expect.stringContaining('Function, which cannot travel'),
      threw: sealedRecords,
    });
  });

  it('is refused where it touches two entities, and accepted where it touches one', () => {
    const step = lessonOf('transfer').steps.find(({ type }) => type === 'refuse');
    if (step?.type !== 'refuse') throw new Error('the lesson has such a step');
    const takingTwo = [
      step.code,
      '(order, ...accounts: Account[]) => {\n  accounts[1].balance += order.amount;\n  return null;\n}',
      '(order, payer, payee) => {\n  payer.balance -= order.amount;\n  payee.balance += order.amount;\n  return null;\n}',
      '(order, ...accounts) => {\n  accounts[1].balance += order.amount;\n  return null;\n}',
      '(order, payer, { balance }) => {\n  payer.balance -= balance;\n  return null;\n}',
      '(order, payer, payee?: Account) => {\n  if (payee) payee.balance += order.amount;\n  return null;\n}',
    ];
    for (const code of takingTwo) {
      const refused = topologyOf(code);
      const errors = refused.diagnostics.filter(({ severity }) => severity === 'error');
      expect([code, refused.topology, errors.map((error) => error.code)]).toEqual([code, null, ['P321']]);
      expect(errors[0]?.message).toContain('may be at another worker');
    }
    // What is third is the context, and whoever wants that is given it.
    for (const code of ['(order, account, { key }) => ({ ...order, key })', '(order, ...[account]) => account.balance'])
      expect(topologyOf(code).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(topologyOf(oneAccount).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

describe('the laboratory', { timeout: 120_000 }, () => {
  it('puts what it has found into the tree of histories, in words, to be stepped through', () => {
    const { topology } = topologyOf(oneAccount);
    if (topology === null) throw new Error('it compiles');
    const lab = new LabPlay(
      { name: 'Payments', topology },
      {
        links: 'at-most-once',
        outputs: 'with the checkpoint',
        guarantee: 'effectively-once',
        faults: ['lose', 'kill'],
        workers: 2,
        singlesMax: 60,
        pairsMax: 4,
        seed: 42,
      },
    );
    lab.hunt(1);
    expect(lab.view().lab?.hunt).toMatchObject({ phase: 'preparing', judged: null, found: null });
    for (let slice = 0; slice < 60 && lab.view().lab?.hunt?.phase !== 'over'; slice++) lab.hunt(10);
    const found = lab.view().lab;
    expect(found?.schedule.map(({ text }) => text)).toEqual([expect.stringMatching(/^After event \d+, .* is lost\.$/)]);
    lab.choose(found?.history ?? 0);
    lab.seek((found?.schedule[0]?.deed.after ?? 0) + 1);
    const { theatre } = lab.view();
    expect(theatre.histories).toHaveLength(2);
    expect(theatre.scenes[0]?.counts['lost']).toBeGreaterThan(0);
  });
});
