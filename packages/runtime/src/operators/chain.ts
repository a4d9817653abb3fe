/**
 * The stateless steps fused into a stage, as one function from a record to what leaves the stage. Steps that several
 * edges lead to are built once and shared. A step that throws loses its record to the dead letters and nothing else.
 */
import { limits } from '@potoroo/shared/limits';
import { assert, isAssertion } from '@potoroo/shared/assert';
import type { Step } from '@potoroo/shared/topology';
import type { Outlet, TextCodec, Wiring } from '../api/index.ts';
import type { Snippets } from './snippets.ts';
import type { SinkFormats } from './sink-formats.ts';
import { createEncoder } from './formats/encoder.ts';

/** Takes a record and the key it was last grouped by ('' before any key function). */
export type Push = (record: unknown, key: string) => void;

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
  const compute = snippets.of(step.module).default;
  const count = wiring.count(step.node);
  const context = { key: '' };
  const emit = spread(next, count);
  return (record, key) => {
    count.recordsIn++;
    let result: unknown;
    try {
      context.key = key;
      result = compute(record, context);
    } catch (error) {
      wiring.fail({ node: step.node, kind: 'snippet', error, record, key: null });
      return;
    }
    emit(result, key);
  };
}

/** What user code returned: nothing, one record, or several in an array. */
export function spread(next: Push, count: { recordsOut: number }): Push {
  return (result, key) => {
    if (result === undefined || result === null) return;
    if (!Array.isArray(result)) {
      count.recordsOut++;
      next(result, key);
      return;
    }
    for (const record of result) {
      if (record === undefined || record === null) continue;
      count.recordsOut++;
      next(record, key);
    }
  };
}

function keyStep(step: Extract<Step, { type: 'key' }>, { snippets, wiring }: ChainParts): Push {
  const keyOf = snippets.of(step.module).default;
  const outlets = step.exchanges.map((exchange) => wiring.outlet(exchange));
  const [only] = outlets;
  const count = wiring.count(step.node);
  const send =
    outlets.length === 1 && only !== undefined
      ? (key: string, record: unknown) => only.send(key, record)
      : sendToAll(outlets);
  return (record) => {
    count.recordsIn++;
    let key: string;
    try {
      key = checkedKey(keyOf(record));
    } catch (error) {
      wiring.fail({ node: step.node, kind: 'snippet', error, record, key: null });
      return;
    }
    try {
      send(key, record);
    } catch (error) {
      if (isAssertion(error)) throw error;
      wiring.fail({ node: step.node, kind: 'record', error, record, key });
      return;
    }
    count.recordsOut++;
  };
}

function checkedKey(key: unknown): string {
  if (typeof key !== 'string')
    throw new TypeError(`the key function returned ${key === null ? 'null' : `a ${typeof key}`}, not a string`);
  if (key.length > limits.keyCharsMax)
    throw new RangeError(`the key is ${key.length} characters long, more than ${limits.keyCharsMax}`);
  return key;
}

const sendToAll =
  (outlets: readonly Outlet[]) =>
  (key: string, record: unknown): void => {
    for (const outlet of outlets) outlet.send(key, record);
  };

function encodeStep(
  step: Extract<Step, { type: 'encode' }>,
  { snippets, wiring, sinkFormats, text }: ChainParts,
): Push {
  const outlet = wiring.outlet(step.exchange);
  const encode = step.module === null ? null : snippets.of(step.module).default;
  const write = createEncoder({ ...sinkFormats(step.node), encode, text });
  const count = wiring.count(step.node);
  return (record, key) => {
    count.recordsIn++;
    try {
      write(record, outlet);
    } catch (error) {
      if (isAssertion(error)) throw error;
      wiring.fail({ node: step.node, kind: 'snippet', error, record, key });
    }
  };
}
