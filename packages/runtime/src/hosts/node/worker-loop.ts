/**
 * The loop around a worker core: one event at a time, its effects performed by links and devices, their completions fed
 * back as events. Events that come up while effects are being performed wait their turn, so that effects keep their order.
 */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { assert, unreachable } from '@potoroo/shared/assert';
import type { Worker, WorkerEffect, WorkerEvent, WorkerReport } from '../../core/index.ts';
import type { ToWorker } from './control-messages.ts';
import type { PeerLinks } from './peer-links.ts';
import type { SinkDevice } from './sink-devices.ts';
import type { SourceDevice } from './source-devices.ts';
import { monotonicNow } from './monotonic-now.ts';

export type LoopParts = {
  readonly worker: Worker;
  readonly links: PeerLinks;
  readonly sources: ReadonlyMap<number, SourceDevice>;
  readonly sinks: ReadonlyMap<number, SinkDevice>;
  readonly report: (report: WorkerReport) => void;
};

export class WorkerLoop {
  #parts: LoopParts | null = null;
  #queue: WorkerEvent[] = [];
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;

  /** From now on events are handled; those that came before are handled first. */
  begin(parts: LoopParts): void {
    this.#parts = parts;
    this.#run();
  }

  deliver(event: WorkerEvent): void {
    this.#queue.push(event);
    this.#run();
  }

  control(message: Exclude<ToWorker, { type: 'assign' | 'retire' }>): void {
    this.deliver(message.type === 'start-sources' ? { type: 'start', stages: message.stages } : message);
  }

  #run(): void {
    const parts = this.#parts;
    if (this.#running || parts === null) return;
    this.#running = true;
    parts.links.cork();
    while (this.#queue.length > 0) {
      const events = this.#queue;
      this.#queue = [];
      for (const event of events) {
        const effects: WorkerEffect[] = [];
        parts.worker.step(event, monotonicNow(), effects);
        for (const effect of effects) this.#perform(effect, parts);
      }
    }
    parts.links.uncork();
    this.#running = false;
  }

  #perform(effect: WorkerEffect, { links, sources, sinks, report }: LoopParts): void {
    switch (effect.type) {
      case 'send':
        return links.send(effect.to, effect.bytes);
      case 'open-source':
        return deviceOf(sources, effect.stage).open();
      case 'close-source':
        return deviceOf(sources, effect.stage).close();
      case 'read':
        return deviceOf(sources, effect.stage).read(effect.intake);
      case 'write':
        return deviceOf(sinks, effect.stage).write(effect.bytes);
      case 'release':
        return deviceOf(sinks, effect.stage).release(() =>
          this.deliver({ type: 'written', stage: effect.stage, epoch: effect.epoch }),
        );
      case 'wake':
        return this.#wake(effect.at);
      case 'report':
        return report(effect.report);
      default:
        unreachable(effect);
    }
  }

  #wake(at: number): void {
    if (at >= this.#wakeAt) return;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
    this.#wakeAt = at;
    const wake = (): void => {
      this.#wakeAt = Number.POSITIVE_INFINITY;
      this.deliver({ type: 'wake' });
    };
    const wait = at - monotonicNow();
    if (wait < 1) this.#immediate = setImmediate(wake);
    else this.#timer = setTimeout(wake, wait);
  }
}

function deviceOf<Device>(devices: ReadonlyMap<number, Device>, stage: number): Device {
  const device = devices.get(stage);
  assert(device !== undefined, `stage ${stage} has no device at this worker`);
  return device;
}
