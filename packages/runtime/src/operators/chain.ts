/**
 * The stateless steps fused into a stage, as one function from a record to what leaves the stage. Steps that several
 * edges lead to are built once and shared. A step that throws loses its record to the dead letters and nothing else.
 * Each step has code of its own (`madeAnew`), so that the engine can fuse a whole stage.
 */
import { limits } from '@potoroo/shared/limits';
import { assert, isAssertion } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import type { Step } from '@potoroo/shared/topology';
import type { NodeCount, Outlet, TextCodec, Valve, Witness, Wiring } from '../api/index.ts';
import type { SnippetFunction, Snippets } from './snippets.ts';
import type { SinkFormats } from './sink-formats.ts';
import { createEncoder } from './formats/encoder.ts';

/** Takes a record and the key it was last grouped by ('' before any key function). */
export type Push = (record: unknown, key: string) => void;

/** Who watches what a source makes; asked before every run of records. */
export type Watching = { by: Witness | null };

export type ChainParts = {
  readonly steps: readonly Step[];
  readonly snippets: Snippets;
  readonly wiring: Wiring;
  readonly sinkFormats: SinkFormats;
  readonly text: TextCodec;
};

/** The function that feeds the steps named by `outputs`. */
export function chain(outputs: readonly number[], parts: ChainParts): Push {
  const built = new Map<number, Push>();
  const at = (index: number): Push => {
    const known = built.get(index);
    if (known !== undefined) return known;
    const step = parts.steps[index];
    assert(step !== undefined, `step ${index} is not in the stage`);
    const push = build(step, parts, at);
    built.set(index, push);
    return push;
  };
  return together(outputs.map(at));
}

function together(pushes: readonly Push[]): Push {
  const [first, second] = pushes;
  if (first === undefined) return () => undefined;
  if (second === undefined) return first;
  return (record, key) => {
    for (const push of pushes) push(record, key);
  };
}

function build(step: Step, parts: ChainParts, at: (index: number) => Push): Push {
  switch (step.type) {
    case 'compute':
      return computeStep(step, parts, together(step.next.map(at)));
    case 'key':
      return keyStep(step, parts);
    case 'encode':
      return encodeStep(step, parts);
  }
}

function computeStep(step: Extract<Step, { type: 'compute' }>, { snippets, wiring }: ChainParts, next: Push): Push {
  const count = wiring.count(step.node);
  return madeAnew(
    makeCompute,
    step.node,
  )({
    compute: snippets.of(step.module).default,
    count,
    collect: collected,
    emit: spread(next, count, step.node),
    failed: (error, record) => wiring.fail({ node: step.node, kind: 'snippet', error, record, key: null }),
    tell: (valve) => wiring.valve(step.node, 'makes', valve),
  });
}

type ComputeParts = {
  readonly compute: SnippetFunction;
  readonly count: NodeCount;
  readonly collect: typeof collected;
  readonly emit: Push;
  readonly failed: (error: unknown, record: unknown) => void;
  readonly tell: (valve: Valve) => void;
};

function makeCompute({ compute, count, collect, emit, failed, tell }: ComputeParts): Push {
  let context = { key: '' };
  let watch: Witness | null = null;
  tell((given) => {
    watch = given;
  });
  return (record, key) => {
    count.recordsIn++;
    let result: unknown;
    try {
      context.key = key;
      // User code may have frozen it.
      if (context.key !== key) context = { key };
      result = watch === null ? compute(record, context) : watch({ record, key }, compute, record, context);
      if (Array.isArray(result)) result = collect(result);
    } catch (error) {
      failed(error, record);
      return;
    }
    emit(result, key);
  };
}

/** The records in an array of user code, which may be one that throws when it is read: to be called where that is caught. */
export function collected(array: readonly unknown[]): readonly unknown[] {
  const { length } = array;
  // oxlint-disable-next-line unicorn/no-new-array -- A list that grows makes the step cost twice as much.
  const records = new Array<unknown>(length);
  let count = 0;
  for (let index = 0; index < length; index++) {
    const record = array[index];
    if (record !== undefined && record !== null) records[count++] = record;
  }
  if (count < length) records.length = count;
  return records;
}

/** What user code returned: nothing, one record, or several that were collected. */
export const spread = (next: Push, count: { recordsOut: number }, node: string): Push =>
  madeAnew(makeSpread, node)({ next, count });

