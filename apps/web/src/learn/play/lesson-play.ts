/**
 * One learner in one lesson: which step they are at, what they said and did, and the stage behind it. The same object plays
 * in the browser's worker and in the tests, which press its buttons one after another. Mutable.
 */
import type { Act, Playing, SceneSpec, SceneView, TheatreView } from '@potoroo/runtime/sim/stage';
import { lastComputation, Theatre } from '@potoroo/runtime/sim/stage';
import { codeText, readable } from './code-text.ts';
import { type Given, givenNote, noProject, rewritten, specFor } from './given-pipeline.ts';
import type { Lesson, LessonStep, Moment, StepOf } from './lesson-schema.ts';
import type { Arrival, Entered, Offered, Place, Start } from './lesson-start.ts';
import { inputOf, lastStepOf, offeredBy, stageOf } from './lesson-start.ts';
import { LessonWork } from './lesson-work.ts';
import type { Measured, Value } from './measures.ts';
import { actOn } from './lesson-acts.ts';
import { holds } from './measures.ts';
import type { PlayView, StepView } from './play-view.ts';
import { stepViewOf } from './step-view.ts';

type Done = { readonly said?: Value; readonly acted?: true };

export class LessonPlay {
  readonly lesson: Lesson;
  readonly #given: Given;
  readonly #playing: Playing;
  #specs: readonly SceneSpec[];
  #theatre: Theatre;
  #step = 0;
  #done: (Done | undefined)[] = [];
  #before: Readonly<Record<string, SceneView>> = {};
  readonly #work = new LessonWork();
  #input = '';
  #offered: Offered = {};
  /** The code that the learner has run. */
  #written: string | null = null;
  #said: Value | null = null;
  #acts: readonly Place[] = [];
  #playTo: PlayView['playTo'] = null;
  /** Where the lesson itself has brought the stage: its steps go on from there, wherever the learner has looked meanwhile. */
  #place: Place = { history: 0, event: 0 };
  #entered: Entered[] = [];
  /** A moment that the lesson waits for does not come: it was written for another seed. */
  #isLost = false;
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
    this.#theatre = new Theatre(this.#specs, this.#playing);
    this.#enter();
    const last = lastStepOf(lesson, start);
    while (this.#step < Math.min(step, last)) this.next();
    const isUnread = this.#offered.code !== undefined && start.isOwn !== true && step >= last;
    // What whoever shared the moment had done is not asked for again.
    if (start.done === true && !isUnread && this.#isWaiting && this.#current.type !== 'predict') this.act();
    if (!isUnread) this.#arrive(start);
  }

  /** At the moment that a link leads to. */
  #arrive({ forks, history = 0, at }: Arrival): void {
    if (forks !== undefined) this.#theatre.adoptTree(forks, history);
    if (at !== undefined) this.seek(at);
  }

  /** To the next step. What the learner has left out is done for them. */
  next(): void {
    this.#finish();
    // Nothing can be said of code that does not run: the learner mends it, or goes elsewhere.
    if (this.#current.type === 'write' && this.#theatre.view().scenes.some(({ failure }) => failure !== null)) return;
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
    this.#place = entered.place;
    this.#before = entered.before;
    this.#input = entered.input;
    this.#acts = entered.acts;
    this.#enter();
  }

  /** Everything before a step once more: its scenes are others than they were. */
  #replay(target: number): void {
    const done = this.#done.slice(0, target);
    const input = this.#input;
    this.#theatre = new Theatre(this.#specs, this.#playing);
    this.#step = 0;
    this.#forget(0);
    this.#place = { history: 0, event: 0 };
    this.#before = {};
    this.#acts = [];
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
    this.#isLost = false;
  }

