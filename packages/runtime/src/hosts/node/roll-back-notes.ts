/** What a person is told when a run goes back to its last checkpoint. Pure. */
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../../api/index.ts';
import { nameOf } from './worker-seats.ts';

/** What is not as it was before. */
export type RollBackNews = {
  /** Records that are skipped from now on. */
  readonly found: readonly Quarantined[];
  readonly isSafe: boolean;
  readonly wasSafe: boolean;
};
export type RollBack = RollBackNews & {
  readonly topology: Topology;
  /** The checkpoint from which everything goes on. */
  readonly epoch: number;
  readonly lost: readonly number[];
};

export function rollBackNotes({ topology, epoch, lost, found, isSafe, wasSafe }: RollBack): readonly string[] {
  const how = isSafe ? ', in safe mode: slower, so that a record that does this is found' : '';
  const what =
    lost.length > 0
      ? `${lost.map(nameOf).join(', ')} lost`
      : wasSafe && !isSafe
        ? 'safe mode is over'
        : 'A worker that was joining is lost';
  return [
    ...found.map((one) => foundNote(topology, one)),
    `${what}; everything goes on from checkpoint ${epoch}${how}`,
  ];
}

function foundNote({ modules, stages }: Topology, { source, offset, module, why }: Quarantined): string {
  const node = modules[module]?.node ?? 'a snippet';
  const name = stages[source]?.name ?? `stage ${source}`;
  return `node ${node} ${why} with the record at ${offset} of source ${name}: it is skipped from now on, and is a dead letter`;
}
