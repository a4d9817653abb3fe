// Somebody who clicks faster than the stage plays, or leaves while it does, must be shown the stage that they have asked for last, and
// never an answer, an error or a next step of the one before.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import type { Result } from '@potoroo/shared/result';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { useDocument } from '../designer/document/document-store.ts';
import { goBack, goNext } from './going-on.ts';
import { findFailure, openLab, openProject, setUp, useLab } from './lab-store.ts';
import { stopWorker } from './learn-client.ts';
import { keepDraft, leaveStage, loadCourse, openLesson, ownLesson, tell, useLearn } from './learn-store.ts';
import { lessons } from './lessons/course.ts';
import type { Given } from './play/given-pipeline.ts';
import { type LearnAnswer, type LearnCommand, LearnDesk, type LearnRequest } from './play/learn-desk.ts';
import { paymentPipeline } from './play/two-entities.ts';
import { pause, play, seek, stepBy } from './stage-clock.ts';

const own = vi.hoisted((): { given: Given; made: Result<undefined, string> } => ({
  given: { ok: false, error: 'no project is open in this window' },
  made: { ok: true, value: undefined },
}));
vi.mock('./own-project.ts', () => ({
  ownPipeline: () => Promise.resolve(own.given),
  scriptOf: () => Promise.resolve(own.made),
  knownTemplates: () => Promise.resolve([]),
  refusalOf: () => Promise.resolve({ ok: true, value: null }),
}));

// Whole lessons are played, on machines that have other things to do.
vi.setConfig({ testTimeout: 120_000 });

/** A worker with the real desk in it, which answers when it is told to. */
class DeskWorker {
  static all: DeskWorker[] = [];
  readonly commands: LearnCommand[] = [];
  readonly #desk = new LearnDesk();
  #waiting: LearnRequest[] = [];
  #hear: (event: { data: LearnAnswer }) => void = () => {};

