/**
 * Looks for the smallest schedule of faults that breaks a guarantee of a scene: every single fault first, then pairs, whose
 * second is chosen in the run that already suffered the first. A lost or doubled message is tried once for each message, a
 * crash at every event; where that is more than the bound, each kind of fault has its share, spread evenly over the run. It
 * goes on a slice at a time from its first run on, so that whoever waits can be told how far it is, and can stop it. Mutable.
 */
import { assert } from '@potoroo/shared/assert';
import type { Deed, Delivery, SceneSpec } from './scene-spec.ts';
import type { SceneView } from './scene-view.ts';
import { lookAt } from './scene-look.ts';
import type { Scene } from './scene.ts';
import { Run } from './theatre.ts';

export const faultKinds = ['lose', 'double', 'kill', 'kill-coordinator', 'add', 'leave'] as const;
export type FaultKind = (typeof faultKinds)[number];

export type HuntOptions = {
  readonly spec: SceneSpec;
  readonly guarantee: Delivery;
  readonly faults: readonly FaultKind[];
  readonly singlesMax: number;
  readonly pairsMax: number;
};

export type HuntState = {
  /** `preparing`: runs without a fault, to know what can be judged and which faults there are. */
  readonly phase: 'preparing' | 'singles' | 'pairs' | 'over';
  readonly prepared: number;
  readonly preparations: number;
  readonly singles: number;
  readonly singlesPlanned: number;
  /** Single faults that there are; more than were planned where the bound is reached. */
  readonly singlesPossible: number;
  readonly pairs: number;
  readonly pairsPlanned: number;
  /** What was found, the smallest: no deed at all where the scene breaks by itself. */
  readonly found: { readonly deeds: readonly Deed[]; readonly why: string } | null;
  /** Its runs have more events than a stage follows, so none of them can be judged. */
  readonly isCut: boolean;
  /** What is compared with one thread besides the records that sources feed to states; null until that is known. */
  readonly judged: Judged | null;
};
/** Behind a state, and outside, numbers may depend on the order in which sources meet; then they are not judged. */
export type Judged = { readonly states: boolean; readonly later: boolean; readonly outputs: boolean };

/** Work that is done a slice at a time. */
type Slices<Made> = Generator<undefined, Made, undefined>;

/** Runs with the same input, each with latencies of its own. */
const calmRuns = 3;

export class Hunt {
  readonly #options: HuntOptions;
  readonly #work: Slices<void>;
  #judged: Judged | null = null;
  #phase: HuntState['phase'] = 'preparing';
  #prepared = 0;
  #possible = 0;
  #singlesPlanned = 0;
  #single = 0;
  #pairsPlanned = 0;
  #pair = 0;
  #found: HuntState['found'] = null;
  #isCut = false;

  constructor(options: HuntOptions) {
    this.#options = options;
    this.#work = this.#search();
  }

