/**
 * A whole cluster in one thread from one seed: the real worker cores and the real coordinator machine on simulated links,
 * disks, sources and sinks. Latencies, chunk sizes, the order of simultaneous events and faults are drawn from the seed,
 * each concern from a stream of its own.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import { decodesBySnippet, type SourceStage } from '@potoroo/shared/topology';
import { plainText } from '../api/index.ts';
import type { CoordinatorPlan, Durable, Worker } from '../core/index.ts';
import { concatenated } from '../core/exchange/channel-mesh.ts';
import { firstPlacement, freshStart, productLimits } from '../core/index.ts';
import { programBuilder } from '../operators/index.ts';
import { Agenda } from './agenda.ts';
import { checkRelease } from './checks.ts';
import { CreditCheck } from './credit-check.ts';
import type { ClusterOptions, ClusterResult, Mark } from './cluster-options.ts';
import { planFor, standingOf } from './cluster-options.ts';
import type { End, Site } from './coordinator-host.ts';
import { CoordinatorHost } from './coordinator-host.ts';
import type { Manifest } from './disk.ts';
import { acceptedIn, Disk, objectsAt, objectsIn } from './disk.ts';
import { FaultPlayer, heartbeatMs } from './fault-player.ts';
import type { Fault } from './faults.ts';
import { Network } from './network.ts';
import { ProcessStarts } from './process-starts.ts';
import { ProgressCheck } from './progress-check.ts';
import { type Random, randomFrom } from './random.ts';
import { Poisons } from './poison.ts';
import { hostRules } from './rules.ts';
import { SimOutputs } from './sim-outputs.ts';
import { type ProcessEnd, SimProcess, type World } from './sim-process.ts';
import { sumOf, Trace } from './trace.ts';

/** Runs to the end. Throws where an invariant breaks (an assertion of the core) or nothing can happen any more (L2). */
export function runCluster(options: ClusterOptions): ClusterResult {
  return new Cluster(options).run();
}

export class Cluster {
  readonly processes = new Map<number, SimProcess>();
  readonly disk: Disk;
  readonly agenda: Agenda;
  readonly network: Network;
  readonly trace: Trace;
  readonly #options: ClusterOptions;
  readonly #random: Random;
  readonly #chances: Random;
  readonly #site: Site;
  readonly #world: World;
  readonly #first: Durable;
  readonly #player: FaultPlayer;
  readonly #poisons: Poisons;
  readonly #credit: CreditCheck;
  readonly #outputs: SimOutputs;
  readonly #starts: ProcessStarts;
  readonly #progress = new ProgressCheck();
  readonly #inputs: Map<NodeId, Uint8Array>;
  readonly #moments: Mark[] = [];
  readonly met = { recoveries: 0, moves: 0, joins: 0, leaves: 0, manifests: 0, pinned: 0, released: 0 };
  coordinator: CoordinatorHost | null = null;
  /** The newest epoch of which anything has left. */
  releasedEpoch = 0;
  finished: End | null = null;
  #isHandOverWanted = false;

  constructor(options: ClusterOptions) {
    const { topology, workers, seed } = options;
    this.#options = options;
    this.disk = options.goesOn?.disk ?? new Disk();
    this.#outputs = new SimOutputs(options);
    this.#random = randomFrom(seed);
    this.#chances = this.#random.fork('chances');
    this.agenda = new Agenda(this.#random.fork('ties'));
    this.network = new Network(this.agenda, this.#random.fork('network'), options.watcher ?? null);
    this.#inputs = new Map(options.inputs);
    this.trace = options.trace ?? new Trace();
    const members = Array.from({ length: workers }, (_, worker) => worker);
    this.#first = freshStart(members, (options.placement ?? firstPlacement)(topology, members));
    this.#starts = new ProcessStarts({
      random: this.#random,
      chances: this.#chances,
      later: (delayMs, act) => this.later(delayMs, act),
      at: (worker) => this.processes.get(worker),
      end: (process, reason) => this.end(process, reason),
      start: (worker) => this.#start(worker),
    });
    this.#world = this.#makeWorld();
    this.#site = this.#makeSite(planFor(options));
    this.#credit = new CreditCheck(this.#site.limits);
    this.#poisons = new Poisons(options, this.disk, () => this.#player.note('poison'));
    this.#player = new FaultPlayer(this, options.faults ?? [], topology);
  }

