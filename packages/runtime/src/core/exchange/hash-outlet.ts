/**
 * Where the records of a hash exchange leave a stage: to the state object of their key, at whichever worker owns its
 * slot. A key that was met before has a route, so that a record costs one look-up and no hash. Mutable: data plane.
 */
import { assert } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import { LazyRecord } from '@potoroo/shared/record-layout';
import type { KeyPlace, Outlet, Reading, SendBytes, TextCodec } from '../../api/index.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import type { StateObject } from '../slots/state-table.ts';
import type { SlotTable } from '../placement/placement.ts';
import type { SoloKeys } from '../placement/solo-slots.ts';
import { homeSlotOf, soloKeysChanged } from '../placement/solo-slots.ts';
import type { ChannelOut } from './channel-out.ts';
import { keyNumber } from './channel-out.ts';
import { RecordCopier } from './copy-record.ts';
import { recordDepthMax } from './travel-rule.ts';
import { canGoByBytes, WaysByBytes } from './ways-by-bytes.ts';

/** The keyed task of the same worker. */
export interface LocalState {
  /** The object of a key; null where the record was kept for later, or the object could not be made. */
  meet(input: number, key: string, slot: number, record: unknown): StateObject | null;
  /** What an input does with a record. */
  applying(input: number): ApplyTo;
}
export type ApplyTo = (object: StateObject, record: unknown) => void;

export type Route = {
  readonly key: string;
  readonly slot: number;
  readonly channel: ChannelOut | null;
  interned: number;
  object: StateObject | null;
};

export type HashOutletParts = {
  readonly input: number;
  readonly slots: number;
  readonly self: number;
  /** Until the first `switchTo`. */
  readonly table: SlotTable;
  /** Keys with a slot of their own; until the first `switchTo`. */
  readonly solos: SoloKeys;
  /** By worker; null for this one. The list grows and shrinks with the members. */
  readonly channels: readonly (ChannelOut | null)[];
  readonly local: LocalState;
  /** Others may hold a record that stays here, so that it is copied, as if it had travelled. */
  readonly copies: boolean;
  /** So many keys have a way that is remembered; others look for theirs each time. */
  readonly keysMax: number;
  readonly reading: Reading;
  readonly text: TextCodec;
  readonly clock: { readonly readAt: number };
};

/** Of all keys that are remembered: one may be long, and come once. */
const keyCharsMax = 1 << 26;

/** What a decoder made of so few bytes can neither be nested too deeply nor be too long: each level takes two of them. */
const fewBytes = recordDepthMax * 2;

export class HashOutlet implements Outlet {
  readonly #parts: HashOutletParts;
  readonly #routes = new Map<string, Route>();
  readonly #copier: RecordCopier;
  #table: SlotTable;
  #solos: SoloKeys;
  #hasSolos: boolean;
  readonly send: Outlet['send'];
  readonly #byBytes: WaysByBytes[] = [];
  /** Of the keys that are remembered. */
  #chars = 0;

  constructor(parts: HashOutletParts) {
    const { local, input, clock } = parts;
    this.#parts = parts;
    this.#copier = new RecordCopier(parts.text);
    this.#table = parts.table;
    this.#solos = parts.solos;
    this.#hasSolos = parts.solos.size > 0;
    this.send = madeAnew(makeSend)({
      routes: this.#routes,
      route: (key) => this.#route(key),
      own: (record) => this.#own(record),
      meet: (key, slot, record) => local.meet(input, key, slot, record),
      apply: local.applying(input),
      clock,
    });
  }

  sendsByBytes(place: KeyPlace): SendBytes | null {
    if (!canGoByBytes(place)) return null;
    const { local, input, clock } = this.#parts;
    const ways: WaysByBytes = new WaysByBytes(place, {
      keysMax: this.#parts.keysMax,
      route: (key) => this.#routeOf(key, ways.hasRoom && this.#isRoomFor(key)),
      forgot: (way) => this.#forgot(way),
      meet: (key, slot, record) => local.meet(input, key, slot, record),
      apply: local.applying(input),
      clock,
    });
    this.#byBytes.push(ways);
    return ways.send;
  }

  /** From now on records go to the owners that this table names. */
  switchTo(table: SlotTable, solos: SoloKeys): void {
    const before = this.#table;
    for (const key of soloKeysChanged(this.#solos, solos)) this.forget(key);
    this.#table = table;
    this.#solos = solos;
    this.#hasSolos = solos.size > 0;
    if (before === table) return;
    const stays = ({ slot }: Route): boolean => before[slot] === table[slot];
    for (const ways of this.#byBytes) ways.keep(stays);
    for (const route of this.#routes.values()) if (!stays(route)) this.#drop(route.key);
  }

  /** The next record of the key looks for its way anew. */
  forget(key: string): void {
    this.#drop(key);
    for (const ways of this.#byBytes) ways.keep((route) => route.key !== key);
  }

  #drop(key: string): void {
    const route = this.#routes.get(key);
    if (route === undefined) return;
    this.#routes.delete(key);
    this.#forgot(route);
  }

  #forgot({ key, interned }: Route): void {
    if (interned !== keyNumber.none) this.#chars -= key.length;
  }

  write(): void {
    assert(false, 'a hash exchange takes records with keys, not bytes');
  }

  preamble(): void {
    assert(false, 'a hash exchange has no preamble');
  }

  #own(record: unknown): unknown {
    // Nobody changes or keeps a lazy record.
    if (record instanceof LazyRecord) return record;
    const { copies, reading } = this.#parts;
    if (copies) return this.#copier.copy(record);
    if (reading.bytes > fewBytes) this.#copier.copy(record);
    return record;
  }

  #isRoomFor({ length }: string): boolean {
    return this.#chars + length <= keyCharsMax;
  }

  #route(key: string): Route {
    const isKept = this.#routes.size < this.#parts.keysMax && this.#isRoomFor(key);
    const route = this.#routeOf(key, isKept);
    if (isKept) this.#routes.set(key, route);
    return route;
  }

  #routeOf(key: string, isKept: boolean): Route {
    const { slots, self, channels } = this.#parts;
    const slot = this.#hasSolos ? (this.#solos.get(key) ?? homeSlotOf(key, slots)) : slotOf(hashText(key), slots);
    const to = this.#table[slot];
    assert(to !== undefined, 'every slot has an owner');
    const channel = to === self ? null : channels[to];
    assert(channel !== undefined, `there is no channel to worker ${to}`);
    if (isKept) this.#chars += key.length;
    return { key, slot, channel, interned: isKept ? keyNumber.wanted : keyNumber.none, object: null };
  }
}

type SendParts = {
  readonly routes: ReadonlyMap<string, Route>;
  readonly route: (key: string) => Route;
  readonly own: (record: unknown) => unknown;
  readonly meet: (key: string, slot: number, record: unknown) => StateObject | null;
  readonly apply: ApplyTo;
  readonly clock: { readonly readAt: number };
};

/** What could not travel is refused before it leaves a trace. */
export function makeSend({ routes, route, own, meet, apply, clock }: SendParts): Outlet['send'] {
  return (key, record) => {
    const way = routes.get(key) ?? route(key);
    if (way.channel !== null) {
      way.interned = way.channel.send(key, way.interned, record, clock.readAt);
      return;
    }
    const mine = own(record);
    way.object ??= meet(key, way.slot, mine);
    if (way.object !== null) apply(way.object, mine);
  };
}