  /** So many slices more, each a few hundred events of a run at most; false once it is over. */
  advance(slices: number): boolean {
    for (let slice = 0; slice < slices && this.#phase !== 'over'; slice++)
      if (this.#work.next().done === true) this.#phase = 'over';
    return this.#phase !== 'over';
  }

  get state(): HuntState {
    return {
      phase: this.#phase,
      prepared: this.#prepared,
      preparations: calmRuns + 1,
      singles: this.#single,
      singlesPlanned: this.#singlesPlanned,
      singlesPossible: this.#possible,
      pairs: this.#pair,
      pairsPlanned: this.#pairsPlanned,
      found: this.#found,
      isCut: this.#isCut,
      judged: this.#judged,
    };
  }

  *#search(): Slices<void> {
    const { spec, faults, singlesMax, pairsMax } = this.#options;
    const calm = yield* this.#calmEnd();
    this.#isCut = calm.isCut;
    if (calm.isCut || this.#isBroken(calm, [])) return;
    const possible = yield* faultsIn(spec, [], faults);
    this.#prepared++;
    const singles = spreadOut(possible, singlesMax);
    const side = Math.floor(Math.sqrt(pairsMax));
    const firsts = spreadOut(possible, side);
    this.#possible = possible.length;
    this.#singlesPlanned = singles.length;
    this.#pairsPlanned = firsts.length * side;
    this.#phase = 'singles';
    for (const fault of singles) {
      this.#single++;
      if (this.#isBroken(yield* endAfter(spec, [fault]), [fault])) return;
    }
    this.#phase = 'pairs';
    for (const first of firsts) {
      for (const second of spreadOut(yield* faultsIn(spec, [first], faults), side)) {
        this.#pair++;
        const deeds = [first, second];
        if (this.#isBroken(yield* endAfter(spec, deeds), deeds)) return;
      }
    }
  }

  /** How it ends without a fault; of all calm runs it is known what is the same in each. */
  *#calmEnd(): Slices<SceneView> {
    const { spec } = this.#options;
    const calm = yield* endAfter(spec, []);
    const ends = [calm];
    this.#prepared++;
    while (ends.length < calmRuns && !calm.isCut) {
      ends.push(yield* endAfter({ ...spec, seed: spec.seed + ends.length }, []));
      this.#prepared++;
    }
    this.#judged = judgedOf(ends.map(({ counts }) => counts));
    return calm;
  }

  /** Then nothing more is looked for. A run that is not followed to its end cannot be judged. */
  #isBroken(end: SceneView, deeds: readonly Deed[]): boolean {
    const why = end.isCut || this.#judged === null ? null : brokenBy(end, this.#options.guarantee, this.#judged);
    if (why !== null) this.#found = { deeds, why };
    return why !== null;
  }
}

/** Events of a slice. */
const sliceEvents = 200;

/** How a scene that plays alone looks at its end. */
export function* endAfter(spec: SceneSpec, deeds: readonly Deed[]): Slices<SceneView> {
  const run = new Run([spec], deeds);
  while (!run.ended) {
    run.to(run.event + sliceEvents);
    yield;
  }
  return lookAt(onlySceneOf(run));
}

function onlySceneOf({ scenes: [scene] }: Run): Scene {
  assert(scene !== undefined, 'a hunt is through the runs of one scene');
  return scene;
}

/** Every fault that could come next, in the order of the events of a run that has suffered some already. */
function* faultsIn(spec: SceneSpec, deeds: readonly Deed[], kinds: readonly FaultKind[]): Slices<readonly Deed[]> {
  const run = new Run([spec], deeds);
  const scene = onlySceneOf(run);
  run.to(deeds.at(-1)?.after ?? 0);
  const wants = (kind: FaultKind): boolean => kinds.includes(kind);
  const found: Deed[] = [];
  const known = new Set<number>();
  while (!scene.ended) {
    const after = run.event;
    if (after % sliceEvents === 0) yield;
    const add = (act: Deed['act']): void => void found.push({ after, scene: 0, act });
    for (const { id, what, fate } of scene.watch.messages.values()) {
      if (what !== 'records' || known.has(id)) continue;
      known.add(id);
      if (fate !== null) continue;
      if (wants('lose')) add({ type: 'drop', message: id });
      if (wants('double')) add({ type: 'duplicate', message: id });
    }
    const members = scene.cluster.coordinator?.state.members ?? [];
    if (wants('kill')) for (const worker of members) add({ type: 'kill', worker });
    if (wants('kill-coordinator')) add({ type: 'kill-coordinator' });
    if (wants('add') && members.length < workersMost) add({ type: 'add' });
    if (wants('leave') && members.length > 1) for (const worker of members) add({ type: 'drain', worker });
    run.to(after + 1);
    if (run.event === after) break;
  }
  return found;
}

const workersMost = 6;

/** Of each kind its share, evenly over the run: where messages are few and events are many, no message is left out for them. */
function spreadOut(deeds: readonly Deed[], most: number): readonly Deed[] {
  if (deeds.length <= most) return deeds;
  const kinds = [...new Set(deeds.map(({ act }) => act.type))]
    .map((type) => deeds.filter(({ act }) => act.type === type))
    .toSorted((a, b) => a.length - b.length);
  const chosen = new Set<Deed>();
  for (const [index, kind] of kinds.entries()) {
    const share = Math.ceil((most - chosen.size) / (kinds.length - index));
    for (const deed of evenly(kind, share)) chosen.add(deed);
  }
  return deeds.filter((deed) => chosen.has(deed));
}

const evenly = (deeds: readonly Deed[], most: number): readonly Deed[] =>
  deeds.length <= most
    ? deeds
    : deeds.filter(
        (_, index) => Math.floor((index * most) / deeds.length) !== Math.floor(((index - 1) * most) / deeds.length),
      );

/** What is the same, whichever way the run goes: seen in runs without a fault. */
function judgedOf(ends: readonly SceneView['counts'][]): Judged {
  const all = (...names: readonly string[]): boolean =>
    ends.every((counts) => names.every((name) => counts[name] === 0));
  return {
    states: ends.some((counts) => (counts['expected'] ?? 0) > 0),
    later: all('laterMissing', 'laterExtra'),
    outputs: ends.every((counts) => counts['outputs'] === counts['outputsExpected']),
  };
}

/** How the end of a run breaks a guarantee, for a person; null where it holds. */
export function brokenBy(end: SceneView | undefined, guarantee: Delivery, judged: Judged): string | null {
  if (end === undefined) return 'there is no end to look at';
  if (end.failure !== null) return failureText(end.failure);
  const { counts } = end;
  const of = (name: string): number => counts[name] ?? 0;
  const mayLose = guarantee === 'at-most-once';
  const mayDouble = guarantee === 'at-least-once';
  if (!mayLose && of('finished') === 0) return 'the run came to no end';
  const extra = of('extra') + (judged.later ? of('laterExtra') : 0);
  const missing = of('missing') + (judged.later ? of('laterMissing') : 0);
  if (!mayDouble && extra > 0) return `${times(extra, 'effect')} too many: a state object has met a record twice`;
  if (!mayDouble && of('outputsTwice') > 0) return `${times(of('outputsTwice'), 'output')} left twice`;
  if (!mayLose && missing > 0) return `${times(missing, 'effect')} missing: a record has met no state object`;
  if (!mayLose && judged.outputs && extra === 0 && of('outputsMissing') > 0)
    return `${times(of('outputsMissing'), 'output')} missing`;
  return null;
}

const times = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;

/** What a device outside says where it is written what it has already, and otherwise. */
const failureText = (failure: string): string =>
  failure.startsWith('I1: other bytes')
    ? 'an output had left, was taken back by a recovery, and another one came in its place'
    : failure;
