/**
 * Runs a node's snippet on sample records, one after the other, as a deployment would: null and undefined are none, an array
 * is many, and a state object is met by the records of its key alone. What comes back is text, whatever a snippet gave. Pure
 * but for the snippets themselves; where they are run, and how long, is for the caller to say.
 */
import type { Trial, TrialSnippet } from '../compile/index.ts';
import { valueText } from '../pipeline/fixture-text.ts';

/** A CommonJS module's exports. */
export type Evaluate = (snippet: TrialSnippet) => Readonly<Record<string, unknown>>;

export type TrialFault = {
  /** Whose snippet threw: it may be one on the way. */
  readonly node: string;
  readonly name: string;
  readonly field: TrialSnippet['field'];
  readonly message: string;
  /** Of the author's text, from 1; null where it cannot be told. */
  readonly line: number | null;
};

export type TrialStep = {
  readonly input: string;
  readonly outputs: readonly string[];
  readonly key: string | null;
  readonly before: string | null;
  readonly after: string | null;
  readonly fault: TrialFault | null;
};

export type TrialRequest = {
  readonly trial: Trial;
  /** Records to run on; null: take them from the generator on the way. */
  readonly records: readonly unknown[] | null;
  /** How many to take from the generator. */
  readonly wanted: number;
};
export type TrialAnswer = { readonly records: readonly string[]; readonly steps: readonly TrialStep[] };

const indexesMax = 50_000;
const textCharsMax = 2_000;
const cutMark = '…';

export function runTrial({ trial, records, wanted }: TrialRequest, evaluate: Evaluate): TrialAnswer {
  const snippets = new Snippets(evaluate);
  if (trial.kind === 'generate') {
    const steps = generated([trial.tried], { wanted, snippets }).map((given): TrialStep =>
      'fault' in given ? faulty('', given.fault) : { ...nothing, outputs: [shown(given.record)] },
    );
    return { records: [], steps };
  }
  const samples = records?.map((record) => ({ record })) ?? generated(trial.way ?? [], { wanted, snippets });
  const meet = meeting(trial, snippets);
  return {
    records: samples.flatMap((sample) => ('record' in sample ? [shown(sample.record)] : [])),
    steps: samples.map((sample) => ('fault' in sample ? faulty('', sample.fault) : meet(sample.record))),
  };
}

const nothing: TrialStep = { input: '', outputs: [], key: null, before: null, after: null, fault: null };
const faulty = (input: string, fault: TrialFault): TrialStep => ({ ...nothing, input, fault });

/** Functions are made when they are first needed, so that a fault of one is told at a record, with its line. */
class Snippets {
  readonly #evaluate: Evaluate;
  readonly #made = new Map<TrialSnippet, Readonly<Record<string, unknown>>>();

  constructor(evaluate: Evaluate) {
    this.#evaluate = evaluate;
  }

  exportsOf(snippet: TrialSnippet): Readonly<Record<string, unknown>> {
    const made = this.#made.get(snippet) ?? this.#evaluate(snippet);
    this.#made.set(snippet, made);
    return made;
  }

  /** What the snippet gives, or why it gave nothing. */
  call(snippet: TrialSnippet, args: readonly unknown[]): { readonly value: unknown } | { readonly fault: TrialFault } {
    try {
      const made = this.exportsOf(snippet)['default'];
      if (typeof made !== 'function') throw new TypeError('The snippet does not give a function.');
      return { value: Reflect.apply(made, undefined, args) };
    } catch (thrown) {
      return { fault: faultOf(snippet, thrown) };
    }
  }
}

type Sample = { readonly record: unknown } | { readonly fault: TrialFault };
type Generation = { readonly wanted: number; readonly snippets: Snippets };

/** As many records as are wanted, at the end of the way; a fault on it ends them. */
function generated([generate, ...steps]: readonly TrialSnippet[], { wanted, snippets }: Generation): readonly Sample[] {
  if (generate === undefined) return [];
  const samples: Sample[] = [];
  const random = randomFrom(1);
  let memory: unknown;
  for (let index = 0; index < indexesMax && samples.length < wanted; index++) {
    if (index === 0) {
      const begun = begin(generate, snippets);
      if ('fault' in begun) return [begun];
      memory = begun.value;
    }
    const given = snippets.call(generate, [index, memory, random]);
    if ('fault' in given) return [...samples, given];
    for (const sample of along(steps, emitted(given.value), snippets)) {
      samples.push(sample);
      if ('fault' in sample) return samples;
    }
  }
  return samples.slice(0, wanted);
}

