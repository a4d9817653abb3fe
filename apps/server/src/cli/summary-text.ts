/** The end of a run as a table for a person. `--json` prints the summary itself instead. */
import type { DeadLetter, RunSummary } from '@potoroo/shared/telemetry';
import { ledgerText } from './ledger-text.ts';
import { printable } from './printable.ts';
import { table } from './table.ts';

const nodesOfDeadLettersShown = 20;
const whole = new Intl.NumberFormat('en-US');

export type RunFacts = {
  readonly name: string;
  /** Whether the pipeline has states: workers count the records they applied to them, else those their sources accepted. */
  readonly hasStates: boolean;
  /** What the command took beyond the run itself: compiling, and starting and ending the processes. */
  readonly secondsAround: number;
};

export function summaryText({ name, hasStates, secondsAround }: RunFacts, summary: RunSummary): string {
  const lines = [
    `${name} ${summary.ok ? 'finished' : 'failed'}: ran ${summary.seconds.toFixed(2)} s (and ${secondsAround.toFixed(1)} s to start and end), ` +
      `${whole.format(Math.round(summary.recordsPerSecond))} records/s`,
    '',
    ...table([
      ...Object.entries(summary.sources).map(([node, records]) => ['source', node, `${whole.format(records)} records`]),
      ...Object.entries(summary.sinks).map(([node, records]) => ['sink', node, `${whole.format(records)} released`]),
      ['dead letters', '', whole.format(summary.deadLetters)],
      ['state objects', '', whole.format(summary.stateObjects)],
    ]),
    '',
    `ledger: ${ledgerText(summary.ledger)}`,
    '',
    ...table([
      ['worker', 'slots', 'objects', hasStates ? 'records applied' : 'records accepted'],
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

/** A run that took nothing of what it was given came to its end as any other; it was hardly meant so. Null where it took something. */
export function warningText({ sources, sinks, deadLetters }: RunSummary): string | null {
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, records) => total + records, 0);
  const accepted = sum(sources);
  if (deadLetters === 0 || deadLetters < accepted || sum(sinks) > 0) return null;
  return `potoroo: every one of ${whole.format(deadLetters)} records became a dead letter; is each source given its own input, in its own format?\n`;
}

/** One line a node: many letters of one cause must not hide those of another. Only those that were kept can be told apart. */
function deadLetterLines({ deadLetters, deadLetterSamples }: RunSummary): readonly string[] {
  if (deadLetters === 0) return [];
  const names = [...new Set(deadLetterSamples.map(({ node }) => node))];
  const nodes = names.map((name) => deadLetterSamples.filter(({ node }) => node === name));
  const unkept = deadLetters - deadLetterSamples.length;
  const title =
    unkept > 0
      ? `dead letters, the first ${whole.format(deadLetterSamples.length)} of ${whole.format(deadLetters)} by node`
      : 'dead letters by node';
  const shown = nodes.slice(0, nodesOfDeadLettersShown).map(nodeLine);
  const hidden = nodes.length - shown.length;
  return ['', title, ...shown, ...(hidden > 0 ? [`  and ${whole.format(hidden)} more nodes`] : [])];
}

function nodeLine(letters: readonly DeadLetter[]): string {
  const [sample] = letters;
  if (sample === undefined) return '';
  const { node, kind, line, message, record } = sample;
  const example = letters.length === 1 ? '' : 'such as ';
  return `  ${node}: ${whole.format(letters.length)}, ${example}(${kind}${line === null ? '' : `, line ${line}`}) ${message}  ${record}`;
}
