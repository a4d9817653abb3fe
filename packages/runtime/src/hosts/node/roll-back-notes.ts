/** What a person is told when a run goes back to its last checkpoint. Pure. */
import type { ModuleId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../../api/index.ts';
import { nameOf } from './worker-seats.ts';

/** What is not as it was before. */
export type RollBackNews = {
  /** Records that are skipped from now on. */
  readonly found: readonly Quarantined[];
  /** Snippets that threw and may have left an object half changed. */
  readonly spoilt: readonly ModuleId[];
  readonly isSafe: boolean;
  readonly wasSafe: boolean;
};
export type RollBack = RollBackNews & {
  readonly topology: Topology;
  /** The checkpoint from which everything goes on. */
  readonly epoch: number;
  readonly lost: readonly number[];
};

export function rollBackNotes({ topology, epoch, lost, found, spoilt, isSafe, wasSafe }: RollBack): readonly string[] {
  const how = isSafe ? ', in safe mode: slower, so that a record that does this is found' : '';
  const causes = [
    ...(lost.length > 0 ? [`${lost.map(nameOf).join(', ')} lost`] : []),
    ...spoilt.map((module) => spoiltNote(topology, module)),
  ];
  const otherwise = wasSafe && !isSafe ? 'safe mode is over' : 'A worker that was joining or leaving is lost';
  return [
    ...found.map((one) => foundNote(topology, one)),
    `${causes.length > 0 ? causes.join('; ') : otherwise}; everything goes on from checkpoint ${epoch}${how}`,
  ];
}

/** Of a run that begins with the state of an earlier one: its epochs are numbered from 1. */
export const goesOnNotes = (epoch: number, directory: string): readonly string[] =>
  epoch === 0 ? [] : [`goes on from checkpoint ${epoch} in ${directory}`];

/** Of workers that were lost while there was no coordinator to see it: the next one finds them gone. */
export const missedNotes = (missed: readonly number[], epoch: number): readonly string[] =>
  missed.length === 0
    ? []
    : [
        `${missed.map(nameOf).join(', ')} lost, too, while there was no coordinator; everything goes on from checkpoint ${epoch}`,
      ];

const spoiltNote = ({ modules }: Topology, module: ModuleId): string =>
  `the state computation ${modules[module]?.node ?? ''} threw and may have left its object half changed (from now on such an object is put back)`;

function foundNote({ modules, stages }: Topology, { source, offset, module, why }: Quarantined): string {
  const node = modules[module]?.node ?? 'a snippet';
  const name = stages[source]?.name ?? `stage ${source}`;
  return `node ${node} ${why} with the record at ${offset} of source ${name}: it is skipped from now on, and is a dead letter`;
}
