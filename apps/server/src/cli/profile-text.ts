/** Where the time of the workers went, as a table for a person. */
import type { WorkerProfile } from '@potoroo/runtime/node';
import type { ProfileReport, WorkerProfileReport } from '@potoroo/shared/control';
import { profileParts } from '@potoroo/shared/telemetry';
import { printable } from './printable.ts';
import { table } from './table.ts';

const nodesShown = 8;
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

export function profileText(profiles: readonly WorkerProfile[]): string {
  if (profiles.length === 0) return 'No worker was profiled: the run ended before any had begun.\n';
  const rows = profiles.map(({ worker, shares }) => ({ worker, ...shares }));
  return printable(`${[...lines(rows), ...profiles.map(({ file }) => `written to ${file}`)].join('\n')}\n`);
}

/** Of workers that run on. */
export function runningProfileText({ profiles, silent }: ProfileReport, files: readonly string[]): string {
  const all = [
    ...(profiles.length === 0 ? [] : lines(profiles)),
    ...silent.map((worker) => `${worker} did not answer: it has ended, or is being profiled already`),
    ...files.map((file) => `written to ${file}`),
  ];
  return printable(`${all.join('\n')}\n`);
}

type Profiled = Pick<WorkerProfileReport, 'worker' | 'busyMs' | 'parts' | 'nodes'>;

const lines = (profiles: readonly Profiled[]): readonly string[] => [
  '',
  ...table([
    ['profile', 'busy', ...profileParts],
    ...profiles.map(({ worker, busyMs, parts }) => [
      worker,
      `${(busyMs / 1_000).toFixed(2)} s`,
      ...profileParts.map((part) => percent(parts[part])),
    ]),
  ]),
  ...profiles.flatMap(({ worker, nodes }) => nodeLines(worker, nodes)),
];

function nodeLines(worker: string, nodes: Profiled['nodes']): readonly string[] {
  if (nodes.length === 0) return [];
  return [
    '',
    ...table([
      [`${worker}, by node`, 'share', ...profileParts],
      ...nodes
        .slice(0, nodesShown)
        .map(({ node, share, parts }) => [
          node,
          percent(share),
          ...profileParts.map((part) => (parts[part] === 0 ? '-' : percent(parts[part]))),
        ]),
    ]),
  ];
}
