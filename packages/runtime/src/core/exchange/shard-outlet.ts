/** Where encoded records leave a stage for a sink: to the worker that owns the sink's shard. */
import { assert } from '@potoroo/shared/assert';
import type { Outlet } from '../../api/index.ts';
import type { ChannelOut } from './channel-out.ts';
import { Preamble } from './preamble.ts';

/** The sink task of the same worker. */
export interface LocalSink {
  write(bytes: Uint8Array): void;
  /** Throws where another preamble came first. */
  preamble(bytes: Uint8Array): void;
}

export type ShardOutletParts = {
  /** Null where this worker owns the shard. */
  readonly channel: ChannelOut | null;
  readonly local: LocalSink;
  readonly clock: { readonly readAt: number };
};

export class ShardOutlet implements Outlet {
  readonly #parts: ShardOutletParts;
  readonly #preamble = new Preamble();

  constructor(parts: ShardOutletParts) {
    this.#parts = parts;
  }

  send(): void {
    assert(false, 'a sink takes encoded records, not values');
  }

  write(bytes: Uint8Array): void {
    const { channel, local, clock } = this.#parts;
    if (channel === null) local.write(bytes);
    else channel.write(bytes, clock.readAt);
  }

  preamble(bytes: Uint8Array): void {
    const { channel, local } = this.#parts;
    if (channel === null) local.preamble(bytes);
    else if (this.#preamble.offer(bytes)) channel.preamble(bytes);
  }
}
