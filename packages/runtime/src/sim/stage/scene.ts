/**
 * One cluster on a stage: the real cores on simulated devices, stepped by hand, looked at and meddled with. The same spec and
 * the same deeds at the same places make the same scene, whenever and wherever it is played. Mutable.
 */
import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { productLimits } from '../../core/index.ts';
import { Cluster } from '../cluster.ts';
import { hostRules } from '../rules.ts';
import { type Expected, expectedOf } from './expected.ts';
import { staged } from './given.ts';
import { inputsOf, linesOf } from './inputs.ts';
import { moduloPlacement, moduloRules } from './modulo.ts';
import type { Act, FlowName, SceneSpec } from './scene-spec.ts';
import { StageChance } from './stage-chance.ts';
import { StageWatch } from './stage-watch.ts';
import type { Flow } from './topologies.ts';
import { accountFlow, coordinatedFlow, ownFlow, peopleFlow, topologyOf, uncoordinatedFlow } from './topologies.ts';
import { transferFlow } from './transfer.ts';
import { whyUnreadable } from './unreadable.ts';

/** After so long a lost message is sent again, where a link does that. */
const resendMs = 5;
const you = 'you';
const post = 'post';
/** Answers to what is asked for are not waited for: any number will do, as long as no fault has it. */
const firstRequest = 1_000;

const flows: Readonly<Record<Exclude<FlowName, 'given'>, (spec: SceneSpec) => Flow>> = {
  accounts: ({ sources = 1, rate }) => accountFlow(sources, rate),
  coordinated: ({ sources = 1, rate }) => coordinatedFlow(sources, rate),
  uncoordinated: ({ sources = 1, rate }) => uncoordinatedFlow(sources, rate),
  items: ({ rate }) => peopleFlow(true, rate),
  people: ({ rate }) => peopleFlow(false, rate),
  transfer: ({ rate }) => transferFlow(rate),
  own: ({ sources = 1, rate, own }) => ownFlow(accountFlow(sources, rate), own),
};

export function flowOf(spec: SceneSpec): Flow {
  assert(spec.flow !== 'given', 'a compiled pipeline is not made of a flow');
  const flow = flows[spec.flow](spec);
  const [first] = flow.sources;
  assert(first !== undefined, `flow ${spec.flow} has a source`);
  return spec.open === true ? { ...flow, sources: [...flow.sources, { ...first, name: you }] } : flow;
}

const sourceNamesOf = (spec: SceneSpec): readonly string[] =>
  flowOf(spec)
    .sources.map(({ name }) => name)
    .filter((name) => name !== you && name !== post);

function topologyFor(spec: SceneSpec): Topology {
  if (spec.flow !== 'given') return topologyOf(flowOf(spec));
  assert(spec.topology !== undefined, 'a scene of the flow given comes with its topology');
  return staged(spec.topology, spec);
}

/** A hunt plays one spec hundreds of times; what is expected of it is always the same. */
const expectations = new WeakMap<SceneSpec, Expected>();

export class Scene {
  readonly spec: SceneSpec;
  readonly topology: Topology;
  readonly watch: StageWatch;
  readonly cluster: Cluster;
  readonly #said: string[] = [];
  #expected: { readonly said: number; readonly of: Expected | null } | null = null;
  #requests = firstRequest;
  /** Of a scene that plays somebody's own code; the lessons' own has no use for it. */
  readonly #chance: StageChance | null;
  failure: string | null = null;
  /** It would go on, and is not followed any further. */
  isCut = false;
  /** When something worth showing happened last. */
  shownAt = 0;
  /** When the first record was met; null before. */
  metAt: number | null = null;

