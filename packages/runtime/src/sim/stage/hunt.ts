/**
 * Looks for the smallest schedule of faults that breaks a guarantee of a scene: every single fault first, then pairs, whose
 * second is chosen in the run that already suffered the first. A lost or doubled message is tried once for each message, a
 * crash at every event; where that is more than the bound, each kind of fault has its share, spread evenly over the run. It goes on a few runs at a
 * time, so that whoever waits can be told how far it is. Mutable.
 */
import type { Deed, Delivery, SceneSpec } from './scene-spec.ts';
import type { SceneView } from './scene-view.ts';
import { endOf, Run } from './theatre.ts';

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
  readonly phase: 'singles' | 'pairs' | 'over';
  readonly singles: number;
  readonly singlesPlanned: number;
  /** Single faults that there are; more than were planned where the bound is reached. */
  readonly singlesPossible: number;
  readonly pairs: number;
  readonly pairsPlanned: number;
  /** What was found, the smallest: no deed at all where the scene breaks by itself. */
  readonly found: { readonly deeds: readonly Deed[]; readonly why: string } | null;
  /** What is compared with one thread besides the records that sources feed to states. */
  readonly judged: Judged;
};
/** Behind a state, and outside, numbers may depend on the order in which sources meet; then they are not judged. */
export type Judged = { readonly states: boolean; readonly later: boolean; readonly outputs: boolean };

export class Hunt {
  readonly #options: HuntOptions;
  readonly #judged: Judged;
  readonly #possible: readonly Deed[];
  readonly #singles: readonly Deed[];
  readonly #pairs: Iterator<readonly [Deed, Deed]>;
  readonly #pairsPlanned: number;
  #phase: HuntState['phase'] = 'singles';
  #single = 0;
  #pair = 0;
  #found: HuntState['found'] = null;

  constructor(options: HuntOptions) {
    this.#options = options;
    const { spec, guarantee, faults, singlesMax, pairsMax } = options;
    this.#judged = judgedOf(spec);
    this.#possible = faultsIn(spec, [], faults);
    this.#singles = spreadOut(this.#possible, singlesMax);
    const side = Math.floor(Math.sqrt(pairsMax));
    this.#pairs = pairsOf(options, spreadOut(this.#possible, side), side);
    this.#pairsPlanned = this.#possible.length === 0 ? 0 : Math.min(this.#possible.length, side) * side;
    const why = brokenBy(endOf([spec], [])[0], guarantee, this.#judged);
    if (why !== null) this.#end({ deeds: [], why });
  }

  /** So many runs more; false once it is over. */
  advance(runs: number): boolean {
    for (let run = 0; run < runs && this.#phase !== 'over'; run++) this.#step();
    return this.#phase !== 'over';
  }

  get state(): HuntState {
    return {
      phase: this.#phase,
      singles: this.#single,
      singlesPlanned: this.#singles.length,
      singlesPossible: this.#possible.length,
      pairs: this.#pair,
      pairsPlanned: this.#pairsPlanned,
      found: this.#found,
      judged: this.#judged,
    };
  }

  #step(): void {
    if (this.#phase === 'singles') {
      const fault = this.#singles[this.#single];
      if (fault === undefined) {
        this.#phase = 'pairs';
        return;
      }
      this.#single++;
      this.#try([fault]);
      return;
    }
    const next = this.#pairs.next();
    if (next.done === true) {
      this.#end(null);
      return;
    }
    this.#pair++;
    this.#try(next.value);
  }

  #try(deeds: readonly Deed[]): void {
    const { spec, guarantee } = this.#options;
    const why = brokenBy(endOf([spec], deeds)[0], guarantee, this.#judged);
    if (why !== null) this.#end({ deeds, why });
  }

  #end(found: HuntState['found']): void {
    this.#found = found;
    this.#phase = 'over';
  }
}

function* pairsOf(
  { spec, faults }: HuntOptions,
  firsts: readonly Deed[],
  seconds: number,
): Iterator<readonly [Deed, Deed]> {
  for (const first of firsts)
    for (const second of spreadOut(faultsIn(spec, [first], faults), seconds)) yield [first, second];
}

/** Every fault that could come next, in the order of the events of a run that has suffered some already. */
function faultsIn(spec: SceneSpec, deeds: readonly Deed[], kinds: readonly FaultKind[]): readonly Deed[] {
  const run = new Run([spec], deeds);
  const [scene] = run.scenes;
  if (scene === undefined) return [];
  run.to(deeds.at(-1)?.after ?? 0);
  const wants = (kind: FaultKind): boolean => kinds.includes(kind);
  const found: Deed[] = [];
  const known = new Set<number>();
  while (!scene.ended) {
    const after = run.event;
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

/** What is the same, whichever way the run goes: seen in three runs without a fault, each with latencies of its own. */
function judgedOf(spec: SceneSpec): Judged {
  const ends = [0, 1, 2].map((more) => endOf([{ ...spec, seed: spec.seed + more }], [])[0]?.counts ?? {});
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