  predict(said: Value): void {
    if (this.#current.type !== 'predict') return;
    this.#said = said;
    this.#done[this.#step] = { said };
  }

  /** Presses the button of the step. `text`: what was typed beside it. */
  act(text?: string): void {
    const step = this.#current;
    this.#playTo = null;
    this.#goToPlace();
    switch (step.type) {
      case 'act':
        this.#input = text ?? (this.#input || (step.input?.value ?? ''));
        this.#perform(step);
        break;
      case 'runs':
      case 'search':
        this.work(Infinity);
        break;
      case 'write':
        this.#write(step, text);
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
    if (!this.#work.advance(slices, step, { specs: this.#specs, indexOf: (scene) => this.#indexOf(scene) })) return;
    for (const { deeds } of step.type === 'search' ? this.#work.found : [])
      if (deeds.length > 0) this.#theatre.adopt(deeds);
    this.#done[this.#step] = { acted: true };
    if (step.type !== 'runs' || step.until === undefined) return;
    this.#goToPlace();
    this.#playUntil(step.until);
  }

  /** Something done to the stage beside the lesson's own buttons. */
  meddle(scene: number, act: Act): void {
    this.#playTo = null;
    this.#remember();
    this.#theatre.perform([{ scene, act }]);
  }

  seek(event: number): void {
    this.#playTo = null;
    this.#theatre.seek(event);
  }

  /** The clock runs: to this time, and not beyond what the lesson waits for. */
  seekTime(ms: number): void {
    const { event } = this.#theatre;
    this.#theatre.seekTime(ms);
    if (this.#playTo !== null && this.#theatre.event >= this.#playTo.event) {
      this.#theatre.seek(Math.max(event, this.#playTo.event));
      this.#playTo = null;
    }
  }

  choose(history: number): void {
    this.#playTo = null;
    this.#theatre.choose(history);
  }

  #goToPlace(): void {
    const { history, event } = this.#place;
    if (this.#theatre.history !== history) this.#theatre.choose(history);
    if (this.#theatre.event !== event) this.#theatre.seek(event);
  }
  get #here(): Place {
    return { history: this.#theatre.history, event: this.#theatre.event };
  }

  view(): PlayView {
    const theatre = this.#theatre.view();
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
      playTo: this.#playTo,
      isLost: this.#isLost,
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

  #enter(): void {
    const step = this.#current;
    this.#playTo = null;
    this.#work.drop();
    this.#goToPlace();
    if ((step.type === 'say' || step.type === 'act') && step.at !== undefined) this.#goTo(step.at);
    this.#place = this.#here;
    this.#enterHere();
    this.#said = this.#done.findLast((done) => done?.said !== undefined)?.said ?? null;
    this.view();
  }

  #enterHere(): void {
    this.#entered[this.#step] = { place: this.#place, before: this.#before, input: this.#input, acts: this.#acts };
  }

  /** What is left of a step is done at once: a stage that still plays goes where it was going. */
  #finish(): void {
    const step = this.#current;
    if (this.#isWaiting && step.type !== 'predict') this.act();
    if (this.#playTo !== null) this.#theatre.seek(this.#playTo.event);
    this.#playTo = null;
    this.view();
  }

  #perform({ deeds, until }: StepOf<'act'>): void {
    if (deeds.length > 0) {
      this.#remember();
      this.#acts = [...this.#acts, this.#here];
    }
    const acts = deeds.flatMap(({ scene, act }) => {
      const scenes = scene === 'all' ? this.lesson.scenes.map((_, index) => index) : [this.#indexOf(scene)];
      return scenes.map((index) => ({
        scene: index,
        act: actOn(this.#theatre.view().scenes[index], act, this.#input),
      }));
    });
    if (acts.length > 0) this.#theatre.perform(acts);
    this.#playUntil(until);
  }

  #playUntil(until: Moment | undefined): void {
    this.#playTo = until === undefined ? null : this.#placeOf(until);
    this.#place = { history: this.#theatre.history, event: this.#playTo?.event ?? this.#theatre.event };
  }

  #write({ until }: StepOf<'write'>, text: string | undefined): void {
    const { code: offered, ...moment } = this.#offered;
    this.#offered = {};
    const code = text ?? offered;
    if (code !== undefined) this.#specs = this.#specs.map((spec) => rewritten(spec, code));
    this.#written = code ?? this.#written;
    this.#theatre = new Theatre(this.#specs, this.#playing);
    this.#shown = this.#shown.map((shown) => this.#withNewCode(shown));
    // The steps before belong to another stage; whoever goes back to them plays them anew.
    this.#place = this.#here;
    this.#entered = [];
    this.#enterHere();
    this.#playUntil(until);
    if (code !== undefined && code === offered) this.#arrive(moment);
  }

  #withNewCode(shown: StepView): StepView {
    const step = this.lesson.steps[shown.index];
    return step?.type === 'say' && step.code !== undefined ? { ...shown, code: this.#codeOf(step.code) } : shown;
  }

  #remember(): void {
    this.#before = this.#byId(this.#theatre.view());
  }

  #indexOf(scene: string): number {
    const index = this.lesson.scenes.findIndex(({ id }) => id === scene);
    if (index < 0) throw new Error(`lesson ${this.lesson.id} has no scene ${scene}`);
    return index;
  }

  #goTo(moment: Moment): void {
    if ('beforeAct' in moment) {
      const last = this.#acts.at(-1);
      if (last === undefined) throw new Error('nothing has been done yet');
      this.#theatre.choose(last.history);
      this.#theatre.seek(last.event - moment.beforeAct);
      return;
    }
    this.#theatre.seek(this.#eventOf(moment));
  }

  #placeOf(moment: Moment): PlayView['playTo'] {
    const event = this.#eventOf(moment);
    return { event, ms: this.#theatre.timeOf(event) };
  }

  #eventOf(moment: Moment): number {
    if ('event' in moment) return moment.event;
    if ('end' in moment) return this.#theatre.length;
    if ('ms' in moment) return this.#theatre.eventAt(moment.ms);
    if ('beforeAct' in moment) throw new Error('a stage does not play backwards');
    const from = moment.fromMs === undefined ? this.#theatre.event : this.#theatre.eventAt(moment.fromMs);
    const found = this.#theatre.find(from, (scenes) => {
      const measured = this.#measuredOf(scenes);
      return moment.when.every((condition) => holds(condition, measured));
    });
    this.#isLost ||= found === null;
    return found ?? this.#theatre.length;
  }

  #byId({ scenes }: Pick<TheatreView, 'scenes'>): Readonly<Record<string, SceneView>> {
    return Object.fromEntries(
      this.lesson.scenes.map(({ id }, index) => [id, scenes[index]]).filter(([, view]) => view !== undefined),
    ) as Record<string, SceneView>;
  }

  #measuredOf(scenes: readonly SceneView[]): Measured {
    return {
      scenes: this.#byId({ scenes }),
      before: this.#before,
      runs: this.#work.runs,
      found: this.#work.foundCounts,
      input: this.#input,
      project: givenNote(this.#given),
      said: this.#said,
      acts: this.#acts,
    };
  }

  #stepView(theatre: TheatreView): StepView {
    const done = this.#done[this.#step];
    return stepViewOf(this.lesson, this.#step, {
      measured: this.#measuredOf(theatre.scenes),
      said: done?.said ?? null,
      saidAt: (index) => this.#done[index]?.said ?? null,
      isDone: !this.#isWaiting,
      table: done?.acted === true ? this.#work.table : null,
      found: done?.acted === true ? this.#work.found : [],
      codeOf: (scene) => this.#codeOf(scene),
      ownOf: (scene) => this.#offered.code ?? this.#ownCode(this.#indexOf(scene)),
      isOffered: this.#offered.code !== undefined,
    });
  }

  /** What a learner may rewrite: a state computation; null where the pipeline has none. */
  #ownCode(scene: number): string | null {
    const spec = this.#specs[scene];
    if (spec?.own !== undefined) return spec.own.computation;
    const module = spec?.topology === undefined ? null : lastComputation(spec.topology);
    return module === null ? null : readable(module.code);
  }

  #codeOf(scene: string): StepView['code'] {
    const index = this.#indexOf(scene);
    const spec = this.#specs[index];
    if (spec === undefined) return null;
    return { title: spec.title, hash: this.#theatre.view().scenes[index]?.codeHash ?? '', text: codeText(spec) };
  }
}