function makeSpread({ next, count }: { readonly next: Push; readonly count: { recordsOut: number } }): Push {
  return (result, key) => {
    if (result === undefined || result === null) return;
    if (!Array.isArray(result)) {
      count.recordsOut++;
      next(result, key);
      return;
    }
    for (const record of result) {
      count.recordsOut++;
      next(record, key);
    }
  };
}

function keyStep(step: Extract<Step, { type: 'key' }>, { snippets, wiring }: ChainParts): Push {
  const outlets = step.exchanges.map((exchange) => wiring.outlet(exchange));
  const [only] = outlets;
  const { node } = step;
  return madeAnew(
    makeKey,
    node,
  )({
    keyOf: snippets.of(step.module).default,
    keyCharsMax: limits.keyCharsMax,
    count: wiring.count(node),
    outlet: outlets.length === 1 && only !== undefined ? only : sendToAll(outlets),
    refuseKey: (key) => wrongKey(key),
    failed: (error, record) => wiring.fail({ node, kind: 'snippet', error, record, key: null }),
    tell: (valve) => wiring.valve(node, 'keys', valve),
    refused: (error, record, key) => {
      if (isAssertion(error)) throw error;
      wiring.fail({ node, kind: 'record', error, record, key });
    },
  });
}

type KeyParts = {
  readonly keyOf: SnippetFunction;
  readonly keyCharsMax: number;
  readonly count: NodeCount;
  readonly outlet: Pick<Outlet, 'send'>;
  readonly refuseKey: (key: unknown) => Error;
  readonly failed: (error: unknown, record: unknown) => void;
  readonly refused: (error: unknown, record: unknown, key: string) => void;
  readonly tell: (valve: Valve) => void;
};

function makeKey({ keyOf, keyCharsMax, count, outlet, refuseKey, failed, refused, tell }: KeyParts): Push {
  let watch: Witness | null = null;
  tell((given) => {
    watch = given;
  });
  return (record) => {
    count.recordsIn++;
    let key: unknown;
    try {
      key = watch === null ? keyOf(record) : watch({ record, key: '' }, keyOf, record);
      if (typeof key !== 'string' || key.length > keyCharsMax) throw refuseKey(key);
    } catch (error) {
      failed(error, record);
      return;
    }
    try {
      outlet.send(key, record);
    } catch (error) {
      refused(error, record, key);
      return;
    }
    count.recordsOut++;
  };
}

function wrongKey(key: unknown): Error {
  if (typeof key !== 'string')
    return new TypeError(`the key function returned ${key === null ? 'null' : `a ${typeof key}`}, not a string`);
  return new RangeError(`the key is ${key.length} characters long, more than ${limits.keyCharsMax}`);
}

const sendToAll = (outlets: readonly Outlet[]): Pick<Outlet, 'send'> => ({
  send: (key, record) => {
    for (const outlet of outlets) outlet.send(key, record);
  },
});

function encodeStep(
  step: Extract<Step, { type: 'encode' }>,
  { snippets, wiring, sinkFormats, text }: ChainParts,
): Push {
  const outlet = wiring.outlet(step.exchange);
  const encode = step.module === null ? null : snippets.of(step.module).default;
  const { node } = step;
  return madeAnew(
    makeEncode,
    node,
  )({
    write: createEncoder({ ...sinkFormats(node), encode, text }),
    outlet,
    count: wiring.count(node),
    tell: (valve) => wiring.valve(node, 'writes', valve),
    failed: (error, record, key) => {
      if (isAssertion(error)) throw error;
      wiring.fail({ node, kind: 'snippet', error, record, key });
    },
  });
}

type EncodeParts = {
  readonly write: ReturnType<typeof createEncoder>;
  readonly outlet: Outlet;
  readonly count: NodeCount;
  readonly failed: (error: unknown, record: unknown, key: string) => void;
  readonly tell: (valve: Valve) => void;
};

function makeEncode({ write, outlet, count, failed, tell }: EncodeParts): Push {
  let watch: Witness | null = null;
  tell((given) => {
    watch = given;
  });
  return (record, key) => {
    count.recordsIn++;
    try {
      if (watch === null) write(record, outlet);
      else watch({ record, key }, write, record, outlet);
    } catch (error) {
      failed(error, record, key);
    }
  };
}

/** For those who show generated code: what is made for each type of step, and for the results of user code. */
export const stepMakers: Readonly<Record<Step['type'] | 'results', readonly Maker[]>> = {
  compute: [makeCompute, makeSpread],
  key: [makeKey],
  encode: [makeEncode],
  results: [makeSpread],
};
export type Maker = (given: never) => unknown;
