/** What can be undone and moved: a loss needs every source to give its records again, a drain what can be opened elsewhere. */
import { statSync } from 'node:fs';
import { workerIndex, workerName } from '@potoroo/shared/ids';
import type { SinkStage, SourceStage, Topology } from '@potoroo/shared/topology';
import type { CoordinatorState } from '../../core/index.ts';
import type { InputFile } from './input-files.ts';
import { hadOf } from './input-files.ts';

/** `had`: the files that a version before read, which are files wherever their paths lead now. */
export const canRecover = (topology: Topology, had: readonly InputFile[]): boolean =>
  topology.stages.every((stage) => stage.kind !== 'source' || canReplay(stage, had));

/** A connection without a journal, and a pipe, give each byte once. */
function canReplay({ node, connector }: SourceStage, had: readonly InputFile[]): boolean {
  switch (connector.type) {
    case 'generator':
      return true;
    case 'file':
      return hadOf(had, node, connector.path) !== undefined || isFileAt(connector.path);
    case 'tcp':
      return connector.journal !== 'off';
  }
}

const isFileAt = (path: string): boolean => statSync(path, { throwIfNoEntry: false })?.isFile() === true;

/** What its connections bring is kept until no checkpoint needs it any more. */
export const isJournaled = ({ connector }: SourceStage): boolean =>
  connector.type === 'tcp' && connector.journal !== 'off';

/** What any worker can have. To be asked once, when a run begins: a path may lead elsewhere, or nowhere, while the run has it open. */
export function movableStages(topology: Topology, had: readonly InputFile[]): readonly number[] {
  const recoverable = canRecover(topology, had);
  const movable = topology.stages.filter((stage) => {
    if (stage.kind === 'keyed') return true;
    if (stage.kind === 'sink') return canMove(stage);
    return stage.connector.type === 'tcp' ? recoverable && isJournaled(stage) : canReplay(stage, had);
  });
  return movable.map(({ id }) => id);
}

/** A pipe or a device is written by the worker that opened it. */
function canMove({ connector }: SinkStage): boolean {
  if (connector.type !== 'file') return true;
  return statSync(connector.path, { throwIfNoEntry: false })?.isFile() !== false;
}

type Movables = { readonly topology: Topology; readonly movable: readonly number[] };

/** Whatever a worker may have to open can be opened before it is known which one it is; where a loss ends the run none is replaced. */
export const canHaveSpare = ({ topology, movable }: Movables, recoverable: boolean): boolean =>
  !recoverable || topology.stages.every((stage) => stage.kind !== 'sink' || movable.includes(stage.id));

/** A stage that a worker could not have now, and why. */
export type Lack = readonly [stage: number, why: string];

/** Why a worker cannot leave, or null. `seats`: of whoever is there, with what they lack. */
export function drainObstacle(
  { topology, movable }: Movables,
  { placement, covered, members }: Pick<CoordinatorState, 'placement' | 'covered' | 'members'>,
  worker: number,
  seats: readonly { readonly worker: number; readonly lacks: readonly Lack[] }[],
): string | null {
  const staying = seats.filter((seat) => seat.worker !== worker && members.includes(seat.worker));
  for (const stage of topology.stages) {
    if (stage.kind === 'keyed' || placement[stage.id]?.[0] !== worker) continue;
    if (!movable.includes(stage.id)) return `${fixed(stage)}; drain another worker`;
    // Of which nothing is left to read.
    if (covered.has(stage.id)) continue;
    for (const { worker: other, lacks } of staying) {
      const name = workerName(workerIndex(other));
      const lack = lacks.find(([lacked]) => lacked === stage.id);
      if (lack !== undefined) return `${name} could not open what would move to it: ${lack[1]}, and kill ${name} then`;
    }
  }
  return null;
}

function fixed({ kind, name, connector }: SourceStage | SinkStage): string {
  if (connector.type === 'tcp') return `${kind} ${name} listens there, and a connection cannot move`;
  return `${kind} ${name} has a pipe or a device there, which cannot move`;
}
