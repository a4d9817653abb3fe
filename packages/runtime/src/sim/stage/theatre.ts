/**
 * Scenes that play side by side with one clock, and the history of what was done to them. An event is the next thing worth
 * showing in any scene. Going back is playing again from the seed, so it is exact. What is done in the middle of a history
 * begins another one, which shares its past: histories are a tree. Mutable.
 */
import { assert } from '@potoroo/shared/assert';
import type { Deed, SceneSpec } from './scene-spec.ts';
import { lookAt } from './scene-look.ts';
import { Scene } from './scene.ts';
import type { SceneView } from './scene-view.ts';

export type History = {
  readonly id: number;
  /** The history that it left; null for the one in which nothing is done. */
  readonly parent: number | null;
  /** The event after which it left its parent. */
  readonly forkedAt: number;
  readonly deeds: readonly Deed[];
  /** Events until all of its scenes have ended, or until it is cut. */
  readonly length: number;
  /** It would go on: a stage shows no more events than so many. */
  readonly isCut: boolean;
};
/** What makes a history again, with the others in the order in which they were made: the parent is one of those before. */
export type Fork = { readonly parent: number; readonly deeds: readonly Deed[] };
export type TheatreView = {
  readonly scenes: readonly SceneView[];
  readonly event: number;
  readonly now: number;
  /** Nothing more happens. */
  readonly ended: boolean;
  readonly history: number;
  readonly histories: readonly History[];
  /** The scene in which the last event happened. */
  readonly scene: number | null;
};

/** A stage that goes on for ever is a mistake in a lesson; one of somebody's own may just have much to show. */
export const eventsMax = 60_000;

/** `eventsMost`: it is cut there; `pulse`: told now and then that it goes on, so that whoever waits knows. */
export type Playing = { readonly eventsMost?: number; readonly pulse?: () => void };
const eventsBetweenPulses = 64;

export class Theatre {
  readonly #specs: readonly SceneSpec[];
  readonly #playing: Playing;
  readonly #histories: History[] = [];
  #history: History;
  #run: Run;

  constructor(specs: readonly SceneSpec[], playing: Playing = {}) {
    this.#specs = specs;
    this.#playing = playing;
    this.#history = this.#kept(null, this.#played([]));
    this.#run = this.#runOf([]);
  }

  get event(): number {
    return this.#run.event;
  }

  get length(): number {
    return this.#history.length;
  }

  get history(): number {
    return this.#history.id;
  }

  get histories(): readonly History[] {
    return this.#histories;
  }

