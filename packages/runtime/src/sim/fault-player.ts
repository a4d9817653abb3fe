/** Lets the faults of a schedule happen to a simulated cluster, each at its moment. Mutable. */
import { unreachable } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { CoordinatorPhase } from '../core/index.ts';
import type { Cluster } from './cluster.ts';
import type { Fault, FaultType, Happening, Schedule } from './faults.ts';
import { objectToMove } from './single-objects.ts';
import type { SimProcess } from './sim-process.ts';

/** A process that is silent for so long is given up. */
export const heartbeatMs = 20;

type Armed = { readonly who: number; readonly phase: CoordinatorPhase };

export class FaultPlayer {
  readonly #cluster: Cluster;
  readonly #topology: Topology;
  /** Those with a step, the next one last. */
  readonly #bySteps: { readonly step: number; readonly fault: Fault }[];
  #armed: Armed[] = [];
  /** Manifests that are to be damaged. */
  #damages = 0;
  #zombies = 0;
  #commitDeath: 'torn' | 'kept' | null = null;
  #diskFullUntil = 0;
  #diskSlow = { until: 0, byMs: 0 };
  #sinksStalledUntil = 0;
  #coordinatorPausedUntil = 0;
  #joinersUnfitUntil = 0;
  #requests = 0;
  /** How often each kind had an effect. */
  readonly met: Partial<Record<FaultType, number>> = {};

  constructor(cluster: Cluster, schedule: Schedule, topology: Topology) {
    this.#cluster = cluster;
    this.#topology = topology;
    const bySteps = schedule.flatMap((happening) => ('step' in happening ? [happening] : []));
    this.#bySteps = bySteps.toSorted((a, b) => b.step - a.step);
    for (const happening of schedule) this.#schedule(happening);
  }

