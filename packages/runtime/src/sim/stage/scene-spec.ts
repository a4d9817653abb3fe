/** What a scene is made from, and what may be done to it while it plays: plain data, so that both fit into a link. */
import type { Module, Topology } from '@potoroo/shared/topology';

export const flowNames = [
  'accounts',
  'coordinated',
  'uncoordinated',
  'items',
  'people',
  'transfer',
  'own',
  'given',
] as const;
export type FlowName = (typeof flowNames)[number];

/** What the links between workers promise. */
export const deliveries = ['at-most-once', 'at-least-once', 'effectively-once'] as const;
export type Delivery = (typeof deliveries)[number];

export type SceneSpec = {
  readonly title: string;
  readonly flow: FlowName;
  readonly workers: number;
  readonly seed: number;
  /**
   * Keys of the records, or how many there are: `A001`, `A002`, ... Each is met once in turn, then as they are drawn. Where a
   * flow is about people, whole lines.
   */
  readonly keys: readonly string[] | number;
  readonly records: number;
  /** The share of the records that all have the first key. */
  readonly hot?: number;
  readonly sources?: number;
  /** Records a second and source; null: as fast as they are taken. */
  readonly rate: number | null;
  /** How long a record keeps a worker busy. */
  readonly recordMs?: number;
  /** How long a transfer that is coordinated holds the lock. */
  readonly lockMs?: number;
  readonly placement?: 'slicing' | 'modulo';
  readonly delivery?: Delivery;
  readonly barrierMs: number;
  /** Of the flow `own`: the snippets of its state. Of `given`: in the place of its last state's first computation. */
  readonly own?: OwnCode;
  /** A source `you` stays open for what the learner says. */
  readonly open?: boolean;
  /** The scene ends here, if it has not ended before. */
  readonly horizonMs: number;
  /** Of the flow `given`: a compiled pipeline. It is not made from the seed, and not part of a link. */
  readonly topology?: Topology;
  /** Whether outputs wait for the checkpoint that holds them, or leave at once, as a preview. */
  readonly outputs?: 'with the checkpoint' | 'at once';
  /** How often each record was met is counted. */
  readonly tallies?: boolean;
};

/** `script`: what the compiler made of the computation, where it was asked; else it is run as it is. */
export type OwnCode = { readonly initial: string; readonly computation: string; readonly script?: Script };
export type Script = Pick<Module, 'code' | 'lines'>;

export type Act =
  | { readonly type: 'add' }
  | { readonly type: 'drain'; readonly worker: number }
  | { readonly type: 'kill'; readonly worker: number }
  | { readonly type: 'kill-coordinator' }
  /** A message that is on its way is lost, or arrives twice. */
  | { readonly type: 'drop'; readonly message: number }
  | { readonly type: 'duplicate'; readonly message: number }
  /** One more line for the source `you`. */
  | { readonly type: 'say'; readonly line: string };

/** Something was done to a scene after so many events of the whole stage. */
export type Deed = { readonly after: number; readonly scene: number; readonly act: Act };

export const keysOf = ({ keys }: SceneSpec): readonly string[] =>
  typeof keys === 'number'
    ? Array.from({ length: keys }, (_, index) => `A${String(index + 1).padStart(3, '0')}`)
    : keys;
