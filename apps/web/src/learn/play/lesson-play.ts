/**
 * One learner in one lesson: which step they are at, what they said and did, and the stage behind it. The same object plays
 * in the browser's worker and in the tests, which press its buttons one after another. Mutable.
 */
import type { Act, Playing, SceneSpec, Script, TheatreView } from '@potoroo/runtime/sim/stage';
import { lastComputation } from '@potoroo/runtime/sim/stage';
import { codeText, moduleText } from './code-text.ts';
import { type Given, givenNote, noProject, rewritten, specFor, type Texts } from './given-pipeline.ts';
import type { Lesson, LessonStep, StepOf } from './lesson-schema.ts';
import { type Beside, LessonStage, type Stand } from './lesson-stage.ts';
import type { Offered, Start } from './lesson-start.ts';
import { inputOf, lastStepOf, offeredBy, stageOf } from './lesson-start.ts';
import { LessonWork } from './lesson-work.ts';
import type { Measured, Value } from './measures.ts';
import type { PlayView, StepView } from './play-view.ts';
import { stepViewOf } from './step-view.ts';

type Done = { readonly said?: Value; readonly acted?: true };
/** How it stood when a step was entered, for whoever comes back to it. */
type Entered = Stand & { readonly input: string };

export class LessonPlay {
  readonly lesson: Lesson;
  readonly #given: Given;
  readonly #playing: Playing;
  #specs: readonly SceneSpec[];
  #stage: LessonStage;
  #step = 0;
  #done: (Done | undefined)[] = [];
  readonly #work = new LessonWork();
  #input = '';
  #offered: Offered = {};
  /** The code that the learner has run. */
  #written: string | null = null;
  #said: Value | null = null;
  #entered: Entered[] = [];
  /** What was shown of a step when it was new: its words stay, whatever the stage does afterwards. */
  #shown: StepView[] = [];

