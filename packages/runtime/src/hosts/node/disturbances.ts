/**
 * What is done to a deployment for a while, at its supervisor: which workers are slowed, which links are cut, which sources
 * burst or repeat themselves, and until when. Every worker is told all of it at each change, and does what concerns it; a
 * process that takes the place of another meets what its predecessor did. Mutable.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import type { Disturbance } from '@potoroo/shared/telemetry';
import { placeOf } from '@potoroo/shared/telemetry';
import type { SourceStage, Topology } from '@potoroo/shared/topology';

export type DisturbancesParts = {
  readonly topology: Topology;
  /** The names of those who are there. */
  readonly workers: () => readonly string[];
  /** To every worker. */
  readonly tell: (disturbances: readonly Disturbance[]) => void;
};

type Lasting = {
  readonly disturbance: Disturbance;
  readonly timer: NodeJS.Timeout;
  /** `why`: it ends before its time, and not because somebody wished it to. */
  readonly over: (why: string | null) => void;
};

export class Disturbances {
  readonly #parts: DisturbancesParts;
  readonly #lasting = new Map<number, Lasting>();

  constructor(parts: DisturbancesParts) {
    this.#parts = parts;
  }

  get all(): readonly Disturbance[] {
    return Array.from(this.#lasting.values(), ({ disturbance }) => disturbance);
  }

  /** Why it cannot be; null: it has begun, and `over` is called once it has ended. */
  begin(
    id: number,
    { disturbance, forMs }: { readonly disturbance: Disturbance; readonly forMs: number },
    over: Lasting['over'],
  ): string | null {
    const obstacle = this.#obstacle(disturbance);
    if (obstacle !== null) return obstacle;
    const timer = setTimeout(() => this.end(id), forMs);
    this.#lasting.set(id, { disturbance, timer, over });
    this.#tell();
    return null;
  }

  /** False: none of this number lasts. */
  end(id: number, why: string | null = null): boolean {
    const lasting = this.#lasting.get(id);
    if (lasting === undefined) return false;
    clearTimeout(lasting.timer);
    this.#lasting.delete(id);
    this.#tell();
    lasting.over(why);
    return true;
  }

  /** What the run is about to do must not wait for what is only tried. */
  endAll(): void {
    for (const id of this.#lasting.keys()) this.end(id);
  }

  left(worker: string): void {
    for (const [id, { disturbance }] of this.#lasting)
      if ('worker' in disturbance && concerns(disturbance, worker)) this.end(id, `${worker} has left`);
  }

  #tell(): void {
    this.#parts.tell(this.all);
  }

  #obstacle(disturbance: Disturbance): string | null {
    const place = placeOf(disturbance);
    if (this.all.some((other) => placeOf(other) === place)) return 'it is so already; wait for its end, or end it';
    if (!('worker' in disturbance)) return this.#sourceObstacle(disturbance);
    const named = disturbance.type === 'cut' ? [disturbance.worker, disturbance.peer] : [disturbance.worker];
    const missing = named.find((name) => !this.#parts.workers().includes(name));
    if (missing !== undefined) return `${missing} is not a member of this run`;
    return new Set(named).size < named.length ? 'a worker has no link to itself; name two' : null;
  }

  #sourceObstacle(disturbance: Extract<Disturbance, { source: unknown }>): string | null {
    const { type, source } = disturbance;
    const stage = this.#parts.topology.stages.find((each) => each.kind === 'source' && each.node === source);
    if (stage?.kind !== 'source') return 'it is no source of this run';
    return type === 'burst' ? burstObstacle(stage) : skewObstacle(stage);
  }
}

const concerns = (disturbance: Extract<Disturbance, { worker: string }>, worker: string): boolean =>
  disturbance.worker === worker || (disturbance.type === 'cut' && disturbance.peer === worker);

const burstObstacle = ({ connector }: SourceStage): string | null =>
  connector.type !== 'tcp' && connector.rate !== null
    ? null
    : connector.type === 'tcp'
      ? 'who sends to it decides how fast: let the sender go faster'
      : 'it goes as fast as it can already: give it a rate';

const skewObstacle = ({ connector }: SourceStage): string | null =>
  connector.type === 'generator' ? null : 'its keys are what it reads: only a generator can repeat a record';
