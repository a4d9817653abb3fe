/**
 * How a worker is told apart on every screen: its name, a letter, a colour and a pattern, from its index in join order. Eight
 * colours repeat with another pattern, so that colour is never the only difference.
 */
export type WorkerPattern = 'solid' | 'rising' | 'falling' | 'dotted' | 'upright' | 'level' | 'crossed' | 'checked';
export type WorkerIdentity = {
  /** As in tables and on the command line: `w1`. */
  readonly name: string;
  readonly letter: string;
  readonly colour: string;
  readonly pattern: WorkerPattern;
};

const colours = 8;
const patterns: readonly WorkerPattern[] = [
  'solid',
  'rising',
  'falling',
  'dotted',
  'upright',
  'level',
  'crossed',
  'checked',
];

export function workerIdentity(index: number): WorkerIdentity {
  return {
    name: `w${index + 1}`,
    letter: lettersOf(index),
    colour: `var(--worker-${index % colours})`,
    pattern: patterns[(index + Math.floor(index / colours)) % patterns.length] ?? 'solid',
  };
}

/** A to Z, then AA, AB, ... as the columns of a spreadsheet. */
function lettersOf(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : lettersOf(Math.floor(index / 26) - 1) + last;
}
