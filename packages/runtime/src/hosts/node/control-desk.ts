/**
 * Takes what is asked of a deployment, and about it, at its supervisor: each request gets an entry in the movement ledger
 * and goes to the coordinator, each question waits for its answer. A kill is done here. A request that is open when the
 * coordinator is lost is put to the next one.
 */
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { Movement, MovementCause } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { NodeId } from '@potoroo/shared/ids';
import { nodeId, workerIndex, workerName } from '@potoroo/shared/ids';
import type {
  ClusterState,
  ControlAnswer,
  ControlQuestion,
  ControlRequest,
  DeploymentRequest,
  DeploymentAction,
  FromCoordinator,
  ListedSlot,
  ObjectFound,
  ToCoordinator,
} from './control-messages.ts';
import type { Deployment } from './deployment-options.ts';
import { Disturbances, type DisturbancesParts } from './disturbances.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { ListingQuestion } from './slot-listings.ts';
import { MovementLedger } from './movement-ledger.ts';

export type DeskParts = {
  readonly topology: Topology;
  /** By the machine's monotonic clock. */
  readonly deployedAt: number;
  readonly toCoordinator: (message: ToCoordinator) => void;
  /** Sends SIGKILL; calls back when the process ends though another was to take its place already. Null: no such process. */
  readonly kill: (process: string, replaced: () => void) => true | null;
  readonly onMovement: (movement: Movement) => void;
  readonly workers: DisturbancesParts['workers'];
  readonly tellWorkers: DisturbancesParts['tell'];
  /** That of the version of the pipeline before. */
  readonly ledger?: MovementLedger | undefined;
};

type Settle = (error: string | null) => void;
/** Nothing has come of it yet. `request`: what a coordinator has to be asked; null: it is done here. */
type Open = { readonly request: ControlRequest | null; readonly settle: Settle };

/** Longer than the coordinator waits for a worker. */
const questionTimeoutMs = limits.lookUpTimeoutMs + 1_000;

export class ControlDesk {
  readonly ledger: MovementLedger;
  readonly disturbances: Disturbances;
  readonly #parts: DeskParts;
  /** In the order in which they were asked. */
  readonly #requests = new Map<number, Open>();
  readonly #questions = new Map<number, (answer: ControlAnswer | null) => void>();
  #asked = 0;
  #over: string | null = null;
  /** There is a coordinator that has said so. */
  #takesRequests = false;

  constructor(parts: DeskParts) {
    this.#parts = parts;
    this.disturbances = new Disturbances({ topology: parts.topology, workers: parts.workers, tell: parts.tellWorkers });
    const time = { clock: monotonicNow, deployedAt: parts.deployedAt };
    this.ledger = parts.ledger ?? new MovementLedger(parts.topology, time, parts.onMovement);
    this.ledger.goOn(parts.topology, parts.onMovement);
  }

  /** What a deployment offers of this. */
  get controls(): Pick<Deployment, 'request' | 'act' | 'end' | 'view' | 'look' | 'list'> {
    return {
      request: (request) => this.request(request),
      act: (action) => this.act(action),
      end: (id) => this.disturbances.end(id),
      view: () => this.view(),
      look: (stage, key) => this.look(stage, key),
      list: (question) => this.list(question),
    };
  }

