/** Invariants of PROTOCOL.md that are seen from outside of the cores: pure functions over what a simulated cluster knows. */
import { assert } from '@potoroo/shared/assert';
import type { Topology } from '@potoroo/shared/topology';
import type { Chains, CoordinatorPlan, CoordinatorState, Durable, Worker } from '../core/index.ts';
import { homeSlotOf } from '../core/index.ts';

type Change = NonNullable<CoordinatorState['change']>;
type Standing = Pick<CoordinatorState, 'placement' | 'members' | 'requests' | 'solos'>;
type Solos = Durable['solos'];

/**
 * I18: hash slots move only to those who join and from those who leave, and no more of them than the share or the estate;
 * single objects only where somebody asks for it, from those who leave, and home.
 */
export function checkMoves(topology: Topology, before: Standing, change: Change): void {
  const { joining, leaving, moves } = change;
  for (const [id, owners] of before.placement.entries()) {
    const stage = topology.stages[id];
    const table = stage?.kind === 'keyed' ? owners.slice(0, stage.slots) : owners;
    const moved = (moves[id] ?? []).filter(({ slot }) => slot < table.length);
    const serving = before.members.length + joining.length - leaving.length;
    const share = joining.length * Math.ceil(table.length / serving);
    const estate = table.filter((owner) => leaving.includes(owner)).length;
    // A joiner is given what a leaver had first: then its share has moved already.
    assert(
      moved.length <= Math.max(share, estate),
      `I18: ${moved.length} slots of stage ${id} move, of ${share} for joiners and ${estate} of leavers`,
    );
    for (const { from, to, slot } of moved) {
      assert(table[slot] === from, `I18: slot ${slot} of stage ${id} does not belong to worker ${from}`);
      assert(
        joining.includes(to) || leaving.includes(from),
        `I18: slot ${slot} of stage ${id} moves from ${from} to ${to}, and neither joins nor leaves`,
      );
    }
    for (const { slot, to } of (moves[id] ?? []).filter((move) => move.slot >= table.length))
      checkSoloMove(before, change, { stage: id, slot, to });
  }
}

function checkSoloMove(
  { requests }: Standing,
  { solos, taken, placement }: Change,
  { stage, slot, to }: { readonly stage: number; readonly slot: number; readonly to: number },
): void {
  const solo = solos.find((one) => one.stage === stage && one.slot === slot);
  assert(solo !== undefined, `I18: slot ${slot} of stage ${stage} moves, and is no key's`);
  const asked = requests.find(
    (request) => taken.includes(request.id) && 'key' in request && request.stage === stage && request.key === solo.key,
  );
  const slots = placement[stage]?.[slot];
  assert(slots === to, `I18: slot ${slot} of stage ${stage} moves to ${to}, and will be worker ${slots}'s`);
  assert(
    solo.homing || (asked?.kind === 'move' && asked.worker === to),
    `I18: key ${solo.key} of stage ${stage} moves to ${to}, and nobody asked for it`,
  );
}

/** I9: after a change every object is at one worker, in the slot of its key, and it is the one that the placement names. */
export function checkHolders(
  topology: Topology,
  { placement, solos }: Pick<Change, 'placement' | 'solos'>,
  cores: ReadonlyMap<number, Worker>,
): void {
  for (const stage of topology.stages) {
    if (stage.kind !== 'keyed') continue;
    for (const [worker, core] of cores) {
      const { table } = core.keyed(stage.id);
      for (const [slot, objects] of table.objectCounts().entries()) {
        assert(
          objects === 0 || placement[stage.id]?.[slot] === worker,
          `I9: worker ${worker} holds slot ${slot} of stage ${stage.id}, which is worker ${placement[stage.id]?.[slot]}'s`,
        );
        for (const { key } of table.objectsOf(slot)) checkSlot(stage, solos, slot, key);
      }
    }
  }
}

