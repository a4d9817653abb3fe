/**
 * The stage of a lesson: its theatre, and the place to which the lesson itself has brought it. A learner may look anywhere and do
 * anything meanwhile; what the lesson does goes on from its place. It knows moments and deeds, and no steps. Mutable.
 */
import type { Act, Playing, SceneSpec, SceneView, TheatreView } from '@potoroo/runtime/sim/stage';
import { Theatre } from '@potoroo/runtime/sim/stage';
import { actOn } from './lesson-acts.ts';
import type { Moment, StepOf } from './lesson-schema.ts';
import type { Arrival, Place } from './lesson-start.ts';
import { holds, type Measured } from './measures.ts';
import type { PlayView } from './play-view.ts';

/** What is measured beside the scenes: what the learner has typed and said, and what whole runs have brought. */
export type Beside = Omit<Measured, 'scenes' | 'before' | 'acts'>;
/** Before a step was entered, for whoever comes back to it. */
export type Stand = Pick<LessonStage, 'place' | 'before' | 'acts'>;
type Setting = {
  /** How the lesson names the scenes, in their order. */
  readonly ids: readonly string[];
  readonly specs: readonly SceneSpec[];
  readonly playing: Playing;
  readonly beside: () => Beside;
};

export class LessonStage {
  readonly #ids: readonly string[];
  readonly #beside: () => Beside;
  readonly #theatre: Theatre;
  /** Where the lesson itself has brought the stage: its steps go on from there, wherever the learner has looked meanwhile. */
  place: Place = { history: 0, event: 0 };
  /** Where it is to play to, of itself; null where it stands. */
  playTo: PlayView['playTo'] = null;
  /** The scenes as they were at the last act of the lesson. */
  before: Readonly<Record<string, SceneView>> = {};
  /** Where the lesson itself has done something to the stage. */
  acts: readonly Place[] = [];
  /** A moment that the lesson waits for does not come: it was written for another seed. */
  isLost = false;

  constructor({ ids, specs, playing, beside }: Setting) {
    this.#ids = ids;
    this.#beside = beside;
    this.#theatre = new Theatre(specs, playing);
  }

  view(): TheatreView {
    return this.#theatre.view();
  }

  measured(scenes: readonly SceneView[] = this.view().scenes): Measured {
    return { ...this.#beside(), scenes: this.#byId(scenes), before: this.before, acts: this.acts };
  }

  indexOf(scene: string): number {
    const index = this.#ids.indexOf(scene);
    if (index < 0) throw new Error(`there is no scene ${scene}`);
    return index;
  }

  seek(event: number): void {
    this.playTo = null;
    this.#theatre.seek(event);
  }

  /** The clock runs: to this time, and not beyond what the lesson waits for. */
  seekTime(ms: number): void {
    const { event } = this.#theatre;
    this.#theatre.seekTime(ms);
    if (this.playTo !== null && this.#theatre.event >= this.playTo.event) {
      this.#theatre.seek(Math.max(event, this.playTo.event));
      this.playTo = null;
    }
  }

  choose(history: number): void {
    this.playTo = null;
    this.#theatre.choose(history);
  }

  /** Something done beside the lesson's own buttons: what the lesson compares with is what it has done itself. */
  meddle(scene: number, act: Act): void {
    this.playTo = null;
    this.#theatre.perform([{ scene, act }]);
  }

  /** What a search has found is in the tree of histories. */
  adopt(deeds: Parameters<Theatre['adopt']>[0]): void {
    this.#theatre.adopt(deeds);
  }

  /** At the moment that a link leads to. */
  arrive({ forks, history = 0, at }: Arrival): void {
    if (forks !== undefined) this.#theatre.adoptTree(forks, history);
    if (at !== undefined) this.seek(at);
  }

  /** Stands as it stood when a step was entered. */
  standAs({ place, before, acts }: Stand): void {
    this.place = place;
    this.before = before;
    this.acts = acts;
    this.isLost = false;
  }

  goToPlace(): void {
    this.playTo = null;
    const { history, event } = this.place;
    if (this.#theatre.history !== history) this.#theatre.choose(history);
    if (this.#theatre.event !== event) this.#theatre.seek(event);
  }

  /** Goes on from its place to where a step begins. */
  enter(at: Moment | undefined): void {
    this.goToPlace();
    if (at !== undefined) this.#goTo(at);
    this.place = this.#here;
  }

  /** A stage that still plays goes where it was going. */
  finish(): void {
    if (this.playTo !== null) this.seek(this.playTo.event);
  }

  perform({ deeds, until }: StepOf<'act'>, input: string): void {
    if (deeds.length > 0) {
      this.#remember();
      this.acts = [...this.acts, this.#here];
    }
    const { scenes } = this.view();
    const acts = deeds.flatMap(({ scene, act }) => {
      const chosen = scene === 'all' ? this.#ids.map((_, index) => index) : [this.indexOf(scene)];
      return chosen.map((index) => ({ scene: index, act: actOn(scenes[index], act, input) }));
    });
    if (acts.length > 0) this.#theatre.perform(acts);
    this.playUntil(until);
  }

  playUntil(until: Moment | undefined): void {
    this.playTo = until === undefined ? null : this.#placeOf(until);
    this.place = { history: this.#theatre.history, event: this.playTo?.event ?? this.#theatre.event };
  }

  get #here(): Place {
    return { history: this.#theatre.history, event: this.#theatre.event };
  }

  #remember(): void {
    this.before = this.#byId(this.view().scenes);
  }

  #goTo(moment: Moment): void {
    if ('beforeAct' in moment) {
      const last = this.acts.at(-1);
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
      const measured = this.measured(scenes);
      return moment.when.every((condition) => holds(condition, measured));
    });
    this.isLost ||= found === null;
    return found ?? this.#theatre.length;
  }

  #byId(scenes: readonly SceneView[]): Readonly<Record<string, SceneView>> {
    return Object.fromEntries(
      scenes.flatMap((scene, index) => {
        const id = this.#ids[index];
        return id === undefined ? [] : [[id, scene]];
      }),
    );
  }
}
