/** Results as a table for people and as JSON for everything else. */
import { cpus, totalmem } from 'node:os';
import { profileParts } from '@potoroo/shared/telemetry';
import type { Row, Spread } from './interleave.ts';
import type { WorkerTime } from './worker-times.ts';

export type SuiteResult = {
  readonly suite: string;
  /** What a figure is: `records a second`, `ms`. */
  readonly unit: string;
  readonly rows: readonly Row[];
  /** What could not be measured here, and why. */
  readonly skipped: readonly string[];
  /** Of rows whose workers were profiled. */
  readonly profiles?: readonly RowProfile[];
};

export type RowProfile = { readonly row: string; readonly workers: readonly WorkerTime[] };

export type Report = {
  readonly size: string;
  readonly machine: {
    readonly processor: string;
    readonly cores: number;
    readonly memoryBytes: number;
    readonly node: string;
  };
  readonly suites: readonly SuiteResult[];
};

export const machine = (): Report['machine'] => ({
  processor: cpus()[0]?.model ?? 'unknown',
  cores: cpus().length,
  memoryBytes: totalmem(),
  node: process.version,
});

export function tableOf({ suite, unit, rows, skipped, profiles = [] }: SuiteResult): string {
  const lines = [['', unit, 'least to greatest', 'ratio', 'least to greatest'], ...rows.map(cells)];
  const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  const text = lines.map((line) =>
    line
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  '),
  );
  const notMeasured = skipped.map((why) => `  not measured: ${why}`);
  return [suite, ...text, ...notMeasured, ...profiles.flatMap(profileLines), ''].join('\n');
}

const profileLines = ({ row, workers }: RowProfile): readonly string[] => [
  '',
  `  ${row}`,
  ...workers.flatMap(workerLines),
];

function workerLines({ worker, busy, parts, functions }: WorkerTime): readonly string[] {
  const divided = profileParts.map((part) => `${part} ${percent(parts[part])}`).join(', ');
  return [
    `    ${worker} is busy ${percent(busy)} of the time: ${divided}`,
    ...functions.map(({ name, share }) => `      ${percent(share).padStart(5)}  ${name}`),
  ];
}

const percent = (share: number): string => `${Math.round(share * 100)} %`;

const cells = ({ name, figure, ratio }: Row): readonly string[] => [
  `  ${name}`,
  shown(figure.median),
  range(figure, shown),
  ratio.median.toFixed(2),
  range(ratio, (value) => value.toFixed(2)),
];

const range = ({ least, greatest }: Spread, text: (value: number) => string): string =>
  `${text(least)} to ${text(greatest)}`;

/** Three digits that count, with separators. */
function shown(value: number): string {
  if (!Number.isFinite(value)) return '-';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value) || 1)));
  return digits > 0 ? value.toFixed(Math.min(digits, 3)) : Math.round(value).toLocaleString('en-US');
}