  constructor(lesson: Lesson, start: Start = {}) {
    const { seed, step = 0, given = noProject } = start;
    this.lesson = lesson;
    this.#offered = offeredBy(lesson, start);
    this.#given = given;
    this.#input = inputOf(lesson, start);
    this.#specs = lesson.scenes.map((scene) => specFor(scene, given, seed));
    this.#playing = start.pulse === undefined ? {} : { pulse: start.pulse };
    this.#stage = this.#set();
    this.#enter();
    const last = lastStepOf(lesson, start);
    while (this.#step < Math.min(step, last)) this.next();
    const isUnread = this.#offered.code !== undefined && start.isOwn !== true && step >= last;
    // What whoever shared the moment had done is not asked for again.
    if (start.done === true && !isUnread && this.#isWaiting && this.#current.type !== 'predict') this.act();
    if (!isUnread) this.#stage.arrive(start);
  }

  /** To the next step. What the learner has left out is done for them. */
  next(): void {
    this.#finish();
    // Nothing can be said of code that does not run: the learner mends it, or goes elsewhere.
    if (this.#current.type === 'write' && this.#stage.view().scenes.some(({ failure }) => failure !== null)) return;
    if (this.#step >= this.lesson.steps.length - 1) return;
    this.#step++;
    this.#enter();
  }

  /** To the step before, as it was entered; the histories that were made since stay in the tree. */
  back(): void {
    const target = Math.max(0, this.#step - 1);
    const entered = this.#entered[target];
    if (entered === undefined) return this.#replay(target);
    this.#step = target;
    this.#forget(target);
    this.#input = entered.input;
    this.#stage.standAs(entered);
    this.#enter();
  }

  /** Everything before a step once more: its scenes are others than they were. */
  #replay(target: number): void {
    const done = this.#done.slice(0, target);
    const input = this.#input;
    this.#stage = this.#set();
    this.#step = 0;
    this.#forget(0);
    this.#enter();
    while (this.#step < target) {
      const said = done[this.#step]?.said;
      if (said !== undefined) this.predict(said);
      // What whole runs have shown stays: the same runs would show the same.
      if (done[this.#step]?.acted === true && ['runs', 'search', 'refuse'].includes(this.#current.type))
        this.#done[this.#step] = { acted: true };
      // What was written is in the scenes by now.
      else if (done[this.#step]?.acted === true)
        this.act(input === '' || this.#current.type === 'write' ? undefined : input);
      this.next();
    }
  }

  #forget(from: number): void {
    this.#done = this.#done.slice(0, from);
    this.#shown = this.#shown.slice(0, from);
    this.#entered = this.#entered.slice(0, from);
  }

  predict(said: Value): void {
    if (this.#current.type !== 'predict') return;
    this.#said = said;
    this.#done[this.#step] = { said };
  }

  /** Presses the button of the step. `text`: what was typed beside it; `script`: what the compiler made of it, where it is code. */
  act(text?: string, script?: Script): void {
    const step = this.#current;
    this.#stage.goToPlace();
    switch (step.type) {
      case 'act':
        this.#input = text ?? (this.#input || (step.input?.value ?? ''));
        this.#stage.perform(step, this.#input);
        break;
      case 'runs':
      case 'search':
        this.work(Infinity);
        break;
      case 'write':
        this.#write(step, text, script);
        break;
      case 'refuse':
        // The compiler is asked by the page; here it only counts that it was.
        break;
      default:
        return;
    }
    this.#done[this.#step] = { acted: true };
  }

  /** So many slices more of what the step does that takes long; where it is not over then, it can be gone on with. */
  work(slices: number): void {
    const step = this.#current;
    if (!this.#isWaiting || (step.type !== 'runs' && step.type !== 'search')) return;
    const stage = {
      specs: this.#specs,
      indexOf: (scene: string) => this.#stage.indexOf(scene),
      pulse: this.#playing.pulse,
    };
    if (!this.#work.advance(slices, step, stage)) return;
    for (const { deeds } of step.type === 'search' ? this.#work.found : [])
      if (deeds.length > 0) this.#stage.adopt(deeds);
    this.#done[this.#step] = { acted: true };
    if (step.type !== 'runs' || step.until === undefined) return;
    this.#stage.goToPlace();
    this.#stage.playUntil(step.until);
  }

  /** Something done to the stage beside the lesson's own buttons. */
  meddle(scene: number, act: Act): void {
    this.#stage.meddle(scene, act);
  }
  seek(event: number): void {
    this.#stage.seek(event);
  }
  seekTime(ms: number): void {
    this.#stage.seekTime(ms);
  }
  choose(history: number): void {
    this.#stage.choose(history);
  }

  /** What the claims of the step are looked at in, as the stage stands now. */
  get measured(): Measured {
    return this.#stage.measured();
  }

  view(): PlayView {
    const theatre = this.#stage.view();
    const { type } = this.#current;
    // What was said and revealed speaks of the moment at which it was: it stays, wherever the stage is taken afterwards.
    const known = type === 'say' || type === 'reveal' ? this.#shown[this.#step] : undefined;
    this.#shown[this.#step] = known ?? this.#stepView(theatre);
    return {
      lesson: this.lesson.id,
      step: this.#step,
      steps: this.#shown.slice(0, this.#step + 1),
      stepCount: this.lesson.steps.length,
      isWaiting: this.#isWaiting,
      playTo: this.#stage.playTo,
      isLost: this.#stage.isLost,
      input: this.#input,
      written: this.#written,
      progress: this.#work.progress,
      theatre,
      sceneIds: this.lesson.scenes.map(({ id }) => id),
      stage: stageOf(this.lesson),
      lab: null,
    };
  }

  get #current(): LessonStep {
    const step = this.lesson.steps[this.#step];
    if (step === undefined) throw new Error(`lesson ${this.lesson.id} has no step ${this.#step}`);
    return step;
  }

  /** The step wants something of the learner that they have not given. */
  get #isWaiting(): boolean {
    const { type } = this.#current;
    const done = this.#done[this.#step];
    return type === 'predict'
      ? done?.said === undefined
      : ['act', 'runs', 'search', 'write', 'refuse'].includes(type) && done?.acted !== true;
  }

  #set(): LessonStage {
    return new LessonStage({
      ids: this.lesson.scenes.map(({ id }) => id),
      specs: this.#specs,
      playing: this.#playing,
      beside: () => this.#beside,
    });
  }

  #enter(): void {
    const step = this.#current;
    this.#work.drop();
    this.#stage.enter(step.type === 'say' || step.type === 'act' ? step.at : undefined);
    this.#enterHere();
    this.#said = this.#done.findLast((done) => done?.said !== undefined)?.said ?? null;
    this.view();
  }

  #enterHere(): void {
    const { place, before, acts } = this.#stage;
    this.#entered[this.#step] = { place, before, acts, input: this.#input };
  }

  /** What is left of a step is done at once. */
  #finish(): void {
    const step = this.#current;
    if (this.#isWaiting && step.type !== 'predict') this.act();
    this.#stage.finish();
    this.view();
  }

  #write({ until }: StepOf<'write'>, text: string | undefined, script: Script | undefined): void {
    const { code: offered, script: ownScript, ...moment } = this.#offered;
    this.#offered = {};
    const code = text ?? offered;
    const made = text === undefined ? ownScript : script;
    if (code !== undefined) this.#specs = this.#specs.map((spec) => rewritten(spec, code, made));
    this.#written = code ?? this.#written;
    this.#stage = this.#set();
    this.#shown = this.#shown.map((shown) => this.#withNewCode(shown));
    // The steps before belong to another stage; whoever goes back to them plays them anew.
    this.#entered = [];
    this.#enterHere();
    this.#stage.playUntil(until);
    if (code !== undefined && code === offered) this.#stage.arrive(moment);
  }

  #withNewCode(shown: StepView): StepView {
    const step = this.lesson.steps[shown.index];
    return step?.type === 'say' && step.code !== undefined ? { ...shown, code: this.#codeOf(step.code) } : shown;
  }

  get #beside(): Beside {
    return {
      runs: this.#work.runs,
      found: this.#work.foundCounts,
      input: this.#input,
      project: givenNote(this.#given),
      said: this.#said,
    };
  }

  #stepView({ scenes }: TheatreView): StepView {
    const done = this.#done[this.#step];
    return stepViewOf(this.lesson, this.#step, {
      measured: this.#stage.measured(scenes),
      said: done?.said ?? null,
      saidAt: (index) => this.#done[index]?.said ?? null,
      isDone: !this.#isWaiting,
      table: done?.acted === true ? this.#work.table : null,
      found: done?.acted === true ? this.#work.found : [],
      codeOf: (scene) => this.#codeOf(scene),
      ownOf: (scene) => this.#offered.code ?? this.#ownCode(this.#stage.indexOf(scene)),
      isOffered: this.#offered.code !== undefined,
    });
  }

  get #texts(): Texts | undefined {
    return this.#given.ok ? this.#given.value.texts : undefined;
  }

  /** What a learner may rewrite: a state computation; null where the pipeline has none. */
  #ownCode(scene: number): string | null {
    const spec = this.#specs[scene];
    if (spec?.own !== undefined) return spec.own.computation;
    const module = spec?.topology === undefined ? null : lastComputation(spec.topology);
    return module === null ? null : moduleText(module, this.#texts);
  }

  #codeOf(scene: string): StepView['code'] {
    const index = this.#stage.indexOf(scene);
    const spec = this.#specs[index];
    if (spec === undefined) return null;
    return {
      title: spec.title,
      hash: this.#stage.view().scenes[index]?.codeHash ?? '',
      text: codeText(spec, this.#texts),
    };
  }
}
