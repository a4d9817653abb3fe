/**
 * Where the records of a hash exchange leave a stage: to the state object of their key, at whichever worker owns its
 * slot. A key that was met before has a route, so that a record costs one look-up and no hash. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import type { Outlet } from '../../api/index.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StateObject } from '../slots/state-table.ts';
import type { SlotTable } from '../placement/placement.ts';
import type { ChannelOut } from './channel-out.ts';
import { RecordCopier } from './copy-record.ts';

/** The keyed task of the same worker. */
export interface LocalState {
  meet(key: string, slot: number, record: unknown): StateObject | null;
  apply(input: number, object: StateObject, record: unknown): void;
}

type Route = { readonly channel: ChannelOut | null; interned: number; object: StateObject | null };

export type HashOutletParts = {
  readonly input: number;
  readonly slots: number;
  readonly self: number;
  readonly table: SlotTable;
  /** By worker index; null for this worker. */
  readonly channels: readonly (ChannelOut | null)[];
  readonly local: LocalState;
  /** Records that stay here are copied, so that two stages never share one: as if they had travelled. */
  readonly copies: boolean;
  readonly clock: { readonly readAt: number };
};

const routesMax = 65_536;

export class HashOutlet implements Outlet {
  readonly #parts: HashOutletParts;
  readonly #routes = new Map<string, Route>();
  readonly #copier = new RecordCopier();

  constructor(parts: HashOutletParts) {
    this.#parts = parts;
  }

  send(key: string, record: unknown): void {
    const route = this.#routes.get(key) ?? this.#route(key);
    const { channel } = route;
    if (channel === null) this.#sendHere(route, key, record);
    else route.interned = channel.send(key, route.interned, record, this.#parts.clock.readAt);
  }

  write(): void {
    assert(false, 'a hash exchange takes records with keys, not bytes');
  }

  preamble(): void {
    assert(false, 'a hash exchange has no preamble');
  }

  #sendHere(route: Route, key: string, record: unknown): void {
    const { local, input, slots, copies } = this.#parts;
    route.object ??= local.meet(key, slotOf(hashText(key), slots), record);
    if (route.object !== null) local.apply(input, route.object, copies ? this.#copier.copy(record) : record);
  }

  #route(key: string): Route {
    const { slots, self, table, channels } = this.#parts;
    const to = table[slotOf(hashText(key), slots)];
    assert(to !== undefined, 'every slot has an owner');
    const channel = to === self ? null : channels[to];
    assert(channel !== undefined, `there is no channel to worker ${to}`);
    const route: Route = { channel, interned: -1, object: null };
    if (this.#routes.size < routesMax) this.#routes.set(key, route);
    return route;
  }
}
