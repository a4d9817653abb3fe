/** What can be undone and moved: a loss needs every source to give its records again, a drain what can be opened elsewhere. */
import { statSync } from 'node:fs';
import type { SinkStage, SourceStage, Topology } from '@potoroo/shared/topology';
import type { Placement } from '../../core/index.ts';

export const canRecover = (topology: Topology): boolean =>
  topology.stages.every((stage) => stage.kind !== 'source' || canReplay(stage));

/** A connection without a journal, and a pipe, give each byte once. */
export function canReplay({ connector }: SourceStage): boolean {
  switch (connector.type) {
    case 'generator':
      return true;
    case 'file':
      return statSync(connector.path, { throwIfNoEntry: false })?.isFile() === true;
    case 'tcp':
      return connector.journal !== 'off';
  }
}

/** What its connections bring is kept until no checkpoint needs it any more. */
export const isJournaled = ({ connector }: SourceStage): boolean =>
  connector.type === 'tcp' && connector.journal !== 'off';

/** A pipe or a device is written by the worker that opened it. */
export function canMove({ connector }: SinkStage): boolean {
  if (connector.type !== 'file') return true;
  return statSync(connector.path, { throwIfNoEntry: false })?.isFile() !== false;
}

/** Whatever a worker may have to open can be opened before it is known which one it is; where a loss ends the run none is replaced. */
export const canHaveSpare = (topology: Topology, recoverable: boolean): boolean =>
  !recoverable || topology.stages.every((stage) => stage.kind !== 'sink' || canMove(stage));

/** Why a worker cannot leave, or null: a connection that it took itself cannot move. */
export function drainObstacle(
  { topology, recoverable }: { readonly topology: Topology; readonly recoverable: boolean },
  placement: Placement,
  worker: number,
): string | null {
  const fixed = topology.stages.find(
    (stage) =>
      stage.kind === 'source' &&
      stage.connector.type === 'tcp' &&
      !(recoverable && isJournaled(stage)) &&
      placement[stage.id]?.[0] === worker,
  );
  return fixed?.kind !== 'source'
    ? null
    : `source ${fixed.name} listens there, and a connection cannot move; drain another worker`;
}