  /** Goes to an event of the history that is played, exactly. */
  seek(event: number): void {
    const target = Math.max(0, Math.min(event, this.#history.length));
    if (target < this.#run.event) this.#run = this.#runOf(this.#history.deeds);
    this.#run.to(target);
  }

  /** Goes on to the last event that is not after a time, or back. */
  seekTime(ms: number): void {
    if (ms < this.#run.now) this.#run = this.#runOf(this.#history.deeds);
    this.#run.toTime(ms, this.#history.length);
  }

  seekEnd(): void {
    this.seek(this.#history.length);
  }

  /** The first event from one on at which something holds; null where it never does. */
  find(from: number, holds: (scenes: readonly SceneView[]) => boolean): number | null {
    const trial = this.#runOf(this.#history.deeds);
    trial.to(from);
    const views = trial.scenes.map(lookAt);
    while (!holds(views)) {
      if (trial.event >= this.#history.length) return null;
      trial.to(trial.event + 1);
      // Only there has anything happened, unless something was done to others as well.
      for (const [index, scene] of trial.scenes.entries())
        if (index === trial.scene || trial.hasJustDone) views[index] = lookAt(scene);
    }
    return trial.event;
  }

  /** When an event of this history happens. */
  timeOf(event: number): number {
    const trial = this.#runOf(this.#history.deeds);
    trial.to(event);
    return trial.now;
  }

  /** The last event that is not after a time. */
  eventAt(ms: number): number {
    const trial = this.#runOf(this.#history.deeds);
    trial.toTime(ms, this.#history.length);
    return trial.event;
  }

  choose(history: number): void {
    const chosen = this.#histories[history];
    assert(chosen !== undefined, `there is no history ${history}`);
    const { event } = this.#run;
    this.#choose(chosen);
    this.seek(event);
  }

  /**
   * Does something here and now, in one scene or in several. A history in which something comes later is left, and keeps what it has; so does one in which
   * there was nothing that it could be done to.
   */
  perform(acts: readonly Pick<Deed, 'scene' | 'act'>[]): void {
    const { event } = this.#run;
    const before = this.#history.deeds.filter(({ after }) => after <= event);
    const deeds = acts.map(({ scene, act }): Deed => ({ after: event, scene, act }));
    const played = this.#played([...before, ...deeds]);
    if (played.done.length <= before.length) return;
    this.#choose(this.#kept(this.#history.id, played));
    this.#run.to(event);
  }

  /** Takes a history that was found elsewhere into the tree; what is played stays. Which it is there: one in which nothing could be done is the first. */
  adopt(deeds: readonly Deed[], parent = 0): number {
    return this.#kept(parent, this.#played(deeds)).id;
  }

  /** A tree that was made elsewhere grows into this one, and one of its histories is played. */
  adoptTree(forks: readonly Fork[], shown: number): void {
    const own = [0];
    for (const { parent, deeds } of forks) own.push(this.adopt(deeds, own[parent] ?? 0));
    this.choose(own[shown] ?? 0);
  }

  view(): TheatreView {
    return {
      scenes: this.#run.scenes.map(lookAt),
      event: this.#run.event,
      now: this.#run.now,
      ended: this.#run.event >= this.#history.length,
      history: this.#history.id,
      histories: this.#histories,
      scene: this.#run.scene,
    };
  }

  #runOf(deeds: readonly Deed[]): Run {
    return new Run(this.#specs, deeds, this.#playing);
  }

  #choose(history: History): void {
    this.#history = history;
    this.#run = this.#runOf(history.deeds);
  }

  /** The same deeds at the same places are no history more, and what could not be done is no deed. */
  #kept(parent: number | null, { event: length, isCut, done: deeds }: Run): History {
    const same = this.#histories.find((each) => JSON.stringify(each.deeds) === JSON.stringify(deeds));
    if (same !== undefined) return same;
    const forkedAt = partedAt(this.#histories[parent ?? 0]?.deeds ?? [], deeds);
    const history: History = { id: this.#histories.length, parent, forkedAt, deeds, length, isCut };
    this.#histories.push(history);
    return history;
  }

  /** To its end, once, to know how long it is. */
  #played(deeds: readonly Deed[]): Run {
    const trial = this.#runOf(deeds);
    trial.toEnd();
    return trial;
  }
}

/** The event up to which two histories are the same: at the first deed that only one of them has. */
function partedAt(one: readonly Deed[], other: readonly Deed[]): number {
  let common = 0;
  while (common < one.length && JSON.stringify(one[common]) === JSON.stringify(other[common])) common++;
  const parting = [one[common], other[common]].flatMap((deed) => (deed === undefined ? [] : [deed.after]));
  return parting.length === 0 ? 0 : Math.min(...parting);
}

/** How scenes look at their ends, after certain deeds: a whole run that nobody looks at. */
export function endOf(specs: readonly SceneSpec[], deeds: readonly Deed[]): readonly SceneView[] {
  const run = new Run(specs, deeds);
  run.toEnd();
  return run.scenes.map(lookAt);
}

/** One playing of a history, from its start as far as it has come. */
export class Run {
  readonly scenes: readonly Scene[];
  readonly #deeds: readonly Deed[];
  readonly #eventsMost: number;
  readonly #pulse: () => void;
  #tried = 0;
  /** What was done of what shall be: there was something to do it to. */
  readonly done: Deed[] = [];
  event = 0;
  scene: number | null = null;
  /** Something was done by a person after the last event. */
  hasJustDone = false;

  constructor(
    specs: readonly SceneSpec[],
    deeds: readonly Deed[],
    { eventsMost = eventsMax, pulse = () => {} }: Playing = {},
  ) {
    this.scenes = specs.map((spec) => new Scene(spec));
    this.#deeds = deeds;
    this.#eventsMost = eventsMost;
    this.#pulse = pulse;
    this.#perform();
  }

  /** All of its scenes have. */
  get ended(): boolean {
    return this.scenes.every((scene) => scene.ended);
  }

  get isCut(): boolean {
    return this.scenes.some((scene) => scene.isCut);
  }

  /** When the last event happened. */
  get now(): number {
    return Math.max(...this.scenes.map(({ shownAt }) => shownAt));
  }

  to(event: number): void {
    while (this.event < event && this.#advance()) continue;
  }

  toEnd(): void {
    this.to(this.#eventsMost);
  }

  toTime(ms: number, length: number): void {
    while (this.event < length && this.#advance(ms)) continue;
  }

  /** The scene in which something happens first. */
  #next(): Scene | null {
    let first: Scene | null = null;
    for (const scene of this.scenes)
      if (!scene.ended && (first === null || (scene.nextAt ?? Infinity) < (first.nextAt ?? Infinity))) first = scene;
    return first;
  }

  /** To the next event; false at the end, and where it comes later. */
  #advance(untilMs = Infinity): boolean {
    for (let scene = this.#next(); scene !== null && (scene.nextAt ?? 0) <= untilMs; scene = this.#next()) {
      if (!scene.step()) continue;
      this.event++;
      if (this.event % eventsBetweenPulses === 0) this.#pulse();
      this.scene = this.scenes.indexOf(scene);
      this.#perform();
      if (this.event >= this.#eventsMost) for (const each of this.scenes) each.cut();
      return true;
    }
    return false;
  }

  #perform(): void {
    const before = this.done.length;
    for (let deed = this.#due(); deed !== undefined; deed = this.#due()) {
      this.#tried++;
      if (this.scenes[deed.scene]?.perform(deed.act) === true) this.done.push(deed);
    }
    this.hasJustDone = this.done.length > before;
  }

  #due(): Deed | undefined {
    const deed = this.#deeds[this.#tried];
    return deed !== undefined && deed.after <= this.event ? deed : undefined;
  }
}
