/**
 * A worker process that has no place in the run yet: it has its code, has opened everything and given up its rights, and takes a
 * seat at once where a worker joins or is lost. To start a process costs as much as a worker earns in a third of a second, at
 * the very moment at which it is missed; a spare has cost that before, when nothing else happened. Mutable.
 */
import type { ChildProcess } from 'node:child_process';
import type { ChildEvents } from './child-process.ts';
import { toWorker } from './child-process.ts';
import type { FromWorkerProcess } from './control-messages.ts';

export type SpareParts = {
  readonly fork: (events: ChildEvents) => ChildProcess;
  /** Tells it what it shall have ready. */
  readonly prepare: (child: ChildProcess) => Promise<void>;
  /** How long nothing must have changed before one is started. */
  readonly afterMs: number;
  /** Not before the run has begun: it is told which run it is. */
  readonly isWanted: () => boolean;
};

type Spare = {
  readonly child: ChildProcess;
  /** Who is told of its end. */
  readonly hears: { by: ChildEvents };
  isPrepared: boolean;
};

/** A run of one worker wants little of the machine. */
export const spareWorkersMin = 2;
/** Spares in a row that ended before they had a seat: another one would only meet the same. */
const lossesMax = 3;
/** Turns rather than time, which also passes while this process is stopped. */
const seatTurns = { everyMs: 250, most: 8 } as const;

export class SpareWorker {
  readonly #parts: SpareParts;
  #spare: Spare | null = null;
  #timer: NodeJS.Timeout | undefined;
  #losses = 0;

  constructor(parts: SpareParts) {
    this.#parts = parts;
  }

  /** One that is ready for a seat. */
  get child(): ChildProcess | null {
    return this.#spare?.isPrepared === true ? this.#spare.child : null;
  }

  /** The run has changed, or begun: once it has been steady for a while there will be a spare. */
  renew(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#spare === null && this.#losses < lossesMax && this.#parts.isWanted()) this.#start();
    }, this.#parts.afterMs);
    this.#timer.unref();
  }

  /** The spare, seated as this worker, which hears of its end from now on; null where none is ready. */
  take(worker: number, events: ChildEvents): ChildProcess | null {
    const spare = this.#spare;
    this.renew();
    if (spare === null || !spare.isPrepared) return null;
    const { child, hears } = spare;
    this.#spare = null;
    this.#losses = 0;
    hears.by = events;
    toWorker(child, { type: 'seat', worker });
    this.#awaitSeated(child);
    return child;
  }

  end(): void {
    clearTimeout(this.#timer);
  }

  #start(): void {
    const hears: { by: ChildEvents } = { by: { failed: () => this.#lost(child), ended: () => this.#lost(child) } };
    const child: ChildProcess = this.#parts.fork({
      failed: (why) => hears.by.failed(why),
      ended: (end) => hears.by.ended(end),
    });
    if (child.pid === undefined) return;
    this.#spare = { child, hears, isPrepared: false };
    child.on('message', ({ type }: FromWorkerProcess) => {
      if (type === 'prepared' && this.#spare?.child === child) this.#spare.isPrepared = true;
    });
    void this.#parts.prepare(child);
  }

  #lost(child: ChildProcess): void {
    if (this.#spare?.child !== child) return;
    this.#spare = null;
    this.#losses++;
    this.renew();
  }

  /** One that was stopped meanwhile would hold up the run for as long as a start may take: its end is the loss of a worker. */
  #awaitSeated(child: ChildProcess): void {
    let turns = 0;
    const timer = setInterval(() => {
      if (++turns >= seatTurns.most) child.kill('SIGKILL');
    }, seatTurns.everyMs);
    const over = (): void => clearInterval(timer);
    child.once('exit', over);
    child.on('message', ({ type }: FromWorkerProcess) => {
      if (type === 'seated') over();
    });
  }
}
