/**
 * What the coordinator tells of its changes while they happen: for each request the barrier that it takes part in, what
 * moves, when it arrived, and what losses undid. Made from the steps of the control machine, which knows nothing of it.
 * `at` is milliseconds of the machine's monotonic clock, which supervisor and coordinator share.
 */
import { limits } from '@potoroo/shared/limits';
import type { CoordinatorEffect, CoordinatorEvent, CoordinatorState, TaskReport } from '../../core/index.ts';

export type Taker = {
  readonly request: number;
  readonly kind: 'add' | 'drain' | 'checkpoint' | 'move' | 'release' | 'hand-over';
  readonly worker: number;
  /** Of a single object: the slot that it has for itself, once that is known. */
  readonly solo: { readonly stage: number; readonly slot: number } | null;
};
/** Of one stage, as columns. */
export type StageMoves = {
  readonly stage: number;
  readonly slots: readonly number[];
  readonly from: readonly number[];
  readonly to: readonly number[];
};
export type Arrival = {
  readonly stage: number;
  readonly slot: number;
  readonly at: number;
  readonly objects: number;
  readonly bytes: number;
  readonly heldMs: number;
};

export type MovementProgress =
  | { readonly step: 'queued'; readonly at: number; readonly taker: Taker }
  | { readonly step: 'preparing'; readonly at: number; readonly takers: readonly Taker[] }
  | {
      readonly step: 'moving';
      readonly at: number;
      readonly barrier: number;
      readonly takers: readonly Taker[];
      readonly moves: readonly StageMoves[];
      /** Members from then on. */
      readonly members: readonly number[];
    }
  | { readonly step: 'kept'; readonly at: number; readonly barrier: number; readonly bytes: number }
  | {
      readonly step: 'arrived';
      readonly at: number;
      readonly barrier: number;
      readonly arrivals: readonly Arrival[];
    }
  /** A worker was lost that had nothing to undo: it was no member. */
  | { readonly step: 'replaced'; readonly at: number; readonly worker: number }
  | {
      readonly step: 'rolled-back';
      readonly at: number;
      readonly generation: number;
      readonly checkpoint: number;
      /** Null where nobody was lost. */
      readonly loss: { readonly worker: number; readonly reason: string } | null;
      /** Records that had been accepted since the checkpoint, as far as workers had told; undefined where none had told yet. */
      readonly redone: number | undefined;
    }
  | { readonly step: 'flowing'; readonly at: number; readonly generation: number; readonly checkpoint: number };

/** One step of the machine: what was, what happened, and what came of it. */
export type MachineStep = {
  readonly before: CoordinatorState;
  readonly event: CoordinatorEvent;
  readonly after: CoordinatorState;
  readonly effects: readonly CoordinatorEffect[];
  readonly now: number;
};

export type MovementWatchParts = {
  /** Of the checkpoint of an epoch. */
  readonly storedBytes: (epoch: number) => number;
  /** Records accepted since the last checkpoint, as far as workers have told; undefined where none has told yet. */
  readonly unkept: () => number | undefined;
};

export class MovementWatch {
  readonly #tell: (progress: MovementProgress) => void;
  readonly #parts: MovementWatchParts;
  #arrivals: Arrival[] = [];
  /** When those were last told that have arrived while others are on their way. */
  #toldAt = 0;

  constructor(tell: (progress: MovementProgress) => void, parts: MovementWatchParts) {
    this.#tell = tell;
    this.#parts = parts;
  }