  /** Called before each step of the world. */
  before(step: number): void {
    for (let next = this.#bySteps.at(-1); next !== undefined && next.step <= step; next = this.#bySteps.at(-1)) {
      this.#bySteps.pop();
      this.#happen(next.fault);
    }
    if (this.#armed.length > 0) this.#strike();
    if (this.#damages > 0) this.#damage();
  }

  get isDiskFull(): boolean {
    return this.#cluster.agenda.now < this.#diskFullUntil;
  }

  get diskLatencyMs(): number {
    return this.#cluster.agenda.now < this.#diskSlow.until ? this.#diskSlow.byMs : 0;
  }

  get sinkStalledMs(): number {
    return Math.max(0, this.#sinksStalledUntil - this.#cluster.agenda.now);
  }

  get isCoordinatorPaused(): boolean {
    return this.#cluster.agenda.now < this.#coordinatorPausedUntil;
  }

  /** Asked once for each process that is to join. */
  isUnfit(): boolean {
    const isUnfit = this.#cluster.agenda.now < this.#joinersUnfitUntil;
    if (isUnfit) this.note('unfit-joiners');
    return isUnfit;
  }

  /** How the coordinator dies with the manifest that is being written; asked once for each. */
  takeCommitDeath(): 'torn' | 'kept' | null {
    const death = this.#commitDeath;
    this.#commitDeath = null;
    return death;
  }

  #schedule(happening: Happening): void {
    if ('at' in happening) this.#cluster.agenda.at(happening.at, () => this.#happen(happening.fault));
  }

  #happen(fault: Fault): void {
    if (this.#apply(fault)) this.note(fault.type);
  }

  /** A fault has had an effect. */
  note(type: FaultType): void {
    this.met[type] = (this.met[type] ?? 0) + 1;
    this.#cluster.trace.note(this.#cluster.agenda.now, `fault ${type}`);
  }

  /** False where there was nothing that it could happen to. */
  #apply(fault: Fault): boolean {
    const cluster = this.#cluster;
    const { now } = cluster.agenda;
    switch (fault.type) {
      case 'kill':
        return this.#kill(fault.who, fault.more);
      case 'kill-again':
        cluster.later(fault.afterMs, () => this.#kill(fault.who, 0));
        return this.#kill(fault.who, 0);
      case 'kill-while':
        this.#armed.push(fault);
        return true;
      case 'kill-busy':
        return this.#killWhenBusy(this.#someone(fault.who));
      case 'poison':
        cluster.poison(fault);
        return false;
      case 'kill-all':
        return this.#killAll();
      case 'kill-coordinator':
        cluster.killCoordinator();
        return true;
      case 'kill-at-commit':
        this.#commitDeath = fault.manifest;
        return true;
      case 'pause':
      case 'zombie':
        return this.#pause(this.#someone(fault.who), fault.forMs, fault.type === 'zombie');
      case 'pause-coordinator':
        this.#coordinatorPausedUntil = now + fault.forMs;
        cluster.network.slow('c', fault.forMs, fault.forMs);
        return true;
      case 'cut-link':
        return this.#cut(this.#someone(fault.who), this.#someone(fault.other));
      case 'slow-link':
        cluster.network.slow(`${this.#someone(fault.who)?.worker}`, fault.forMs, fault.byMs);
        return true;
      case 'slow-control':
        cluster.network.slow(`c${this.#someone(fault.who)?.worker}`, fault.forMs, fault.byMs);
        return true;
      case 'stall-sink':
        this.#sinksStalledUntil = now + fault.forMs;
        return true;
      case 'full-disk':
        this.#diskFullUntil = now + fault.forMs;
        return true;
      case 'slow-disk':
        this.#diskSlow = { until: now + fault.forMs, byMs: fault.byMs };
        return true;
      case 'damage-manifest':
        this.#damages++;
        return false;
      case 'clock-jump':
        return this.#jump(this.#someone(fault.who), fault.byMs);
      case 'unfit-joiners':
        this.#joinersUnfitUntil = now + fault.forMs;
        return false;
      case 'add':
        for (let left = fault.workers; left > 0; left--)
          cluster.tell({ type: 'add-requested', request: this.#requests++ });
        return true;
      case 'drain': {
        const worker = this.#someone(fault.who)?.worker ?? 0;
        cluster.tell({ type: 'drain-requested', request: this.#requests++, worker });
        return true;
      }
      case 'move':
        return this.#move(fault);
      case 'release':
        return this.#release(fault.object);
      case 'checkpoint':
        cluster.tell({ type: 'checkpoint-requested', request: this.#requests++ });
        return true;
      case 'stop':
        cluster.tell({ type: 'stop-requested' });
        return true;
      default:
        unreachable(fault);
    }
  }

  #someone(who: number): SimProcess | undefined {
    const alive = Array.from(this.#cluster.processes.values());
    return alive[who % Math.max(1, alive.length)];
  }

  #move(fault: Extract<Fault, { type: 'move' }>): boolean {
    const { coordinator, cores } = this.#cluster;
    if (coordinator === null) return false;
    const move = objectToMove(this.#topology, cores, coordinator.state, fault);
    if (move === null) return false;
    this.#cluster.tell({ type: 'move-requested', request: this.#requests++, ...move });
    if (fault.backAfterMs !== null)
      this.#cluster.later(fault.backAfterMs, () => {
        this.#cluster.tell({ type: 'release-requested', request: this.#requests++, stage: move.stage, key: move.key });
        this.note('release');
      });
    return true;
  }

  #release(object: number): boolean {
    const solos = this.#cluster.coordinator?.state.solos ?? [];
    const solo = solos[object % Math.max(1, solos.length)];
    if (solo === undefined) return false;
    const { stage, key } = solo;
    this.#cluster.tell({ type: 'release-requested', request: this.#requests++, stage, key });
    return true;
  }

  #kill(who: number, more: number): boolean {
    const first = this.#someone(who);
    for (let index = 1; index <= more; index++) this.#cluster.kill(this.#someone(who + index));
    this.#cluster.kill(first);
    return first !== undefined;
  }

  #killWhenBusy(process: SimProcess | undefined): boolean {
    if (process === undefined) return false;
    process.killedWhenBusy = true;
    return true;
  }

  /** Those that were told to strike in this phase. */
  #strike(): void {
    const phase = this.#cluster.coordinator?.state.phase;
    const due = this.#armed.filter((armed) => armed.phase === phase);
    if (due.length === 0) return;
    this.#armed = this.#armed.filter((armed) => armed.phase !== phase);
    for (const { who } of due) this.#kill(who, 0);
  }

  #killAll(): boolean {
    for (const process of Array.from(this.#cluster.processes.values())) this.#cluster.end(process);
    this.#cluster.killCoordinator();
    return true;
  }

  /** As soon as nothing of the newest epoch has left: then it may be lost. Everything dies, so that nothing leaves afterwards. */
  #damage(): void {
    const { disk, releasedEpoch } = this.#cluster;
    if (disk.newest === null || releasedEpoch >= disk.newest.durable.epoch || this.#zombies > 0) return;
    this.#damages--;
    this.#killAll();
    disk.damage();
    this.note('damage-manifest');
  }

  #pause(process: SimProcess | undefined, forMs: number, lives: boolean): boolean {
    const cluster = this.#cluster;
    if (process === undefined || process.paused) return false;
    process.pause();
    cluster.later(forMs, () => process.resume());
    cluster.later(heartbeatMs, () => {
      if (!process.paused || !process.alive) return;
      if (!lives) {
        cluster.kill(process, 'no heartbeat');
        return;
      }
      this.#zombies++;
      cluster.processes.delete(process.worker);
      cluster.lose(process, 'no heartbeat');
    });
    return true;
  }

  /** One of the two says that the other is gone; the other is killed before anything else happens. */
  #cut(one: SimProcess | undefined, other: SimProcess | undefined): boolean {
    if (one === undefined || other === undefined || one === other || one.generation !== other.generation) return false;
    this.#cluster.network.cut(one.generation, one.worker, other.worker);
    this.#cluster.later(3, () => this.#cluster.kill(other, `worker ${one.worker} lost the link to it`));
    return true;
  }

  #jump(process: SimProcess | undefined, byMs: number): boolean {
    if (process === undefined) return false;
    process.clockAheadMs += byMs;
    return true;
  }
}