  constructor(spec: SceneSpec) {
    this.spec = spec;
    this.topology = topologyFor(spec);
    this.watch = new StageWatch(this.topology, spec, (bytes) => this.#post(bytes));
    const isModulo = spec.placement === 'modulo';
    this.cluster = new Cluster({
      topology: this.topology,
      workers: spec.workers,
      seed: spec.seed,
      inputs: spec.flow === 'given' ? new Map() : inputsOf(spec, sourceNamesOf(spec)),
      open: new Set([
        ...(spec.open === true ? [nodeId(you)] : []),
        ...(spec.flow === 'transfer' ? [nodeId(post)] : []),
      ]),
      barrierIntervalMs: spec.barrierMs,
      // Where a record takes time, each is met in its own: a batch would be met at once, and be busy afterwards.
      ...(spec.recordMs === undefined ? {} : { limits: { ...productLimits, recordsPerTurn: 1 } }),
      rules: isModulo ? moduloRules : hostRules,
      ...(isModulo ? { placement: moduloPlacement } : {}),
      watcher: this.watch,
    });
    const isOwn = spec.flow === 'given' || spec.flow === 'own';
    this.#chance = isOwn ? new StageChance(spec.seed, () => this.cluster.agenda.now) : null;
    this.cluster.begin();
  }

  get ended(): boolean {
    return (
      this.failure !== null ||
      this.isCut ||
      this.cluster.finished !== null ||
      (this.nextAt ?? Infinity) > this.spec.horizonMs
    );
  }

  /** Somebody's own code has asked what time it is, or for chance. */
  get hasAskedChance(): boolean {
    return this.#chance?.wasAsked ?? false;
  }

  get nextAt(): number | null {
    return this.cluster.agenda.nextAt;
  }

  cut(): void {
    this.isCut = !this.ended;
  }

  /** The next thing happens; true where it is worth showing. */
  step(): boolean {
    this.watch.happened = [];
    try {
      if (this.#chance === null) this.cluster.step();
      else this.#chance.during(() => this.cluster.step());
    } catch (error) {
      this.failure = failureText(error, this.spec);
      this.watch.happened.push(this.failure);
    }
    const isShown = this.watch.happened.length > 0;
    if (isShown) this.shownAt = this.cluster.agenda.now;
    if (this.watch.met.size > 0) this.metAt ??= this.shownAt;
    return isShown;
  }

  /** False where there was nothing that it could be done to. */
  perform(act: Act): boolean {
    const { cluster } = this;
    switch (act.type) {
      case 'add':
        cluster.tell({ type: 'add-requested', request: this.#requests++ });
        return cluster.coordinator !== null;
      case 'drain':
        cluster.tell({ type: 'drain-requested', request: this.#requests++, worker: act.worker });
        return cluster.coordinator !== null;
      case 'kill': {
        const process = cluster.processes.get(act.worker);
        cluster.kill(process);
        return process !== undefined;
      }
      case 'kill-coordinator':
        cluster.killCoordinator();
        return true;
      case 'drop':
        return this.#drop(act.message);
      case 'duplicate':
        return this.#duplicate(act.message);
      case 'say':
        if (this.spec.open !== true) return false;
        this.#said.push(act.line);
        cluster.append(nodeId(you), linesOf([act.line]));
        return true;
    }
  }

  /** What one thread makes of the same input; of a pipeline that one thread cannot run either, nothing. */
  expected(): Expected | null {
    if (this.#expected?.said === this.#said.length) return this.#expected.of;
    let of: Expected | null = this.#said.length === 0 ? (expectations.get(this.spec) ?? null) : null;
    try {
      of ??= this.#oracle();
      if (this.#said.length === 0) expectations.set(this.spec, of);
    } catch (error) {
      this.failure ??= failureText(error, this.spec);
    }
    this.#expected = { said: this.#said.length, of };
    return of;
  }

  #oracle(): Expected {
    const { topology, spec } = this;
    const sources = spec.flow === 'given' ? [] : sourceNamesOf(spec);
    // One thread has no time of its own, and chance from the same seed.
    const chance = new StageChance(spec.seed, () => 0);
    return chance.during(() => expectedOf({ topology, spec, sources }, you, this.#said));
  }

  /** The state whose objects a lesson shows; null where a pipeline has none. */
  get lastState() {
    const state = this.topology.stages.findLast((stage) => stage.kind === 'keyed');
    return state?.kind === 'keyed' ? state : null;
  }

  /** Records that its sources have, or will have. */
  get given(): number {
    const sources = this.topology.stages.filter(({ kind }) => kind === 'source').length;
    return this.spec.records * (this.spec.flow === 'given' ? sources : 1) + this.#said.length;
  }

  /** Records that have come by now, where they come at a rate, counted from the first one on; all of them where they do not. */
  get come(): number {
    const { rate, sources = 1, records } = this.spec;
    if (rate === null) return this.given;
    const perMs = (rate * sources) / 1_000;
    const since = this.metAt === null ? 0 : this.shownAt - this.metAt;
    return Math.min(records, Math.floor(since * perMs)) + this.#said.length;
  }

  #drop(id: number): boolean {
    const message = this.watch.messages.get(id);
    if (message === undefined || message.fate !== null) return false;
    if (this.spec.delivery === 'at-most-once' && message.content.type === 'records') {
      this.watch.lose(message);
      return true;
    }
    message.fate = 'resent';
    this.watch.resent++;
    return this.cluster.network.sendAgain(id, resendMs);
  }

  #duplicate(id: number): boolean {
    const message = this.watch.messages.get(id);
    if (message === undefined || message.fate !== null) return false;
    // What becomes of the copy is seen at the receiver's end, when it arrives.
    const isMet = this.spec.delivery === 'at-least-once' && message.content.type === 'records';
    message.fate = isMet ? 'doubled' : 'copy discarded';
    return true;
  }

  /** What accounts say to each other comes back as input; it was written once, whatever happened on the way. */
  #post(bytes: Uint8Array): void {
    if (this.spec.flow !== 'transfer') return;
    this.cluster.append(nodeId(post), bytes);
  }
}

function failureText(error: unknown, { own }: SceneSpec): string {
  if (!(error instanceof Error)) return String(error);
  if (!(error instanceof SyntaxError)) return error.message;
  const why = own === undefined ? error.message : whyUnreadable(own.computation, error.message);
  return `the code cannot be read: ${why}`;
}
