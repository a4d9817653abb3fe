/** How a scene looks at one moment: plain data for whoever draws it, and for the claims of a lesson. */
import type { CoordinatorEventType, CoordinatorPhase, MachinePhases } from '../../core/index.ts';
import type { FrameContent } from './wiretap.ts';
import type { End } from '../watcher.ts';

export type WorkerView = {
  readonly worker: number;
  /** `starting`: its process is up and owns nothing yet. `dead`: it was killed; `gone`: it has left. */
  readonly condition: 'serving' | 'starting' | 'joining' | 'leaving' | 'dead' | 'gone';
  readonly busy: boolean;
  /** Records that its objects have met in this generation. */
  readonly met: number;
  /** Slots that it owns, of all states. */
  readonly slots: number;
  readonly objects: number;
  /** How many of its machines are in which phase; null while it has no core. */
  readonly machines: MachinePhases | null;
};

export type ObjectView = {
  readonly state: string;
  readonly key: string;
  readonly slot: number;
  /** Who had it first. */
  readonly home: number;
  /** Who has it; null while it travels, and while it is only in a checkpoint. */
  readonly worker: number | null;
  /** Where it travels to. */
  readonly to: number | null;
  readonly value: unknown;
};

export type MessageView = {
  readonly id: number;
  readonly from: End;
  readonly to: End;
  readonly generation: number;
  readonly what: string;
  readonly content: FrameContent;
  readonly sentAt: number;
  readonly arrivesAt: number;
  /** Its place on its link, as the sender counts: what a receiver that looks knows it by. */
  readonly number: number;
  /** What somebody has done to it. */
  readonly fate: 'lost' | 'resent' | 'doubled' | 'copy discarded' | null;
};

/** A change of phase as the table of the coordinator has it. */
export type Transition = {
  readonly from: CoordinatorPhase;
  readonly event: CoordinatorEventType;
  readonly to: CoordinatorPhase;
  /** What was said in it last: of a task's report, what it reports. */
  readonly says: string;
};

export type CoordinatorView = {
  readonly alive: boolean;
  readonly phase: CoordinatorPhase;
  readonly generation: number;
  readonly epoch: number;
  readonly durableEpoch: number;
  readonly members: readonly number[];
  readonly waitingFor: readonly string[];
  readonly acks: number;
  readonly acksWanted: number;
  readonly slotsMoving: number;
  readonly last: Transition | null;
  /** Changes of phase so far, each with how often it was seen. */
  readonly seen: readonly (Transition & { readonly times: number })[];
};

/** A transfer whose payer has no answer yet. */
export type OpenTransfer = {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly amount: number;
  /** What its payee has done with it: nothing yet, or the answer is on its way. */
  readonly stage: 'offered' | 'taken' | 'refused';
};
/** Of the transfer application: what must hold of its money now, and whether it does. */
export type LedgerView = {
  readonly rules: readonly { readonly says: string; readonly holds: boolean; readonly detail: string }[];
  readonly open: readonly OpenTransfer[];
  readonly counts: Readonly<Record<string, number>>;
};

export type SceneView = {
  readonly title: string;
  readonly now: number;
  readonly ended: boolean;
  /** Why it ended before its time: a rule of the core was broken. */
  readonly failure: string | null;
  /** Why the code of a state threw at the first record at which it did; null where it has not, or where that is not counted. */
  readonly threwFirst: string | null;
  /** It is not followed to its end: it has more events than a stage shows. */
  readonly isCut: boolean;
  readonly codeHash: string;
  /** Of the code that its workers have called so far at their state objects. */
  readonly codeRun: string;
  /** Of everything that happened so far: the same wherever this scene is played. */
  readonly traceHash: string;
  readonly workers: readonly WorkerView[];
  readonly objects: readonly ObjectView[];
  readonly messages: readonly MessageView[];
  readonly coordinator: CoordinatorView;
  /** Slot -> worker, of the last state. */
  readonly slots: readonly number[];
  /** The last lines that left. */
  readonly outputs: readonly string[];
  /** What happened last, in words. */
  readonly happened: readonly string[];
  /** The numbers that a lesson may speak of. */
  readonly counts: Readonly<Record<string, number>>;
  /** Of the transfer application only, and not while everybody goes back to a checkpoint. */
  readonly ledger: LedgerView | null;
};