  /** The number of the entry. */
  act(action: DeploymentAction, settle: Settle = () => undefined): number {
    const isFull = this.ledger.openEntries >= limits.requestsQueuedMax;
    const id = this.ledger.open(causeOf(action, this.#parts.topology));
    this.#requests.set(id, { request: isRequest(action) ? action : null, settle });
    if (this.#over !== null) this.#settle(id, this.#over);
    else if (isFull) this.#settle(id, `${limits.requestsQueuedMax} requests wait already; ask again later`);
    else if (action.type === 'kill') this.#kill(id, action.process);
    else if (action.type === 'disturb') this.#disturb(id, action);
    else if (this.#takesRequests) this.#put(id, action);
    return id;
  }

  /** Nothing has come of it yet. */
  awaits(id: number): boolean {
    return this.#requests.has(id);
  }

  request(request: DeploymentRequest): Promise<string | null> {
    return new Promise((resolve) => void this.act(request, resolve));
  }

  async view(): Promise<ClusterState | null> {
    const answer = await this.#ask({ type: 'view' });
    return answer?.type === 'view' ? answer.state : null;
  }

  async look(stage: number, key: string): Promise<ObjectFound | null> {
    const answer = await this.#ask({ type: 'object', stage, key });
    return answer?.type === 'object' ? answer.found : null;
  }

  async list(question: ListingQuestion): Promise<readonly ListedSlot[] | null> {
    const answer = await this.#ask(question);
    return answer?.type === 'list' ? answer.slots : null;
  }

  heard(message: Extract<FromCoordinator, { type: 'takes-requests' | 'answer' | 'told' | 'movement' }>): void {
    switch (message.type) {
      case 'takes-requests':
        this.#takesRequests = true;
        for (const [id, { request }] of this.#requests) if (request !== null) this.#put(id, request);
        return;
      case 'answer':
        return this.#settle(message.id, message.error);
      case 'told':
        this.#questions.get(message.id)?.(message.answer);
        return;
      case 'movement':
        return this.ledger.told(message.progress);
    }
  }

  /** Another one takes its place, and is asked what nobody has answered; but whoever deploys decides whether it is still wanted. */
  coordinatorLost(how: string): void {
    this.#takesRequests = false;
    for (const [id, { request }] of this.#requests)
      if (request?.type === 'deploy') this.#settle(id, 'the coordinator was lost; deploy again');
    this.ledger.coordinatorLost(how);
    for (const settle of this.#questions.values()) settle(null);
  }

  /** Nobody answers here any more; the entry of the deployment stays open. */
  handedOver(id: number, reason: string): void {
    this.#requests.delete(id);
    this.ledger.handedOver(id);
    this.#over = reason;
    for (const request of this.#requests.keys()) this.#settle(request, reason);
    for (const settle of this.#questions.values()) settle(null);
  }

  end(reason: string): void {
    this.#over = reason;
    for (const id of this.#requests.keys()) this.#settle(id, reason);
    this.ledger.over(reason);
    for (const settle of this.#questions.values()) settle(null);
  }

  #put(id: number, request: ControlRequest): void {
    this.#parts.toCoordinator({ type: 'request', id, request, takenUp: this.ledger.takenUp(id) });
  }

  #kill(id: number, process: string): void {
    // A kill is answered by what becomes of the loss.
    this.#requests.delete(id);
    const earlier = this.ledger.lossOf(process, id);
    if (earlier !== null)
      return this.ledger.answered(id, `it is dead already and being replaced: wait until entry ${earlier} is over`);
    const isKilled = this.#parts.kill(process, () => this.ledger.noticed(id));
    if (isKilled === null) this.ledger.answered(id, 'there is no such process');
    else this.ledger.killed(id);
  }

  #disturb(id: number, action: Extract<DeploymentAction, { type: 'disturb' }>): void {
    const settle = this.#requests.get(id)?.settle;
    // It is answered by its end, whatever becomes of a coordinator meanwhile.
    this.#requests.delete(id);
    const obstacle = this.disturbances.begin(id, action, (why) => {
      this.ledger.answered(id, why);
      settle?.(why);
    });
    if (obstacle === null) return this.ledger.lasts(id);
    this.ledger.answered(id, obstacle);
    settle?.(obstacle);
  }

  #settle(id: number, error: string | null): void {
    const settle = this.#requests.get(id)?.settle;
    this.#requests.delete(id);
    this.ledger.answered(id, error);
    settle?.(error);
  }

  #ask(question: ControlQuestion): Promise<ControlAnswer | null> {
    if (this.#over !== null) return Promise.resolve(null);
    const id = this.#asked++;
    return new Promise((resolve) => {
      const timer = setTimeout(() => settle(null), questionTimeoutMs);
      const settle = (answer: ControlAnswer | null): void => {
        clearTimeout(timer);
        this.#questions.delete(id);
        resolve(answer);
      };
      this.#questions.set(id, settle);
      this.#parts.toCoordinator({ type: 'question', id, question });
    });
  }
}

const isRequest = (action: DeploymentAction): action is ControlRequest =>
  action.type !== 'kill' && action.type !== 'disturb';

function causeOf(action: DeploymentAction, { stages }: Topology): MovementCause {
  switch (action.type) {
    case 'add':
      return { type: 'add', worker: '' };
    case 'drain':
      return { type: 'drain', worker: workerName(workerIndex(action.worker)) };
    case 'move': {
      const { key, worker } = action;
      return { type: 'move', state: stateOf(stages, action.stage), key, worker: workerName(workerIndex(worker)) };
    }
    case 'release':
      return { type: 'release', state: stateOf(stages, action.stage), key: action.key };
    case 'disturb':
      return { ...action.disturbance, forMs: action.forMs };
    case 'checkpoint':
    case 'kill':
    case 'deploy':
      return action;
  }
}

const stateOf = (stages: Topology['stages'], id: number): NodeId => {
  const stage = stages[id];
  return stage?.kind === 'keyed' ? stage.state : nodeId(String(id));
};
