/**
 * Names of things, branded so that one kind of name cannot be passed for another.
 * Owns nothing but the constructors; what a name points at is the business of its own module.
 */

declare const brand: unique symbol;
type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** The id of a node in a pipeline document: `orders`, `check-order`. Also its name on the command line. */
export type NodeId = Brand<string, 'NodeId'>;
/** The id of an edge in a pipeline document. */
export type EdgeId = Brand<string, 'EdgeId'>;
/** The index of a stage in `Topology.stages`. */
export type StageId = Brand<number, 'StageId'>;
/** The index of an exchange in `Topology.exchanges`. */
export type ExchangeId = Brand<number, 'ExchangeId'>;
/** The index of a module in `Topology.modules`. */
export type ModuleId = Brand<number, 'ModuleId'>;
/** The index of a worker in join order, from 0. Its name is `w1`, `w2`, ... */
export type WorkerIndex = Brand<number, 'WorkerIndex'>;
/** A fixed bucket of keys of one keyed stage, a source partition, or a sink shard. */
export type Slot = Brand<number, 'Slot'>;

export const nodeId = (id: string): NodeId => id as NodeId;
export const edgeId = (id: string): EdgeId => id as EdgeId;
export const stageId = (id: number): StageId => id as StageId;
export const exchangeId = (id: number): ExchangeId => id as ExchangeId;
export const moduleId = (id: number): ModuleId => id as ModuleId;
export const workerIndex = (index: number): WorkerIndex => index as WorkerIndex;
export const slot = (index: number): Slot => index as Slot;

/** `w1` for the first worker in join order. */
export const workerName = (index: WorkerIndex): string => `w${index + 1}`;