  saw(step: MachineStep): void {
    const { before, event, after, effects, now } = step;
    const isUndone = effects.some(({ type }) => type === 'roll-back');
    this.#sawRequest(step);
    if (event.type === 'reported' && event.report.type === 'installed') this.#arrived(event.report, step);
    if (before.commit === 'asked' && after.commit !== 'asked' && event.type === 'committed')
      this.#tell({ step: 'kept', at: now, barrier: before.epoch, bytes: this.#parts.storedBytes(before.epoch) });
    const isConcluded = before.phase === 'cutting' && before.change !== null && after.change !== before.change;
    if (isConcluded && !isUndone)
      this.#tell({ step: 'arrived', at: now, barrier: before.epoch, arrivals: this.#takeArrivals() });
    if (isUndone) this.#sawRollBack(step);
    else if (event.type === 'worker-lost') this.#tell({ step: 'replaced', at: now, worker: event.worker });
    const isNew = after.change !== null && after.change !== before.change;
    if (isNew) this.#tell({ step: 'preparing', at: now, takers: takersOf(after) });
    if (effects.some(({ type }) => type === 'inject')) this.#sawBarrier(step);
    // Where nothing is left to do the run is over in the same step.
    if (before.phase === 'loading' && effects.some(({ type }) => type === 'start-sources'))
      this.#tell({ step: 'flowing', at: now, generation: after.generation, checkpoint: after.durable.epoch });
  }

  #sawRequest({ before, after, now }: MachineStep): void {
    if (before.requests === after.requests) return;
    for (const request of after.requests)
      if (!before.requests.includes(request)) this.#tell({ step: 'queued', at: now, taker: takerOf(request, []) });
  }

  /** A move of many objects takes a while: how far it is is told as often as numbers are. */
  #arrived(
    { stage, slot, objects, bytes, heldMs }: Extract<TaskReport, { type: 'installed' }>,
    { before, now }: MachineStep,
  ): void {
    this.#arrivals.push({ stage, slot, at: now, objects, bytes, heldMs });
    if (before.phase !== 'cutting' || now - this.#toldAt < limits.telemetryIntervalMs) return;
    this.#toldAt = now;
    this.#tell({ step: 'arrived', at: now, barrier: before.epoch, arrivals: [...this.#arrivals] });
  }

  #sawRollBack({ event, before, after, now }: MachineStep): void {
    const { generation, durable } = after;
    // Slots of a leave that is durable have arrived for good, those of any other change are back where they were.
    const arrivals = this.#takeArrivals();
    if (before.change !== null && durable.epoch === before.epoch)
      this.#tell({ step: 'arrived', at: now, barrier: before.epoch, arrivals });
    const redone = this.#parts.unkept();
    const loss = event.type === 'worker-lost' ? { worker: event.worker, reason: event.reason } : null;
    this.#tell({ step: 'rolled-back', at: now, generation, checkpoint: durable.epoch, loss, redone });
  }

  #sawBarrier({ after, now }: MachineStep): void {
    this.#arrivals = [];
    this.#toldAt = now;
    const { change, epoch, members } = after;
    const moves = change?.moves ?? [];
    this.#tell({
      step: 'moving',
      at: now,
      barrier: epoch,
      takers: takersOf(after),
      moves: moves.flatMap((some, stage) =>
        some.length === 0
          ? []
          : [
              {
                stage,
                slots: some.map(({ slot }) => slot),
                from: some.map(({ from }) => from),
                to: some.map(({ to }) => to),
              },
            ],
      ),
      members: change?.members ?? members,
    });
  }

  #takeArrivals(): readonly Arrival[] {
    const arrivals = this.#arrivals;
    this.#arrivals = [];
    return arrivals;
  }
}

type Request = CoordinatorState['requests'][number];
const takerOf = (request: Request, solos: CoordinatorState['solos']): Taker => ({
  request: request.id,
  kind: request.kind,
  worker: 'worker' in request ? request.worker : -1,
  solo:
    'key' in request ? (solos.find(({ stage, key }) => stage === request.stage && key === request.key) ?? null) : null,
});

/** Whose requests the change, or the barrier in flight, answers. */
function takersOf({ requests, change, epoch }: CoordinatorState): readonly Taker[] {
  return requests
    .filter((request) => {
      switch (request.kind) {
        case 'add':
          return change?.joining.includes(request.worker) === true;
        case 'drain':
          return change?.leaving.includes(request.worker) === true;
        case 'move':
        case 'release':
          return change?.taken.includes(request.id) === true;
        case 'checkpoint':
        case 'hand-over':
          return request.epoch <= epoch;
      }
    })
    .map((request) => takerOf(request, change?.solos ?? []));
}