  run(): ClusterResult {
    this.begin();
    while (this.finished === null) this.step();
    return this.#result(this.finished);
  }

  begin(): void {
    this.startCoordinator();
    this.#tick();
    const { handOverAfterMs } = this.#options;
    if (handOverAfterMs !== undefined) this.later(handOverAfterMs, () => this.#wantHandOver());
  }

  /** The next thing happens. */
  step(): void {
    this.#progress.stepped(this.coordinator?.ledger);
    this.#player.before(this.#progress.steps);
    assert(this.agenda.step(), 'L2: nothing is left to happen before the end');
  }

  /** A coordinator that is started again is asked again. */
  #wantHandOver(): void {
    this.#isHandOverWanted = true;
    this.tell({ type: 'hand-over-requested', request: -1 });
  }

  /** More input for a source that waits for it. */
  append(source: NodeId, bytes: Uint8Array): void {
    this.#inputs.set(source, concatenated([this.#inputs.get(source) ?? new Uint8Array(0), bytes]));
  }

  later(delayMs: number, act: () => void): void {
    this.agenda.at(this.agenda.now + Math.max(0, delayMs), act);
  }

  /** SIGKILL. Its supervisor sees it end; a coordinator that is not there finds out when it starts. */
  kill(process: SimProcess | undefined, reason = 'killed', byItself = false): void {
    if (process === undefined || !process.alive) return;
    this.end(process, reason);
    this.lose(process, reason, byItself);
  }

  end(process: SimProcess, reason = 'it was told to'): void {
    process.alive = false;
    if (this.processes.get(process.worker) === process) this.processes.delete(process.worker);
    this.#options.watcher?.ended(process.worker, reason);
  }

