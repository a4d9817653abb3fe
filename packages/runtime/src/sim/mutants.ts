/**
 * The mutation gate: each load-bearing rule of the core is taken away, and the swarm must notice. A rule that can go
 * without anybody noticing is not checked, or is not needed.
 */
import type { CoordinatorState } from '../core/index.ts';
import { CheckpointBook, EpochLedger, decide } from '../core/index.ts';
import { SlotSnapshots } from '../core/checkpoint/slot-snapshots.ts';
import { ChannelIn } from '../core/exchange/channel-in.ts';
import { CreditWindow } from '../core/exchange/credit-window.ts';
import { ChannelMesh } from '../core/exchange/channel-mesh.ts';
import { ChannelOut } from '../core/exchange/channel-out.ts';
import { HashOutlet } from '../core/exchange/hash-outlet.ts';
import { PendingRecords } from '../core/exchange/pending-records.ts';
import { Preamble } from '../core/exchange/preamble.ts';
import { ShardOutlet } from '../core/exchange/shard-outlet.ts';
import { Aligner } from '../core/progress/aligner.ts';
import { StateTable } from '../core/slots/state-table.ts';
import { KeyedTask } from '../core/stages/keyed-task.ts';
import { OnceOut } from '../core/stages/once-out.ts';
import { Outbox } from '../core/stages/outbox.ts';
import { SinkTask } from '../core/stages/sink-task.ts';
import { SourceTask } from '../core/stages/source-task.ts';
import { bounds, coordination, processes, quarantine } from './coordinator-mutants.ts';
import type { Mutant } from './mutant.ts';
import { nothing, without, withRules } from './mutant.ts';

const alignment: readonly Mutant[] = [
  without(
    'alignment: a task cuts only when every channel has delivered the barrier',
    Aligner,
    'arrived',
    () => () => true,
  ),
  without('alignment: a task cuts when every channel has delivered the barrier', Aligner, 'arrived', () => () => false),
  without('frames that wait are kept', ChannelIn, 'keep', () => nothing),
  without('frames that wait are taken up again', KeyedTask, 'resume', () => nothing),
  without(
    'I16: records of a channel keep their order',
    ChannelIn,
    'keep',
    (keep) =>
      function (this: ChannelIn<unknown>, frame) {
        keep.call(this, frame);
        if (this.queue.length === 2) this.queue.reverse();
      },
  ),
  without(
    'I16: data goes before the barrier that follows it',
    ChannelOut,
    'barrier',
    (barrier) =>
      function (this: ChannelOut, generation, epoch) {
        this.flush = nothing;
        barrier.call(this, generation, epoch);
        Reflect.deleteProperty(this, 'flush');
        this.flush();
      },
  ),
  withRules('I16: a link keeps its order', { ordered: false }),
];

const credit: readonly Mutant[] = [
  without('I17: consumed bytes are granted', CreditWindow, 'consumed', () => () => 0),
  without('I17: credit that comes back is counted', ChannelOut, 'grant', () => nothing),
  without('I17: without credit nothing is sent', ChannelMesh, 'exhausted', () => () => false),
  without(
    'I17: no more is granted than was consumed',
    CreditWindow,
    'consumed',
    (consumed) =>
      function (this: CreditWindow, bytes, frame) {
        return 2 * consumed.call(this, bytes, frame);
      },
  ),
];

const moving: readonly Mutant[] = [
  without(
    'records of a slot that is moving here wait for it',
    KeyedTask,
    'meet',
    () =>
      function (this: KeyedTask, _input, key, slot, record) {
        return this.table.meet(key, slot, record);
      },
  ),
  without('records that waited for a slot which is here go first', PendingRecords, 'goFirst', () => () => false),
  without(
    'records that waited for a slot are all met, though the way out closes meanwhile',
    PendingRecords,
    'drain',
    (drain) =>
      function (this: PendingRecords, slot, mayGoOn, meet) {
        return drain.call(this, slot, mayGoOn, meet) ?? drain.call(this, slot, () => true, nothing);
      },
  ),
  without(
    'a slot that comes before its new owner has cut waits for the cut',
    KeyedTask,
    'arrive',
    (arrive) =>
      function (this: KeyedTask, state) {
        arrive.call(this, { ...state, epoch: 0 });
      },
  ),
  without(
    'a partition that comes before its new owner has cut waits for the cut',
    SourceTask,
    'arrive',
    (arrive) =>
      function (this: SourceTask, state) {
        arrive.call(this, { ...state, epoch: 0 });
      },
  ),
  without(
    'an output that comes before its new owner has cut waits for the cut',
    SinkTask,
    'arrive',
    (arrive) =>
      function (this: SinkTask, state) {
        arrive.call(this, { ...state, epoch: 0 });
      },
  ),
  without('a new owner is given the slot as of the last checkpoint, or all of it', KeyedTask, 'warm', () => nothing),
  without('records go to the new owner behind the barrier', HashOutlet, 'switchTo', () => nothing),
  without('outputs go to the new owner behind the barrier', ShardOutlet, 'switchTo', () => nothing),
  without('what has left is forgotten where it was', StateTable, 'leave', () => nothing),
  without(
    'a member that joins has channels',
    ChannelMesh,
    'join',
    (join) =>
      function (this: ChannelMesh, member) {
        join.call(this, member);
        this.leaving(0)[member] = null;
      },
  ),
  without(
    'a header moves with its output',
    Preamble,
    'offer',
    (offer) =>
      function (this: Preamble, bytes) {
        offer.call(this, bytes);
        return true;
      },
  ),
];

