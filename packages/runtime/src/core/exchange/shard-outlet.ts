/** Where encoded records leave a stage for a sink: to the worker that owns the sink's shard. */
import { assert } from '@potoroo/shared/assert';
import type { Outlet } from '../../api/index.ts';
import type { SlotTable } from '../placement/placement.ts';
import type { ChannelOut } from './channel-out.ts';
import { Preamble } from './preamble.ts';

/** The sink task of the same worker. */
export interface LocalSink {
  write(bytes: Uint8Array): void;
  /** Throws where another preamble came first. */
  preamble(bytes: Uint8Array): void;
}

export type ShardOutletParts = {
  readonly self: number;
  /** Until the first `switchTo`. */
  readonly table: SlotTable;
  /** By worker; null for this one. The list grows and shrinks with the members. */
  readonly channels: readonly (ChannelOut | null)[];
  readonly local: LocalSink;
  readonly clock: { readonly readAt: number };
};

export class ShardOutlet implements Outlet {
  readonly #parts: ShardOutletParts;
  /** What stands before the records; the sink is told before the first record that it gets from here. */
  readonly #preamble = new Preamble();
  #told = true;
  #owner: number;

  constructor(parts: ShardOutletParts) {
    this.#parts = parts;
    this.#owner = parts.table[0] ?? parts.self;
  }

  /** From now on records go to the owner that this table names. */
  switchTo(table: SlotTable): void {
    const owner = table[0] ?? this.#owner;
    if (owner === this.#owner) return;
    this.#owner = owner;
    this.#told = this.#preamble.bytes === null;
  }

  send(): void {
    assert(false, 'a sink takes encoded records, not values');
  }

  write(bytes: Uint8Array): void {
    const channel = this.#channel;
    if (!this.#told) this.#tell(channel);
    if (channel === null) this.#parts.local.write(bytes);
    else channel.write(bytes, this.#parts.clock.readAt);
  }

  preamble(bytes: Uint8Array): void {
    if (!this.#preamble.offer(bytes)) return;
    this.#told = false;
    this.#tell(this.#channel);
  }

  #tell(channel: ChannelOut | null): void {
    const { bytes } = this.#preamble;
    if (bytes === null) return;
    if (channel === null) this.#parts.local.preamble(bytes);
    else channel.preamble(bytes);
    this.#told = true;
  }

  get #channel(): ChannelOut | null {
    const { self, channels } = this.#parts;
    if (this.#owner === self) return null;
    const channel = channels[this.#owner];
    assert(channel !== undefined && channel !== null, `there is no channel to worker ${this.#owner}`);
    return channel;
  }
}
