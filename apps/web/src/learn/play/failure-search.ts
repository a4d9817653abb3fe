/**
 * Looks for the smallest set of lost and doubled messages after which a scene has counted wrong: single ones first, then
 * pairs of each two kinds, whose second is chosen in the run that already suffered the first. What is tried is bounded, and spread evenly. The
 * scene is played alone, since scenes do not know of each other; what is found is told by the events of the whole stage. It goes
 * on a slice at a time. Mutable.
 */
import type { Deed, SceneSpec, SceneView } from '@potoroo/runtime/sim/stage';
import { endAfter, Run } from '@potoroo/runtime/sim/stage';
import { assert } from '@potoroo/shared/assert';

export type Found = {
  readonly scene: string;
  readonly title: string;
  /** The smallest schedule that breaks it; empty where none was found. */
  readonly deeds: readonly Deed[];
  readonly singles: number;
  readonly pairs: number;
};
type Search = { readonly specs: readonly SceneSpec[]; readonly scene: number; readonly moments: number };

/** Of the first faults of pairs; each has one second. */
const pairsMax = 6;
/** Runs that a search makes at most: both faults at each moment, and the pairs. */
export const triesMax = (moments: number): number => 2 * moments + pairsMax;

export class FailureSearch {
  readonly #search: Search;
  readonly #spec: SceneSpec;
  readonly #tried: (readonly Deed[])[] = [];

  constructor(search: Search) {
    const spec = search.specs[search.scene];
    assert(spec !== undefined, `there is no scene ${search.scene} to search`);
    this.#search = search;
    this.#spec = spec;
  }

  /** The schedules of the scene alone, one a run, in their order. */
  get tried(): readonly (readonly Deed[])[] {
    return this.#tried;
  }

  *slices(): Generator<undefined, Pick<Found, 'deeds' | 'singles' | 'pairs'>, undefined> {
    const { specs, scene, moments } = this.#search;
    const deeds = yield* this.#smallest(moments);
    const singles = this.#tried.filter(({ length }) => length === 1).length;
    return { deeds: onWholeStage(specs, scene, deeds), singles, pairs: this.#tried.length - singles };
  }

  *#smallest(moments: number): Generator<undefined, readonly Deed[], undefined> {
    const firsts = yield* faultsOf(this.#spec, moments, []);
    for (const fault of firsts) if (yield* this.#isBrokenBy([fault])) return [fault];
    for (const [pair, first] of spread(firsts, pairsMax).entries()) {
      const seconds = yield* faultsOf(this.#spec, 1, [first]);
      const second = seconds[(pair >> 1) % 2];
      if (second !== undefined && (yield* this.#isBrokenBy([first, second]))) return [first, second];
    }
    return [];
  }

  *#isBrokenBy(deeds: readonly Deed[]): Generator<undefined, boolean, undefined> {
    this.#tried.push(deeds);
    return isWrong(yield* endAfter(this.#spec, deeds));
  }
}

const isWrong = ({ failure, counts }: SceneView): boolean =>
  failure !== null || counts['counted'] !== counts['given'] || counts['wrong'] !== 0;

/** Both faults, at moments of a run at which a message with records is on its way that nothing has happened to. */
function* faultsOf(
  spec: SceneSpec,
  moments: number,
  deeds: readonly Deed[],
): Generator<undefined, readonly Deed[], undefined> {
  const flying = yield* flyingIn(spec, deeds);
  const from = deeds.at(-1)?.after ?? 0;
  const faults: Deed[] = [];
  for (let moment = 1; moment <= moments; moment++) {
    const start = from + Math.floor(((flying.length - 1 - from) * moment) / (moments + 1));
    for (const event of around(start, { from, to: flying.length - 1 })) {
      const message = flying[event];
      if (message === undefined || message === null) continue;
      for (const type of ['drop', 'duplicate'] as const)
        faults.push({ after: event, scene: 0, act: { type, message } });
      break;
    }
  }
  return faults;
}

const sliceEvents = 200;

/** Event -> the first message with records that is on its way then; null where there is none. */
function* flyingIn(
  spec: SceneSpec,
  deeds: readonly Deed[],
): Generator<undefined, readonly (number | null)[], undefined> {
  const run = new Run([spec], deeds);
  const found: (number | null)[] = [];
  while (found.length <= run.event) {
    const messages = run.scenes[0]?.watch.messages.values() ?? [];
    found.push(Array.from(messages).find(({ what, fate }) => what === 'records' && fate === null)?.id ?? null);
    run.to(run.event + 1);
    if (run.event % sliceEvents === 0) yield;
  }
  return found;
}

/** The same faults after the events of a stage on which other scenes play, too. */
function onWholeStage(specs: readonly SceneSpec[], scene: number, deeds: readonly Deed[]): readonly Deed[] {
  const placed: Deed[] = [];
  for (const { after, act } of deeds) {
    const run = new Run(specs, placed);
    for (let own = 0; own < after && !run.ended; own += run.scene === scene ? 1 : 0) run.to(run.event + 1);
    placed.push({ after: run.event, scene, act });
  }
  return placed;
}

const looks = 200;

/** The events after a moment, and where the run has little left, those before it: the records of a run may all be early. */
function* around(start: number, { from, to }: { readonly from: number; readonly to: number }): Generator<number> {
  for (let event = start; event < Math.min(to, start + looks); event++) yield event;
  for (let event = start - 1; event > Math.max(from, start - looks); event--) yield event;
}

/** A drop and a double stand there for each moment: of so many moments one or the other in turn, or all where they are few. */
function spread(faults: readonly Deed[], most: number): readonly Deed[] {
  if (faults.length <= most) return faults;
  const every = Math.ceil(faults.length / 2 / most);
  const chosen = (moment: number, kind: number): boolean => moment % every === 0 && kind === (moment / every) % 2;
  return faults.filter((_, index) => chosen(index >> 1, index % 2));
}

/** What was found, for a person. */
export function foundText({ deeds, singles, pairs }: Found): string {
  if (deeds.length === 0)
    return `None: ${singles} single faults and ${pairs} pairs were tried, and every count was right.`;
  const words = deeds.map(
    ({ after, act }) => `after event ${after} a message is ${act.type === 'drop' ? 'lost' : 'doubled'}`,
  );
  return `Broken by ${deeds.length} fault${deeds.length === 1 ? '' : 's'}: ${words.join(', and ')}. It is in the tree of histories, to be replayed step by step.`;
}