/** I7: the object of a key is in the slot of its hash, or in its own where it has one. */
export function checkSlot(
  { id, slots }: { readonly id: number; readonly slots: number },
  solos: Solos,
  slot: number,
  key: string,
): void {
  const own = solos.find((solo) => solo.stage === id && solo.key === key)?.slot ?? homeSlotOf(key, slots);
  assert(slot === own, `I7: key ${key} of stage ${id} is in slot ${slot}, and its slot is ${own}`);
}

/** I14: nothing leaves before its manifest is durable. */
export function checkRelease(epoch: number, durable: number): void {
  assert(epoch <= durable, `I14: epoch ${epoch} leaves, and the newest durable one is ${durable}`);
}

/** I13: an epoch is complete only where its manifest is durable. */
export function checkComplete(epoch: number, durable: number): void {
  assert(epoch === durable, `I13: epoch ${epoch} is complete, and the newest durable one is ${durable}`);
}

/**
 * I17: while an outbox is full, checkpoints cannot be kept or the run is handed over, sources take nothing: every member was told so,
 * and none holds its sources for longer. `told`: worker -> what it was last told in this generation.
 */
export function checkHeld(
  { phase, members, full, missed, requests }: CoordinatorState,
  told: ReadonlyMap<number, boolean>,
): void {
  if (phase === 'gathering' || phase === 'loading' || phase === 'over') return;
  const isHeld = full.size > 0 || missed >= 3 || requests.some(({ kind }) => kind === 'hand-over');
  for (const worker of members)
    assert(
      (told.get(worker) ?? false) === isHeld,
      `I17: worker ${worker} ${isHeld ? 'was not told to hold' : 'still holds'} its sources`,
    );
}

/** I17: a sink that is slow to release is given three epochs, and no more before one has left. */
export function checkUnreleased({ epoch, missed, released }: CoordinatorState, sinks: readonly number[]): void {
  const waiting = Math.max(0, ...sinks.map((sink) => epoch - (released.get(sink) ?? 0)));
  assert(missed > 0 || waiting <= 3, `I17: ${waiting} epochs of a sink have not left`);
}

/** I15: what a manifest holds of a sink that has not left is in the next one as well. `left`: sink -> the last epoch that has left. */
export function checkOutputsKept(
  before: Chains<unknown>,
  after: Chains<unknown>,
  { sinks, left }: { readonly sinks: readonly number[]; readonly left: ReadonlyMap<number, number> },
): void {
  for (const [name, chain] of before) {
    const stage = Number(name.split('.')[0]);
    const last = left.get(stage) ?? 0;
    for (const { epoch } of sinks.includes(stage) ? chain : [])
      assert(
        epoch <= last || after.get(name)?.some((link) => link.epoch === epoch) === true,
        `I15: epoch ${epoch} of the sink in ${name} has not left, and is kept no more`,
      );
  }
}

/** I15: of outputs that have left, a manifest holds only the last: nothing is kept for ever. `released`: sink -> the last epoch that it says has left. */
export function checkOutputsDropped(chains: Chains<unknown>, released: Durable['released']): void {
  for (const [name, chain] of chains) {
    const last = released.get(Number(name.split('.')[0]));
    for (const { epoch } of last === undefined ? [] : chain.slice(0, -1))
      assert(
        last === undefined || epoch > last,
        `I15: epoch ${epoch} of the sink in ${name} has left, and is kept yet`,
      );
  }
}

/** A source starts only once a manifest covers every record of those that it waits for. */
export function checkStart(
  sources: readonly number[],
  { after }: Pick<CoordinatorPlan, 'after'>,
  covered: readonly number[],
): void {
  for (const source of sources)
    for (const before of after.get(source) ?? [])
      assert(
        covered.includes(before),
        `L1: source ${source} starts, and no manifest covers source ${before}, which ends before it`,
      );
}

/** L1: a run that is being stopped has told every member so, in each generation: a source without an end would go on for ever. */
export function checkStopped({ phase, members, stopping }: CoordinatorState, told: ReadonlySet<number>): void {
  if (!stopping || phase === 'gathering' || phase === 'loading' || phase === 'over') return;
  for (const worker of members) assert(told.has(worker), `L1: worker ${worker} was not told to stop its sources`);
}