  constructor() {
    DeskWorker.all.push(this);
  }
  addEventListener(type: string, hear: (event: { data: LearnAnswer }) => void): void {
    if (type === 'message') this.#hear = hear;
  }
  postMessage(request: LearnRequest): void {
    this.commands.push(request.command);
    this.#waiting.push(request);
  }
  terminate(): void {
    this.#waiting = [];
  }
  /** False where nothing was asked. */
  answer(): boolean {
    const request = this.#waiting.shift();
    if (request !== undefined) this.#hear({ data: this.#desk.handle(request) });
    return request !== undefined;
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Everything that was asked is answered; which lessons were shown meanwhile, and which errors. */
async function answerAll(): Promise<{ readonly lessons: ReadonlySet<string>; readonly faults: ReadonlySet<string> }> {
  const [shown, faults] = [new Set<string>(), new Set<string>()];
  const stop = useLearn.subscribe(({ view, fault }) => {
    if (view !== null) shown.add(view.lesson);
    if (fault !== null) faults.add(fault);
  });
  await settled();
  while (DeskWorker.all.some((worker) => worker.answer())) await settled();
  stop();
  return { lessons: shown, faults };
}

const allCommands = (): readonly LearnCommand[] => DeskWorker.all.flatMap(({ commands }) => commands);
const stepOf = (lesson: string, type: string): number =>
  lessons.find(({ id }) => id === lesson)?.steps.findIndex((step) => step.type === type) ?? -1;

async function isOpen(lesson: string, step = 0): Promise<void> {
  void openLesson({ type: 'open', lesson, step });
  await answerAll();
  expect(useLearn.getState().view).toMatchObject({ lesson, step });
}

beforeEach(() => {
  DeskWorker.all = [];
  vi.stubGlobal('Worker', DeskWorker);
  vi.stubGlobal('requestAnimationFrame', () => 0);
  vi.stubGlobal('cancelAnimationFrame', () => {});
  vi.stubGlobal('matchMedia', () => ({ matches: false }));
});
afterEach(async () => {
  leaveStage();
  stopWorker();
  await settled();
  vi.unstubAllGlobals();
});

it('shows no answer of a lesson that was left in the next one, nor in none', async () => {
  await isOpen('entities');
  void tell({ type: 'next' });
  void openLesson({ type: 'open', lesson: 'scaling' });
  expect((await answerAll()).lessons).toEqual(new Set(['scaling']));
  void tell({ type: 'next' });
  leaveStage();
  expect((await answerAll()).lessons).toEqual(new Set());
  expect(useLearn.getState()).toMatchObject({ view: null, fault: null });
});

it('does not wait for somebody’s code to come to an end before it opens another lesson, and keeps the list of them', async () => {
  void openLesson({ type: 'open', lesson: ownLesson });
  await settled();
  void loadCourse();
  void openLesson({ type: 'open', lesson: 'entities' });
  expect(await answerAll()).toEqual({ lessons: new Set(['entities']), faults: new Set() });
  expect(DeskWorker.all.map(({ commands }) => commands.map(({ type }) => type))).toEqual([['open'], ['list', 'open']]);
  expect(useLearn.getState().course).toHaveLength(lessons.length);
});

it('does not go on from code that had to be ended, and leaves the reason to be read', async () => {
  const write = stepOf(ownLesson, 'write');
  await isOpen(ownLesson, write);
  keepDraft(ownLesson, write, '() => { for (;;); }');
  goNext();
  await settled();
  expect(allCommands().at(-1)).toEqual({ type: 'act', text: '() => { for (;;); }' });
  stopWorker();
  await answerAll();
  expect(useLearn.getState()).toMatchObject({
    view: { lesson: ownLesson, step: write },
    fault: expect.stringContaining('a loop that never ends'),
  });
  expect(allCommands().map(({ type }) => type)).toEqual(['open', 'act', 'open']);
});

it('does not run code that does not compile, nor goes on from it, and says why', async () => {
  const write = stepOf(ownLesson, 'write');
  await isOpen(ownLesson, write);
  own.made = { ok: false, error: '“Payments” does not compile: there is no “balanse”' };
  keepDraft(ownLesson, write, '(order, account) => { account.balanse++; }');
  goNext();
  await answerAll();
  own.made = { ok: true, value: undefined };
  expect(useLearn.getState()).toMatchObject({
    view: { step: write },
    fault: expect.stringContaining('balanse'),
    isBusy: false,
  });
  expect(allCommands().map(({ type }) => type)).toEqual(['open']);
});

it('does not pass over what comes of the code that was written, or of what was asked, where a key is pressed twice', async () => {
  const write = stepOf(ownLesson, 'write');
  await isOpen(ownLesson, write);
  keepDraft(ownLesson, write, '(order, account) => { account.count += 2; }');
  goNext();
  goNext();
  await answerAll();
  expect(useLearn.getState().view).toMatchObject({
    step: write + 1,
    written: '(order, account) => { account.count += 2; }',
  });
  const refuse = stepOf('transfer', 'refuse');
  await isOpen('transfer', refuse);
  goNext();
  goNext();
  await answerAll();
  expect(useLearn.getState().view).toMatchObject({ lesson: 'transfer', step: refuse + 1 });
});

it('is there again where its worker was lost while the clock ran', async () => {
  let frame: (now: number) => void = () => {};
  vi.stubGlobal('requestAnimationFrame', (next: (now: number) => void) => {
    frame = next;
    return 1;
  });
  await isOpen('entities');
  play();
  frame(performance.now() + 50);
  await settled();
  expect(allCommands().at(-1)).toMatchObject({ type: 'seek-time' });
  stopWorker();
  await answerAll();
  expect(useLearn.getState()).toMatchObject({
    view: { lesson: 'entities' },
    fault: expect.stringContaining('stopped'),
  });
  // Nor is it gone for whoever had stopped the clock by then.
  play();
  frame(performance.now() + 50);
  await settled();
  pause();
  stopWorker();
  await answerAll();
  void seek(7);
  await answerAll();
  expect(useLearn.getState()).toMatchObject({ fault: expect.stringContaining('was lost') });
  void seek(7);
  await answerAll();
  expect(useLearn.getState()).toMatchObject({ view: { theatre: { event: 7 } }, fault: null });
});

it('takes nobody on who has gone elsewhere while whole runs were made', async () => {
  const runs = stepOf('axioms', 'runs');
  await isOpen('axioms', runs);
  goNext();
  await settled();
  expect(allCommands().at(-1)).toMatchObject({ type: 'work' });
  void openLesson({ type: 'open', lesson: 'entities' });
  await answerAll();
  expect(useLearn.getState()).toMatchObject({ view: { lesson: 'entities', step: 0 }, isWorking: false });
  await isOpen('axioms', runs);
  goNext();
  await settled();
  goBack();
  await answerAll();
  expect(useLearn.getState()).toMatchObject({ view: { lesson: 'axioms', step: runs - 1 }, isWorking: false });
});

it('sets out for the last of the places that were scrubbed over, and counts every press of a key', async () => {
  await isOpen('entities');
  for (let event = 1; event <= 50; event++) void seek(event);
  await answerAll();
  expect(useLearn.getState().view?.theatre.event).toBe(50);
  expect(allCommands().filter(({ type }) => type === 'seek')).toEqual([
    { type: 'seek', event: 1 },
    { type: 'seek', event: 50 },
  ]);
  for (const by of [1, 1, -1, 1]) stepBy(by);
  // What is asked after a seek comes after it.
  void tell({ type: 'meddle', scene: 0, act: { type: 'add' } });
  void seek(10);
  await answerAll();
  expect(useLearn.getState().view?.theatre.histories).toEqual([
    expect.anything(),
    expect.objectContaining({ forkedAt: 52 }),
  ]);
  expect(useLearn.getState().view?.theatre.event).toBe(10);
});

it('judges no other pipeline under the name of a template that is not here', async () => {
  void openLab({ lab: { ...useLab.getState().choice, pipeline: 'gone' } });
  await answerAll();
  expect(useLab.getState().reason).toBe('there is no template “gone” here');
  void setUp({ pipeline: openProject });
  await answerAll();
  expect(useLab.getState().reason).toBe('no project is open in this window');
});

it('sets the laboratory anew where its worker was ended during the search, and finds what it looks for', async () => {
  const before = own.given;
  own.given = { ok: true, value: { name: 'Payments', topology: paymentTopology() } };
  // The project that is open is another one than in the test before.
  useDocument.setState({ pipeline: paymentPipeline('') });
  void setUp({ pipeline: openProject, links: 'at-most-once', faults: ['lose'], workers: 2 });
  await answerAll();
  void findFailure();
  await settled();
  stopWorker();
  await answerAll();
  expect(useLearn.getState()).toMatchObject({
    view: null,
    isWorking: false,
    fault: expect.stringContaining('stopped'),
  });
  void findFailure();
  await answerAll();
  expect(useLearn.getState()).toMatchObject({ view: { lab: { hunt: { phase: 'over' } } }, fault: null });
  expect(useLearn.getState().view?.lab?.schedule).toHaveLength(1);
  // Whoever leaves before it is set does not find it in a lesson.
  void openLab({});
  leaveStage();
  void openLesson({ type: 'open', lesson: 'entities' });
  expect((await answerAll()).lessons).toEqual(new Set(['entities']));
  own.given = before;
});

function paymentTopology() {
  const folder = path.dirname(createRequire(import.meta.url).resolve('typescript-6/lib/lib.es5.d.ts'));
  const libraries = collectLibraries((name) => readFileSync(path.join(folder, name), 'utf8'));
  const { topology } = compile(paymentPipeline('(order, account) => account.balance--'), libraries);
  if (topology === null) throw new Error('it compiles');
  return topology;
}