function begin(
  generate: TrialSnippet,
  snippets: Snippets,
): { readonly value: unknown } | { readonly fault: TrialFault } {
  try {
    const memory = snippets.exportsOf(generate)['memory'];
    return { value: typeof memory === 'function' ? Reflect.apply(memory, undefined, []) : {} };
  } catch (thrown) {
    return { fault: faultOf(generate, thrown) };
  }
}

function along(steps: readonly TrialSnippet[], records: readonly unknown[], snippets: Snippets): readonly Sample[] {
  const [step, ...rest] = steps;
  if (step === undefined) return records.map((record) => ({ record }));
  return records.flatMap((record) => {
    const given = snippets.call(step, [record, { key: '' }]);
    return 'fault' in given ? [given] : along(rest, emitted(given.value), snippets);
  });
}

function meeting(trial: Trial, snippets: Snippets): (record: unknown) => TrialStep {
  const { tried, key, initial, kind } = trial;
  const states = new Map<string, unknown>();
  return (record) => {
    const input = shown(record);
    if (kind !== 'state-computation') {
      const given = snippets.call(tried, kind === 'computation' ? [record, { key: '' }] : [record]);
      if ('fault' in given) return faulty(input, given.fault);
      return { ...nothing, input, outputs: (kind === 'computation' ? emitted(given.value) : [given.value]).map(shown) };
    }
    const keyed = key === null ? { value: 'sample' } : snippets.call(key, [record]);
    if ('fault' in keyed) return faulty(input, keyed.fault);
    const name = String(keyed.value);
    if (!states.has(name)) {
      const first = initial === null ? { value: {} } : snippets.call(initial, [name]);
      if ('fault' in first) return { ...faulty(input, first.fault), key: name };
      states.set(name, first.value);
    }
    const state = states.get(name);
    const before = shown(state);
    const given = snippets.call(tried, [record, state, { key: name }]);
    const met = { ...nothing, input, key: name, before, after: shown(state) };
    return 'fault' in given ? { ...met, fault: given.fault } : { ...met, outputs: emitted(given.value).map(shown) };
  };
}

const emitted = (value: unknown): readonly unknown[] =>
  (Array.isArray(value) ? value : [value]).filter((each) => each !== null && each !== undefined);

function faultOf(snippet: TrialSnippet, thrown: unknown): TrialFault {
  const { node, name, field } = snippet;
  return { node, name, field, message: messageOf(thrown), line: lineOf(snippet, thrown) };
}

/** What code throws may be anything, and may itself throw when it is looked at. */
function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown).slice(0, textCharsMax) : `thrown: ${shown(thrown)}`;
  } catch {
    return 'something that throws when it is looked at';
  }
}

/** The snippet's own frame in the stack, led back to the author's line. */
function lineOf({ lines, ...snippet }: TrialSnippet, thrown: unknown): number | null {
  const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
  const at = stack.indexOf(sourceName(snippet));
  const line = at < 0 ? null : /^:(\d+)/.exec(stack.slice(at + sourceName(snippet).length));
  const authors = line === null ? 0 : (lines[Number(line[1]) - 1] ?? 0);
  return authors === 0 ? null : authors;
}

/** What the evaluated code is called in stacks. */
export const sourceName = ({ node, field }: Pick<TrialSnippet, 'node' | 'field'>): string => `${node}.${field}.trial`;

/** A value as text, however odd, and never at length. */
export function shown(value: unknown): string {
  const text = valueText(value);
  return text.length > textCharsMax ? `${text.slice(0, textCharsMax)}${cutMark}` : text;
}

/** Whether a text, or one of its lines, was too long to be told whole. */
export const isCut = (text: string): boolean =>
  text.split('\n').some((line) => line.length > textCharsMax && line.endsWith(cutMark));

/** mulberry32: the same samples each time. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
