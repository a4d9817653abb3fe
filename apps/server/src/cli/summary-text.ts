/** The end of a run as a table for a person. `--json` prints the summary itself instead. */
import type { DeadLetter, RunSummary } from '@potoroo/shared/telemetry';
import { printable } from './printable.ts';

const deadLettersShown = 5;
const whole = new Intl.NumberFormat('en-US');

export function summaryText(name: string, summary: RunSummary): string {
  const state = summary.ok ? 'finished' : 'failed';
  const lines = [
    `${name} ${state} in ${summary.seconds.toFixed(2)} s, ${whole.format(Math.round(summary.recordsPerSecond))} records/s`,
    '',
    ...table([
      ...Object.entries(summary.sources).map(([node, records]) => ['source', node, `${whole.format(records)} records`]),
      ...Object.entries(summary.sinks).map(([node, records]) => ['sink', node, `${whole.format(records)} released`]),
      ['dead letters', '', whole.format(summary.deadLetters)],
      ['state objects', '', whole.format(summary.stateObjects)],
    ]),
    '',
    ...table([
      ['worker', 'slots', 'objects', 'records'],
      ...summary.workers.map(({ name: worker, slots, objects, records }) => [
        worker,
        whole.format(slots),
        whole.format(objects),
        whole.format(records),
      ]),
    ]),
    ...deadLetterLines(summary),
  ];
  return printable(`${lines.join('\n')}\n`);
}

function deadLetterLines({ deadLetters, deadLetterSamples }: RunSummary): readonly string[] {
  if (deadLetters === 0) return [];
  const shown = deadLetterSamples.slice(0, deadLettersShown);
  const more = deadLetters > shown.length ? [`  and ${whole.format(deadLetters - shown.length)} more`] : [];
  return ['', 'dead letters', ...shown.map(deadLetterLine), ...more];
}

function deadLetterLine({ node, kind, line, message, record }: DeadLetter): string {
  return `  ${node} (${kind}${line === null ? '' : `, line ${line}`}): ${message}  ${record}`;
}

/** Columns padded to their widest cell; the first is flush left, numbers read well enough the same way. */
function table(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map(
    (row) =>
      `  ${row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}`,
  );
}
