/** Whether a loss can be undone: every source must be able to give its records again, from any position. */
import { statSync } from 'node:fs';
import type { SinkStage, SourceStage, Topology } from '@potoroo/shared/topology';

export const canRecover = (topology: Topology): boolean =>
  topology.stages.every((stage) => stage.kind !== 'source' || canReplay(stage));

/** A connection and a pipe give each byte once. */
export function canReplay({ connector }: SourceStage): boolean {
  switch (connector.type) {
    case 'generator':
      return true;
    case 'file':
      return statSync(connector.path, { throwIfNoEntry: false })?.isFile() === true;
    case 'tcp':
      return false;
  }
}

/** A pipe or a device is written by the worker that opened it. */
export function canMove({ connector }: SinkStage): boolean {
  if (connector.type !== 'file') return true;
  return statSync(connector.path, { throwIfNoEntry: false })?.isFile() !== false;
}
