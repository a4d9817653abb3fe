/**
 * Counts how often each record had an effect, where it counts: inside of the state objects themselves. So what a checkpoint
 * brings back and what a recovery undoes is true of the counts as well, and the end of a run says of every record how many
 * effects it has had. Code that throws has none: that is counted beside. It is a wrapper around the program; the snippets see
 * their own objects only.
 */
import { copyRecord, copyState } from '../../core/exchange/copy-record.ts';
import type { SceneSpec } from './scene-spec.ts';
import { asShown } from './shown-value.ts';
import { wholeRecord } from '@potoroo/shared/record-layout';
import { valueText } from '@potoroo/shared/pipeline';
import type { Topology } from '@potoroo/shared/topology';
import type { KeyedOperator, ProgramBuilder, Witness } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';

/** `threw`: those at which the code threw. */
export type Tallied = { value: unknown; readonly met: string[]; readonly threw: string[] };

/** Records that are alike are each other's equal. */
export function recordName(input: number, record: unknown): string {
  const text = valueText(wholeRecord(record));
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return `${input}:${(hash >>> 0).toString(36)}`;
}

export const tallied =
  (builder: ProgramBuilder, { stages }: Topology, onThrow: (reason: string) => void): ProgramBuilder =>
  (wiring) => {
    const call: Call = { node: null, threw: false, kept: undefined };
    const states = new Set(
      stages.flatMap((stage) => (stage.kind === 'keyed' ? stage.inputs.map(({ node }) => node) : [])),
    );
    const program = builder({
      ...wiring,
      // What throws has its object put back at once (below).
      undoes: () => false,
      fail: (failure, stage) => {
        if (failure.node === call.node) {
          call.threw = true;
          onThrow(reasonOf(failure.error));
        }
        wiring.fail(failure, stage);
      },
      valve: (node, place, valve) => {
        wiring.valve(node, place, valve);
        if (place === 'makes' && states.has(node)) valve(atOnce(call));
      },
    });
    const nodeOf = (id: number, input: number): string | null => {
      const stage = stages[id];
      return stage?.kind === 'keyed' ? (stage.inputs[input]?.node ?? null) : null;
    };
    return { ...program, keyed: (stage) => counting(program.keyed(stage), call, (input) => nodeOf(stage, input)) };
  };

const reasonMax = 300;

/** What somebody's code has thrown may be anything, and may refuse to be looked at. */
function reasonOf(error: unknown): string {
  try {
    const text: unknown = error instanceof Error ? error.message : String(error);
    return typeof text === 'string' ? text.slice(0, reasonMax) : 'something without a message';
  } catch {
    return 'something that cannot be looked at';
  }
}

/**
 * Code that gives a promise would change its object later, when nobody counts: it has no effect now. And what it leaves in its object is kept as
 * what would travel with it: a copy, which asks nobody when it is looked at, and which nobody else has in hand.
 */
const atOnce =
  (call: Call): Witness =>
  (_seen, code, ...args) => {
    const made = code(...args);
    if (typeof made === 'object' && made !== null && 'then' in made && typeof made.then === 'function')
      throw new TypeError('a state computation cannot wait, and this one gave a promise');
    call.kept = travelling(args[1]);
    return made;
  };

function travelling(value: unknown): unknown {
  try {
    return copyRecord(value, plainText);
  } catch (error) {
    throw new TypeError(`what the state object now holds cannot be kept: ${reasonOf(error)}`, { cause: error });
  }
}

/** Of what cannot travel, what can be written as text: what one sees of it. */
function remainder(value: unknown): unknown {
  try {
    return copyRecord(value, plainText);
  } catch {
    return asShown(value);
  }
}

/** The state computation that is called now, whether it has thrown, and what it has left in its object. */
type Call = { node: string | null; threw: boolean; kept: unknown };

const counting = (operator: KeyedOperator, call: Call, nodeOf: (input: number) => string | null): KeyedOperator => ({
  initial: (key, record) => {
    const value = operator.initial(key, record);
    return value === undefined ? undefined : ({ value: remainder(value), met: [], threw: [] } satisfies Tallied);
  },
  input: (input) => {
    const apply = operator.input(input);
    const node = nodeOf(input);
    return (key, record, state) => {
      const own = state as Tallied;
      const around = { ...call };
      // Code may change the record that it is given.
      const name = recordName(input, record);
      call.node = node;
      call.threw = false;
      const before = copyState(own.value);
      apply(key, record, own.value);
      (call.threw ? own.threw : own.met).push(name);
      if (!call.threw) own.value = call.kept;
      else if (before.ok) own.value = before.value;
      Object.assign(call, around);
      return true;
    };
  },
});

const isTallied = (value: unknown): value is Tallied =>
  typeof value === 'object' && value !== null && 'met' in value && 'value' in value;

/** Times that something is there less often, or more often, than it should be. */
export function compared(
  expected: ReadonlyMap<string, number>,
  found: ReadonlyMap<string, number>,
): { readonly missing: number; readonly extra: number } {
  let [missing, extra] = [0, 0];
  for (const [name, times] of expected) {
    const own = found.get(name) ?? 0;
    missing += Math.max(0, times - own);
    extra += Math.max(0, own - times);
  }
  for (const [name, times] of found) if (!expected.has(name)) extra += times;
  return { missing, extra };
}

export function countOf(names: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts;
}

/** What the snippets see of an object. */
export const heldBy = (value: unknown, { tallies }: Pick<SceneSpec, 'tallies'>): unknown =>
  tallies === true && isTallied(value) ? value.value : value;

/** Key and record of all that state objects tell of themselves. */
export const namesIn = (held: Iterable<readonly [string, unknown]>, what: 'met' | 'threw'): readonly string[] =>
  Array.from(held).flatMap(([key, value]) => (isTallied(value) ? value[what].map((name) => `${key} ${name}`) : []));
