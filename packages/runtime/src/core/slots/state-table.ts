/**
 * The state objects of one keyed stage at one worker, slot by slot. Mutable: this is the data plane. It knows nothing of
 * records or of where slots live; a slot that is not owned here has no table, and asking for it is a bug.
 *
 * A slot is absent, incoming (its objects are on their way) or owned. Each slot notes the objects that were touched since
 * the last cut, so that a checkpoint and a hand-over carry only those.
 */
import { assert } from '@potoroo/shared/assert';
import { limits } from '@potoroo/shared/limits';
import type { SlotPhase } from '../phase-tables.ts';
import { nextPhase, slotTable } from '../phase-tables.ts';

/** One state object: Helland's entity. `value` is plain TypeScript, changed in place by its state computations. */
export type StateObject = {
  readonly key: string;
  readonly slot: number;
  value: unknown;
  /** The epoch in which it was last touched. */
  touched: number;
  /** The epoch at whose cut its bytes were last taken. */
  saved: number;
};

/** What a cut takes of one slot. */
export type SlotCut = {
  readonly slot: number;
  /** Every object of the slot rather than those touched since the last cut. */
  readonly full: boolean;
  /** Earlier sections hold what is not in the slot any more: this one is kept, although it may be empty. */
  readonly replaces: boolean;
  readonly count: number;
  /** May be the slot's own, to which others are added meanwhile, behind these. */
  readonly objects: Iterable<StateObject>;
};

type Slot = {
  readonly objects: Map<string, StateObject>;
  touched: StateObject[];
  /** Cuts since the last full one: how many sections a recovery has to read. */
  deltas: number;
  incoming: boolean;
  /** An object has left it since the last cut. */
  thinned: boolean;
};

export type StateTableParts = {
  /** Hash slots; solo slots come behind them. */
  readonly slots: number;
  readonly initial: (key: string, record: unknown) => unknown;
  /** Asked right before an object changes for the first time since the last cut. */
  readonly beforeTouch: (object: StateObject) => void;
  /** The last complete epoch: what is loaded stands as of its cut. */
  readonly epoch: number;
};

/** A recovery reads at most this many sections of a slot. */
const deltasMax = 32;
/** The slot has never been cut. */
const never = Number.POSITIVE_INFINITY;
/** Slots that were first cut together do not all become full again at one cut. */
const firstDeltas = ({ deltas }: Slot, slot: number): number => (deltas === never ? slot % deltasMax : 0);

const emptySlot = (phase: SlotPhase): Slot => ({
  objects: new Map(),
  touched: [],
  deltas: never,
  incoming: phase === 'incoming',
  thinned: false,
});

export class StateTable {
  readonly #slots: (Slot | null)[];
  readonly #parts: StateTableParts;
  /** The epoch that is open: records applied now belong to it. */
  #epoch: number;
  /**
   * Slot -> records applied since `applied` was last asked for, which every cut and every sample of telemetry does. Adding one to what
   * may have a fraction costs several times as much: the engine looks each time whether it has one.
   */
  readonly recent: Int32Array;
  readonly #applied: Float64Array;

  constructor(parts: StateTableParts) {
    this.#parts = parts;
    this.#slots = Array.from({ length: parts.slots }, () => null);
    this.#epoch = parts.epoch + 1;
    this.recent = new Int32Array(parts.slots + limits.soloSlotsMax);
    this.#applied = new Float64Array(this.recent.length);
  }

  /** Slot -> records applied since the start. */
  get applied(): Float64Array {
    const { recent } = this;
    const applied = this.#applied;
    for (let slot = 0; slot < applied.length; slot++) applied[slot] = (applied[slot] ?? 0) + (recent[slot] ?? 0);
    recent.fill(0);
    return applied;
  }

  /** Takes a slot without objects. */
  own(slot: number): void {
    const fault = `I9: slot ${slot} is placed before it has arrived`;
    const phase = nextPhase(slotTable, this.phaseOf(slot), 'placed', fault);
    if (!this.has(slot)) this.#put(slot, emptySlot(phase));
  }

