/**
 * The loop around a worker core of one generation: one event at a time, its effects performed by links and devices, their
 * completions fed back as events. Events that come up while effects are being performed wait their turn, so that effects
 * keep their order. A loop that has ended performs nothing more, whatever still comes back to it.
 */
import { clearImmediate, clearTimeout, setImmediate, setTimeout } from 'node:timers';
import { assert, unreachable } from '@potoroo/shared/assert';
import type { WatchRequest } from '@potoroo/shared/telemetry';
import type { StoredSection, TaskReport, Worker, WorkerEffect, WorkerEvent } from '../../core/index.ts';
import { moment } from './moments.ts';
import type { Handicap } from './handicap.ts';
import { monotonicNow } from './monotonic-now.ts';
import type { PeerLinks } from './peer-links.ts';
import type { SinkDevice } from './sink-devices.ts';
import type { SourceDevice } from './source-devices.ts';

export type LoopParts = {
  readonly worker: Worker;
  readonly generation: number;
  readonly timeline: number;
  readonly links: PeerLinks;
  readonly sources: ReadonlyMap<number, SourceDevice>;
  readonly sinks: ReadonlyMap<number, SinkDevice>;
  readonly report: (report: TaskReport) => void;
  readonly store: (stored: StoredSection) => void;
  readonly handicap: Handicap;
};

export class WorkerLoop {
  readonly #parts: LoopParts;
  #queue: WorkerEvent[] = [];
  #running = false;
  #ended = false;
  #timer: NodeJS.Timeout | undefined;
  #immediate: NodeJS.Immediate | undefined;
  #wakeAt = Number.POSITIVE_INFINITY;

  constructor(parts: LoopParts) {
    this.#parts = parts;
  }

  deliver(event: WorkerEvent): void {
    if (this.#ended) return;
    this.#queue.push(event);
    this.#run();
  }

  /** The object of a key as it is between two events; undefined where there is none, null where its slot is not here. */
  look(stage: number, key: string): { readonly value: unknown } | null | undefined {
    const { worker } = this.#parts;
    return worker.spoilt !== null ? null : worker.keyed(stage).look(key);
  }

  /** What lies in a slot between two events; null where it is not here, or not whole yet. */
  slot(stage: number, slot: number): ReadonlyMap<string, { readonly value: unknown }> | null {
    const { worker } = this.#parts;
    return worker.spoilt !== null ? null : worker.keyed(stage).table.slotOf(slot);
  }

  /** Takes effect with the next sample. */
  watch(request: WatchRequest): void {
    this.#parts.worker.looks.ask(request, monotonicNow());
  }

  /** What is done to the run has changed, or the generation begins under it. */
  disturbed(): void {
    const { worker, links, handicap } = this.#parts;
    worker.disturb((source) => handicap.of(source));
    links.cut(handicap.unheard);
    this.deliver({ type: 'wake' });
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    clearImmediate(this.#immediate);
  }

  #run(): void {
    if (this.#running) return;
    const { worker, links, handicap } = this.#parts;
    const began = monotonicNow();
    this.#running = true;
    links.cork();
    while (this.#queue.length > 0) {
      const events = this.#queue;
      this.#queue = [];
      for (const event of events) {
        const effects: WorkerEffect[] = [];
        worker.step(event, monotonicNow(), effects);
        for (const effect of effects) this.#perform(effect);
      }
    }
    links.uncork();
    handicap.worked(monotonicNow() - began);
    this.#running = false;
  }

  #perform(effect: WorkerEffect): void {
    const { links, sources, sinks, report, store } = this.#parts;
    switch (effect.type) {
      case 'send':
        return links.send(effect.to, effect.bytes);
      case 'open-source':
        return deviceOf(sources, effect.stage).open(effect.offset, effect.connections);
      case 'close-source':
        return deviceOf(sources, effect.stage).close();
      case 'read':
        return deviceOf(sources, effect.stage).read(effect.intake);
      case 'open-sink':
        return deviceOf(sinks, effect.stage).open(effect.bytes, this.#parts, effect.left, effect.unread);
      case 'close-sink':
        void deviceOf(sinks, effect.stage)
          .leave()
          .then((unread) => this.deliver({ type: 'left', stage: effect.stage, unread }));
        return;
      case 'write':
        moment('does', 'write');
        return deviceOf(sinks, effect.stage).write(effect.at, effect.bytes);
      case 'release':
        return deviceOf(sinks, effect.stage).release(() => {
          moment('did', 'write');
          this.deliver({ type: 'written', stage: effect.stage, epoch: effect.epoch });
        });
      case 'flush-sink':
        return deviceOf(sinks, effect.stage).release(() =>
          this.deliver({ type: 'flushed', stage: effect.stage, bytes: effect.bytes }),
        );
      case 'store':
        return store(effect.stored);
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
