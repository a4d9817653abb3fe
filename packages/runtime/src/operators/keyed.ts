/** The state computations of one state: a record and the object of its key in, records out to the fused steps. */
import { assert } from '@potoroo/shared/assert';
import type { KeyedInput, KeyedStage } from '@potoroo/shared/topology';
import type { KeyedOperator, Wiring } from '../api/index.ts';
import type { Push } from './chain.ts';
import { spread } from './chain.ts';
import type { Snippets } from './snippets.ts';

export type KeyedParts = {
  readonly stage: KeyedStage;
  readonly snippets: Snippets;
  readonly wiring: Wiring;
  readonly pushOf: (input: KeyedInput) => Push;
};

type Apply = (key: string, record: unknown, state: unknown) => void;

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
    apply: (input, key, record, state) => {
      const apply = inputs[input];
      assert(apply !== undefined, `stage ${stage.id} has no input ${input}`);
      apply(key, record, state);
    },
  };
}

function applyInput(input: KeyedInput, { snippets, wiring, pushOf }: KeyedParts): Apply {
  const compute = snippets.of(input.module).default;
  const count = wiring.count(input.node);
  const context = { key: '' };
  const emit = spread(pushOf(input), count);
  return (key, record, state) => {
    count.recordsIn++;
    let result: unknown;
    try {
      context.key = key;
      result = compute(record, state, context);
    } catch (error) {
      wiring.fail({ node: input.node, kind: 'snippet', error, record, key });
      return;
    }
    emit(result, key);
  };
}