  lose({ worker, marked }: SimProcess, reason: string, byItself = false): void {
    this.#soon(() => {
      if (this.processes.has(worker)) return;
      const isNow = marked !== null && marked.generation === this.coordinator?.state.generation;
      const suspect = isNow ? { ...marked.mark, why: reason } : null;
      this.tell({ type: 'worker-lost', worker, reason, byItself, suspect });
    });
  }

  poison(fault: Extract<Fault, { type: 'poison' }>): void {
    this.#poisons.plant(fault);
  }

  /** A loop is noticed by its silence. */
  #stuck(process: SimProcess, end: ProcessEnd): void {
    this.trace.note(this.agenda.now, `worker ${end}`, [process.worker]);
    if (end === 'loops') this.later(heartbeatMs, () => this.kill(process, 'looped', true));
    else this.#soon(() => this.kill(process, 'ended its process', end === 'dies'));
  }

  tell(event: Parameters<CoordinatorHost['decide']>[0]): void {
    this.coordinator?.decide(event);
  }

  killCoordinator(): void {
    if (this.coordinator === null) return;
    this.coordinator.die();
    this.coordinator = null;
    this.later(this.#chances.next() * 20, () => this.startCoordinator());
  }

  startCoordinator(): void {
    if (this.coordinator !== null) return;
    const { newest } = this.disk;
    if (this.disk.generation > 1 || newest !== null) this.met.recoveries++;
    const generation = this.disk.generation + 1;
    this.disk.begin(generation, this.disk.quarantine);
    this.coordinator = new CoordinatorHost(this.#site, this.#first, generation);
    const { members } = this.coordinator.state;
    this.#starts.keep(members);
    for (const process of Array.from(this.processes.values())) {
      if (members.includes(process.worker)) this.#hello(process);
      else this.end(process);
    }
    for (const member of members) if (!this.processes.has(member)) this.#starts.fork(member);
    if (this.#isHandOverWanted) this.#wantHandOver();
  }

  #tick(): void {
    this.later(1, () => {
      if (!this.#player.isCoordinatorPaused) this.tell({ type: 'ticked' });
      this.#tick();
    });
  }

  #start(worker: number): void {
    const process = new SimProcess(worker, this.#world, this.#random.fork(`process ${worker}`));
    this.processes.set(worker, process);
    this.#options.watcher?.started(worker);
    this.#hello(process);
  }

  #hello(process: SimProcess): void {
    const { coordinator } = this;
    this.#soon(() =>
      process.run(() => {
        const { worker } = process;
        if (this.coordinator !== coordinator || this.processes.get(worker) !== process) return;
        const joins = coordinator?.state.members.includes(worker) === false;
        if (!joins || !this.#player.isUnfit()) this.tell({ type: 'joined', worker });
        else this.tell({ type: 'join-failed', worker, reason: 'it cannot open what it needs' });
      }),
    );
  }

  #soon(act: () => void): void {
    this.later(this.#chances.next(), act);
  }

  #makeSite(plan: CoordinatorPlan): Site {
    const { topology, limits = productLimits, rules = hostRules, watcher = null } = this.#options;
    const program = programBuilder(topology, plainText);
    return {
      watcher,
      topology,
      limits,
      plan,
      rules,
      disk: this.disk,
      trace: this.trace,
      met: this.met,
      now: () => this.agenda.now,
      processes: this.processes,
      program: (process) => this.#poisons.within(program, process),
      fork: (worker) => this.#starts.replace(worker),
      end: (process) => this.end(process),
      toWorker: (worker, what, act) => this.#toWorker(worker, what, act),
      fromWorker: ({ worker, generation }, what, act) => {
        const letter = { from: worker, to: 'coordinator', generation, what, bytes: null } as const;
        this.network.deliver({ link: `${worker}>c`, ends: ['c', `c${worker}`] }, letter, () => {
          this.#mark();
          act();
        });
      },
      write: (manifest, done) => this.#write(manifest, done),
      finish: (end) => {
        this.finished = end;
      },
    };
  }

  /** Control messages to one worker keep their order, and die with the process or the coordinator. */
  #toWorker(worker: number, what: string, act: (process: SimProcess) => void): void {
    const process = this.processes.get(worker);
    const { coordinator } = this;
    if (process === undefined) return;
    const generation = coordinator?.state.generation ?? 0;
    const letter = { from: 'coordinator', to: worker, generation, what, bytes: null } as const;
    this.network.deliver({ link: `c>${worker}`, ends: [`c${worker}`] }, letter, () => {
      if (this.coordinator === coordinator) process.run(() => act(process));
    });
  }

  #write(manifest: Manifest, done: (isDurable: boolean) => void): void {
    const { coordinator } = this;
    this.later(this.#player.diskLatencyMs + this.#chances.next() * 2, () => {
      if (this.coordinator !== coordinator || coordinator === null) return;
      this.#mark();
      if (this.#player.isDiskFull) {
        done(false);
        return;
      }
      const dies = this.#player.takeCommitDeath();
      if (manifest.generation === coordinator.state.generation) {
        this.disk.keep(manifest);
        this.met.manifests++;
        if (dies !== 'torn') this.#options.inspect?.(manifest, this.disk.quarantine);
        else this.disk.tear(this.#site.rules.manifestsAtomic);
      }
      if (dies === null) done(true);
      else this.killCoordinator();
    });
  }

  #makeWorld(): World {
    const { topology, open, watcher } = this.#options;
    const sourceOf = (id: number): SourceStage => {
      const stage = topology.stages[id];
      assert(stage?.kind === 'source', `stage ${id} is a source`);
      return stage;
    };
    // A supervisor ends who is given up before another one cuts or writes a preview: nothing else keeps two from one file.
    const isTheirs = (from: SimProcess, stage: number): boolean =>
      this.processes.get(from.worker) === from || !this.#outputs.isPreview(stage);
    return {
      topology,
      now: () => this.agenda.now,
      later: (delayMs, act) => this.later(delayMs, act),
      send: (from, to, bytes) => this.#send(from, to, bytes),
      stuck: (process, end) => this.#stuck(process, end),
      stepped: (from, effects) => this.#credit.stepped(from, effects),
      stalledMs: () => this.#player.sinkStalledMs,
      releasing: ({ worker }, stage, epoch) => {
        checkRelease(epoch, this.disk.newest?.durable.epoch ?? 0);
        this.releasedEpoch = Math.max(this.releasedEpoch, epoch);
        this.trace.note(this.agenda.now, 'release', [worker, stage, epoch]);
      },
      toCoordinator: (from, effect) => {
        const { coordinator } = this;
        if (effect.type === 'store') {
          const { stage, slot, epoch, full, section } = effect.stored;
          coordinator?.stage(from, from.generation, stage, slot, { epoch, full, place: section.slice() });
          return;
        }
        const { report } = effect;
        coordinator?.hear(from, from.generation, { type: 'reported', worker: from.worker, report }, () => {
          if (report.type === 'acked') coordinator.ledger.acked(from.worker, report);
        });
      },
      inputOf: (stage) => this.#inputs.get(sourceOf(stage).node) ?? new Uint8Array(0),
      isOpen: (stage) => open?.has(sourceOf(stage).node) === true,
      keepsReads: (stage) => decodesBySnippet(sourceOf(stage)),
      spentMs: ({ worker }) => watcher?.spentMs(worker) ?? 0,
      openSink: (from, stage, bytes) => (isTheirs(from, stage) ? this.#outputs.open(stage, bytes) : undefined),
      previewLagMs: (stage) => this.#outputs.lagMs(stage),
      write: (from, stage, at, bytes) => {
        if (!isTheirs(from, stage)) return;
        this.#outputs.write(stage, at, bytes);
        watcher?.wrote(stage, at, bytes);
        this.trace.note(this.agenda.now, 'write', [from.worker, stage, at, sumOf(bytes)]);
      },
    };
  }

  /** A link delivers bytes in order, cut and joined wherever the network pleases, in a buffer that is used again. */
  #send(from: SimProcess, to: number, bytes: Uint8Array): void {
    const { generation, worker } = from;
    const { rules } = this.#site;
    const target = this.processes.get(to);
    const name = `${generation}:${worker}>${to}`;
    const link = rules.ordered ? name : `${name} ${this.network.below(name, 2)}`;
    // Who watches sees whole frames.
    const way = { link, ends: [`${worker}`, `${to}`], whole: this.#options.watcher !== undefined };
    this.network.stream(way, { from: worker, to, generation, what: 'frames', bytes }, (arrived) => {
      if (this.network.isCut(generation, worker, to)) return;
      target?.run(() => {
        if (target.generation !== generation && (rules.fenced || target.core === null)) return;
        this.trace.note(this.agenda.now, 'frames', [worker, to, sumOf(arrived)]);
        if (target.generation === generation) this.#credit.arrived({ generation, from: worker, to }, arrived);
        target.step({ type: 'link-bytes', from: worker, bytes: arrived });
        arrived.fill(0xff);
      });
    });
  }

  #result({ stopped, handed }: End): ClusterResult {
    const { topology } = this.#options;
    const { coordinator } = this;
    assert(coordinator !== null, 'a coordinator has finished the run');
    const { account } = coordinator.ledger;
    return {
      accepted: acceptedIn(account, topology),
      applied: account.applied,
      outputs: this.#outputs.bytes,
      state: (state) =>
        this.#options.keeps === false
          ? objectsAt(this.cores, topology, state)
          : objectsIn(this.disk.newest, topology, state),
      deadLetters: account.deadLetters,
      quarantine: coordinator.state.quarantine,
      ...this.#poisons.told,
      epochs: coordinator.state.epoch,
      stopped,
      handed: handed ? { disk: this.disk, outputs: this.#outputs.byNode } : null,
      met: { ...this.met, repeatedBytes: this.#outputs.repeatedBytes, faults: this.#player.met },
      blockedMs: this.cores.reduce((sum, core) => sum + core.blockedFor(0), 0),
      steps: this.#progress.steps,
      hash: this.trace.hash,
      moments: this.#moments,
    };
  }

  #mark(): void {
    const { coordinator } = this;
    if (coordinator === null) return;
    this.#moments.push({ step: this.#progress.steps, standing: standingOf(coordinator.state) });
  }

  get cores(): readonly Worker[] {
    return Array.from(this.processes.values()).flatMap(({ core }) => (core === null ? [] : [core]));
  }
}