const single: readonly Mutant[] = [
  without('records of an object that moves alone look for their way anew', HashOutlet, 'forget', () => nothing),
  without('what an object that moves alone leaves behind is kept whole', StateTable, 'thin', () => nothing),
  without(
    'an object that gets a slot of its own goes there',
    StateTable,
    'split',
    () =>
      function (this: StateTable, _key, _home, solo) {
        this.own(solo);
      },
  ),
  without(
    'an object that comes home joins its slot',
    StateTable,
    'merge',
    () =>
      function (this: StateTable, _key, solo) {
        this.leave(solo);
      },
  ),
  without(
    'a slot that is given to another key has nothing of the one before',
    CheckpointBook,
    'next',
    (next) =>
      function (this: CheckpointBook<unknown>, released, placement) {
        const whole = placement.map((table) => [...table, ...Array.from({ length: 64 }, () => 0)]);
        return next.call(
          this,
          released,
          whole.map((table) => table.map((owner) => Math.max(0, owner))),
        );
      },
  ),
  withRules('a manifest names the objects that have a slot of their own', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      return {
        state: next,
        effects: effects.map((effect) =>
          effect.type === 'commit' ? { ...effect, durable: { ...effect.durable, solos: [] } } : effect,
        ),
      };
    },
  }),
  withRules('an object on its way home joins its slot only where both are at one worker', {
    decide: (state, event, now, plan) => {
      const { state: next, effects } = decide(state, event, now, plan);
      const left = (solos: CoordinatorState['solos']): CoordinatorState['solos'] =>
        solos.filter(({ homing }) => !homing);
      return {
        state: next,
        effects: effects.map((effect) =>
          effect.type === 'inject' && effect.change.solos !== null
            ? { ...effect, change: { ...effect.change, solos: left(effect.change.solos) } }
            : effect,
        ),
      };
    },
  }),
];

const checkpoints: readonly Mutant[] = [
  without(
    'an object that changes during a checkpoint is taken as it stood at the cut',
    SlotSnapshots,
    'beforeTouch',
    () => nothing,
  ),
  without('objects that change are part of the next checkpoint', StateTable, 'touch', () => nothing),
  without(
    'a slot is read back from its oldest section on',
    KeyedTask,
    'load',
    (load) =>
      function (this: KeyedTask, slot, sections) {
        load.call(this, slot, sections.toReversed());
      },
  ),
  without('a source goes on where the checkpoint left it', SourceTask, 'load', () => nothing),
  without('a sink releases again what a recovery brought', SinkTask, 'start', () => nothing),
  without('an output knows where it stands after a recovery', SinkTask, 'load', () => nothing),
  without(
    'outputs that a manifest should have held that was not written are part of the next one',
    SinkTask,
    'storeWaiting',
    () => nothing,
  ),
  without('a new owner of an output says how full its outbox is', SinkTask, 'tellFill', () => nothing),
  without(
    'outputs are kept until they have left',
    CheckpointBook,
    'next',
    (next) =>
      function (this: CheckpointBook<unknown>, _released, placement) {
        return next.call(
          this,
          { get: () => Number.MAX_SAFE_INTEGER } as unknown as ReadonlyMap<number, number>,
          placement,
        );
      },
  ),
  without(
    'outputs are kept no longer than until they have left',
    CheckpointBook,
    'next',
    (next) =>
      function (this: CheckpointBook<unknown>, _released, placement) {
        return next.call(this, new Map(), placement);
      },
  ),
  without('what was staged for a checkpoint that is given up counts no more', CheckpointBook, 'abandon', () => nothing),
  without(
    'the cut of a preview in a file is told of only when what left before it is there',
    OnceOut,
    'tell',
    () => (what) => what(),
  ),
  without('I13: complete epochs are released', Outbox, 'releasable', () => () => []),
  without(
    'the ledger keeps the counts of those who have left',
    EpochLedger,
    'retired',
    () =>
      function (this: EpochLedger, worker) {
        this.account.stages.forEach((_, stage) =>
          this.acked(worker, { type: 'acked', epoch: 0, stage, records: 0, failures: 0, nodes: [] }),
        );
      },
  ),
  without(
    'the ledger of a new generation goes on from the last complete epoch',
    EpochLedger,
    'rolledBack',
    () => nothing,
  ),
];

/** A bug that is planted to see that a swarm catches one at all. */
export const canary: Mutant = without(
  'canary: a record is applied once',
  KeyedTask,
  'applying',
  (applying) =>
    function (this: KeyedTask, input) {
      const apply = applying.call(this, input);
      return (object, record) => {
        apply(object, record);
        if (object.key.endsWith('7')) apply(object, record);
      };
    },
);

export const mutants: readonly Mutant[] = [
  ...alignment,
  ...credit,
  ...moving,
  ...single,
  ...checkpoints,
  ...coordination,
  ...bounds,
  ...processes,
  ...quarantine,
];
