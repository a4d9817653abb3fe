/**
 * How a worker gets to know its place at the coordinator's word: what it owns, what the last checkpoint holds of it, and
 * who else is there; when a generation begins, and when it joins one.
 */
import type { CoordinatorState, Durable } from '../../core/index.ts';
import type { CheckpointKeeper } from './checkpoint-keeper.ts';
import type { ControlEvent, FromCoordinator, ToWorker } from './control-messages.ts';

type Assign = Extract<ToWorker, { type: 'assign' }>;

export type AssignmentParts = {
  readonly keeper: CheckpointKeeper;
  /** Checkpoints are kept. */
  readonly keeps: boolean;
  readonly state: () => CoordinatorState;
  readonly tell: (message: FromCoordinator) => void;
  readonly send: (worker: number, message: ToWorker) => void;
  readonly event: (worker: number, event: ControlEvent) => void;
};

export class Assignments {
  readonly #parts: AssignmentParts;

  constructor(parts: AssignmentParts) {
    this.#parts = parts;
  }

  /** A generation begins. */
  begin(generation: number, { members, placement, solos, epoch, released }: Durable): void {
    const { tell, send, event, keeper } = this.#parts;
    tell({
      type: 'link',
      generation,
      pairs: members.flatMap((one, at) => members.slice(at + 1).map((other) => [one, other] as const)),
    });
    for (const worker of members) {
      send(worker, this.#assign({ generation, members, placement, solos, epoch }));
      for (const content of keeper.contentsOf(worker, placement))
        event(worker, { type: 'load', ...content, released: released.get(content.stage) ?? 0 });
      send(worker, { type: 'assigned', generation });
    }
  }

  /** A worker joins: it owns nothing yet. */
  admit(worker: number, members: readonly number[]): void {
    const { tell, send, state } = this.#parts;
    const { generation, placement, solos, epoch, members: linkedHere } = state();
    const others = members.filter((member) => member !== worker);
    // Two joiners are linked once.
    const pairs = others
      .filter((other) => linkedHere.includes(other) || other < worker)
      .map((other) => [other, worker] as const);
    tell({ type: 'link', generation, pairs });
    send(worker, this.#assign({ generation, members, placement, solos, epoch }));
    send(worker, { type: 'assigned', generation });
    for (const member of linkedHere) send(member, { type: 'peer-joined', generation, worker });
  }

  #assign(part: Pick<Assign, 'generation' | 'members' | 'placement' | 'solos' | 'epoch'>): Assign {
    const { keeps, keeper, state } = this.#parts;
    const { safeUntil, quarantine, guarded } = state();
    const { run, timeline } = keeper;
    return { type: 'assign', ...part, keeps, run, timeline, safe: safeUntil !== null, quarantine, guarded };
  }
}
