/** The state computations of one state: a record and the object of its key in, records out to the fused steps. */
import { assert } from '@potoroo/shared/assert';
import { madeAnew } from '@potoroo/shared/made-anew';
import type { KeyedInput, KeyedStage } from '@potoroo/shared/topology';
import type { Apply, KeyedOperator, NodeCount, Valve, Witness, Wiring } from '../api/index.ts';
import type { Push } from './chain.ts';
import { collected, spread } from './chain.ts';
import type { SnippetFunction, Snippets } from './snippets.ts';

export type KeyedParts = {
  readonly stage: KeyedStage;
  readonly snippets: Snippets;
  readonly wiring: Wiring;
  readonly pushOf: (input: KeyedInput) => Push;
};

export function keyedOperator(parts: KeyedParts): KeyedOperator {
  const { stage, snippets, wiring } = parts;
  const initial = snippets.of(stage.initial).default;
  const inputs = stage.inputs.map((input) => applyInput(input, parts));
  return {
    initial: (key, record) => {
      try {
        const state = initial(key);
        if (state === undefined || state === null)
          throw new TypeError('the initial value of a state object must be a value');
        return state;
      } catch (error) {
        wiring.fail({ node: stage.state, kind: 'snippet', error, record, key });
        return undefined;
      }
    },
    input: (index) => {
      const apply = inputs[index];
      assert(apply !== undefined, `stage ${stage.id} has no input ${index}`);
      return apply;
    },
  };
}

function applyInput(input: KeyedInput, { snippets, wiring, pushOf }: KeyedParts): Apply {
  const { node } = input;
  const count = wiring.count(node);
  return madeAnew(
    makeApply,
    node,
  )({
    compute: snippets.of(input.module).default,
    count,
    collect: collected,
    emit: spread(pushOf(input), count, node),
    failed: (error, record, key) => {
      if (input.onlyReads !== true) wiring.undoes?.(input.module);
      wiring.fail({ node, kind: 'snippet', error, record, key });
    },
    tell: (valve) => wiring.valve(node, 'makes', valve),
  });
}

type ApplyParts = {
  readonly compute: SnippetFunction;
  readonly count: NodeCount;
  readonly collect: typeof collected;
  readonly emit: Push;
  readonly failed: (error: unknown, record: unknown, key: string) => void;
  readonly tell: (valve: Valve) => void;
};

function makeApply({ compute, count, collect, emit, failed, tell }: ApplyParts): Apply {
  let context = { key: '' };
  let watch: Witness | null = null;
  tell((given) => {
    watch = given;
  });
  return (key, record, state) => {
    count.recordsIn++;
    let result: unknown;
    try {
      context.key = key;
      // User code may have frozen it.
      if (context.key !== key) context = { key };
      result =
        watch === null ? compute(record, state, context) : watch({ record, key }, compute, record, state, context);
      if (Array.isArray(result)) result = collect(result);
    } catch (error) {
      failed(error, record, key);
      return false;
    }
    if (result !== undefined && result !== null) emit(result, key);
    return true;
  };
}

/** For those who show generated code. */
export const applyMaker = makeApply;