  has(slot: number): boolean {
    return (this.#slots[slot] ?? null) !== null;
  }

  /** The slot is moving here: its objects will be put, then it is settled. */
  expect(slot: number): void {
    const fault = `I9: slot ${slot} moves to a worker that has it`;
    this.#put(slot, emptySlot(nextPhase(slotTable, this.phaseOf(slot), 'expected', fault)));
  }

  /** Every object of an incoming slot is here. */
  settle(slot: number, deltas: number): void {
    const own = this.#owned(slot);
    const phase = nextPhase(slotTable, this.phaseOf(slot), 'installed', `I9: slot ${slot} arrived twice`);
    own.incoming = phase === 'incoming';
    own.deltas = deltas;
  }

  /** Gives a slot up. */
  leave(slot: number): void {
    this.#owned(slot);
    nextPhase(slotTable, this.phaseOf(slot), 'left', `I8: slot ${slot} moves away before it has arrived`);
    this.#slots[slot] = null;
  }

  /** At a cut: gives a key a slot of its own, with the object that there is of it. */
  split(key: string, home: number, solo: number): void {
    assert(!this.has(solo), `I9: slot ${solo} is given to a key while it is another's`);
    this.own(solo);
    const own = this.#owned(home);
    const object = own.objects.get(key);
    if (object === undefined) return;
    own.objects.delete(key);
    own.touched = own.touched.filter((other) => other !== object);
    this.thin(home);
    this.#move(object, solo);
  }

  /** At a cut: the object of a key joins its hash slot. */
  merge(key: string, solo: number, home: number): void {
    const object = this.#owned(solo).objects.get(key);
    this.leave(solo);
    if (object === undefined) return;
    assert(!this.#owned(home).objects.has(key), `I9: key ${key} is in slots ${solo} and ${home}`);
    this.#move(object, home);
  }

  /** What was kept of the slot holds an object that is not in it any more: it must be kept whole. */
  thin(slot: number): void {
    this.#owned(slot).thinned = true;
  }

  #move({ key, value }: StateObject, slot: number): void {
    const own = this.#owned(slot);
    const moved = { key, slot, value, touched: this.#epoch, saved: this.#epoch - 1 };
    own.objects.set(key, moved);
    own.touched.push(moved);
  }

  phaseOf(slot: number): SlotPhase {
    const own = this.#slots[slot];
    return own === null || own === undefined ? 'absent' : own.incoming ? 'incoming' : 'owned';
  }

  phases(): readonly SlotPhase[] {
    return this.#slots.map((_, slot) => this.phaseOf(slot));
  }

  isIncoming(slot: number): boolean {
    return this.#slots[slot]?.incoming === true;
  }

  get incoming(): boolean {
    return this.#slots.some((slot) => slot?.incoming === true);
  }

  /** The object of a key, made at its first record; null where its initial snippet threw. */
  meet(key: string, slot: number, record?: unknown): StateObject | null {
    const own = this.#owned(slot);
    const known = own.objects.get(key);
    if (known !== undefined) return known;
    const value = this.#parts.initial(key, record);
    if (value === undefined) return null;
    const made = { key, slot, value, touched: this.#epoch, saved: this.#epoch - 1 };
    own.objects.set(key, made);
    own.touched.push(made);
    return made;
  }

  /** Puts an object as it stood at the last cut, over an older one of its key. */
  put(slot: number, key: string, value: unknown): void {
    this.#owned(slot).objects.set(key, { key, slot, value, touched: 0, saved: 0 });
  }

  loaded(slot: number, deltas: number): void {
    this.#owned(slot).deltas = deltas;
  }

  /** Notes that an object is about to change. */
  touch(object: StateObject): void {
    if (object.touched === this.#epoch) return;
    this.#parts.beforeTouch(object);
    object.touched = this.#epoch;
    this.#owned(object.slot).touched.push(object);
  }

  /**
   * Closes the open epoch: what every owned slot has to give for its checkpoint. A slot that nothing touched is left out,
   * unless it leaves. `isWhole`: whether a slot must be given whole; `everything`: the last checkpoint was not kept, so
   * that nobody knows what earlier ones hold.
   */
  cut(
    epoch: number,
    isWhole: (slot: number) => boolean,
    leaving: ReadonlyMap<number, unknown>,
    everything = false,
  ): readonly SlotCut[] {
    assert(epoch === this.#epoch, `I11: epoch ${epoch} is cut while epoch ${this.#epoch} is open`);
    this.#epoch = epoch + 1;
    const cuts: SlotCut[] = [];
    for (const [slot, own] of this.#slots.entries()) {
      if (own === null) continue;
      assert(!own.incoming, `I8: slot ${slot} is incoming at the cut of epoch ${epoch}`);
      const every = own.touched.length === own.objects.size;
      const replaces = own.thinned || everything;
      const full = every || own.deltas >= deltasMax || replaces || isWhole(slot);
      const isEmpty = own.touched.length === 0 && !replaces && !(full && own.objects.size > 0);
      if (isEmpty && !leaving.has(slot)) continue;
      const isAll = full && !every;
      cuts.push({
        slot,
        full,
        replaces,
        count: isAll ? own.objects.size : own.touched.length,
        objects: isAll ? own.objects.values() : own.touched,
      });
      own.deltas = full ? firstDeltas(own, slot) : own.deltas + 1;
      own.touched = [];
      own.thinned = false;
    }
    return cuts;
  }

  deltasOf(slot: number): number {
    return this.#owned(slot).deltas;
  }

  /** Slot -> number of state objects. */
  objectCounts(): readonly number[] {
    return this.#slots.map((slot) => slot?.objects.size ?? 0);
  }

  objectCount(slot: number): number {
    return this.#owned(slot).objects.size;
  }

  /** The object of a key, if there is one; null where the slot is not here, or not whole yet. */
  look(key: string, slot: number): StateObject | null | undefined {
    const own = this.#slots[slot];
    return own === null || own === undefined || own.incoming ? null : own.objects.get(key);
  }

  /** By key; null where the slot is not here, or not whole yet. */
  slotOf(slot: number): ReadonlyMap<string, StateObject> | null {
    const own = this.#slots[slot];
    return own === null || own === undefined || own.incoming ? null : own.objects;
  }

  *objectsOf(slot: number): Iterable<StateObject> {
    yield* this.#slots[slot]?.objects.values() ?? [];
  }

  #put(slot: number, own: Slot): void {
    while (this.#slots.length < slot) this.#slots.push(null);
    this.#slots[slot] = own;
  }

  #owned(slot: number): Slot {
    const own = this.#slots[slot];
    assert(own !== null && own !== undefined, `I4: slot ${slot} is not at this worker`);
    return own;
  }
}
