/**
 * The small machines of a worker as tables: the phase of a task's alignment, of a slot, of a source's partition and of a
 * channel's credit. The code goes from phase to phase by these tables and by nothing else, so a picture of them is a picture
 * of what runs. None of it is on the way of a record: phases change at barriers, moves, starts and when credit runs out. Pure.
 */
import { assert } from '@potoroo/shared/assert';

export type PhaseTable<Phase extends string, Event extends string> = Readonly<
  Record<Phase, Readonly<Partial<Record<Event, Phase>>>>
>;

/** `fault`: what is wrong where the table has no such way. */
export function nextPhase<Phase extends string, Event extends string>(
  table: PhaseTable<Phase, Event>,
  phase: NoInfer<Phase>,
  event: NoInfer<Event>,
  fault: string,
): Phase {
  const next = table[phase][event];
  assert(next !== undefined, fault);
  return next;
}

/** A task: with the barrier of the last channel it cuts, and goes on at once. */
export const alignmentTable: PhaseTable<AlignmentPhase, 'barrier' | 'last barrier'> = {
  flowing: { barrier: 'aligning', 'last barrier': 'flowing' },
  aligning: { barrier: 'aligning', 'last barrier': 'flowing' },
};
export type AlignmentPhase = 'flowing' | 'aligning';

/** A slot of one keyed stage at one worker. */
export const slotTable: PhaseTable<SlotPhase, SlotEvent> = {
  absent: { placed: 'owned', expected: 'incoming' },
  incoming: { installed: 'owned' },
  owned: { placed: 'owned', left: 'absent' },
};
export type SlotPhase = 'absent' | 'incoming' | 'owned';
type SlotEvent = 'placed' | 'expected' | 'installed' | 'left';

/** The partition of a source at one worker; where it is not owned, it waits. */
export const sourceTable: PhaseTable<SourcePhase, SourceEvent> = {
  waiting: { started: 'reading', restored: 'waiting', left: 'waiting', exhausted: 'ended', 'restored ended': 'ended' },
  reading: { exhausted: 'ended', left: 'waiting' },
  ended: { left: 'waiting' },
};
export type SourcePhase = 'waiting' | 'reading' | 'ended';
export type SourceEvent = 'started' | 'exhausted' | 'restored' | 'restored ended' | 'left';

/** The sending end of a channel. */
export const creditTable: PhaseTable<CreditPhase, 'spent' | 'granted'> = {
  open: { spent: 'exhausted' },
  exhausted: { granted: 'open' },
};
export type CreditPhase = 'open' | 'exhausted';

/** For whoever draws them: what each machine is called, and its table. */
export const workerMachines: Readonly<Record<MachineName, PhaseTable<string, string>>> = {
  task: alignmentTable,
  slot: slotTable,
  source: sourceTable,
  channel: creditTable,
};
export type MachineName = 'task' | 'slot' | 'source' | 'channel';
/** How many machines of a worker are in which phase. */
export type MachinePhases = Readonly<Record<MachineName, Readonly<Record<string, number>>>>;

export function tallyOf(phases: Iterable<string>): Record<string, number> {
  const tally: Record<string, number> = {};
  for (const phase of phases) tally[phase] = (tally[phase] ?? 0) + 1;
  return tally;
}
