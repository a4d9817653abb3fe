/** Where the time of the workers went, as a table for a person. */
import type { WorkerProfile } from '@potoroo/runtime/node';
import { profileParts } from '@potoroo/runtime/node';
import { printable } from './printable.ts';
import { table } from './table.ts';

const nodesShown = 5;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function profileText(profiles: readonly WorkerProfile[]): string {
  if (profiles.length === 0) return 'No worker was profiled: the run ended before any had begun.\n';
  const lines = [
    '',
    ...table([
      ['profile', 'busy', ...profileParts],
      ...profiles.map(({ worker, shares }) => [
        worker,
        `${(shares.busyMs / 1_000).toFixed(2)} s`,
        ...profileParts.map((part) => percent(shares.parts[part])),
      ]),
    ]),
    ...profiles.flatMap(({ worker, shares }) => nodeLines(worker, shares.nodes)),
    ...profiles.map(({ file }) => `written to ${file}`),
  ];
  return printable(`${lines.join('\n')}\n`);
}

function nodeLines(worker: string, nodes: WorkerProfile['shares']['nodes']): readonly string[] {
  if (nodes.length === 0) return [];
  const shown = nodes.slice(0, nodesShown).map(({ node, share }) => `${node} ${percent(share)}`);
  return [`${worker}, user logic by node: ${shown.join(', ')}`];
}
