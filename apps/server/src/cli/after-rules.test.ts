import * as fc from 'fast-check';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import { resolveAfterRules } from './after-rules.ts';

const resolved = (rules: readonly (readonly [string, string])[], pipeline = samplePipeline()): string => {
  const result = resolveAfterRules(
    pipeline,
    rules.map(([source, after]) => ({ source, after })),
  );
  return result.ok ? 'accepted' : `${result.error.message} ${result.error.remedy}`;
};

function withSources(count: number): Pipeline {
  const pipeline = samplePipeline();
  const [left] = pipeline.nodes;
  if (left === undefined) throw new Error('the sample has a source');
  return { ...pipeline, nodes: Array.from({ length: count }, (_, index) => ({ ...left, id: nodeId(`s${index}`) })) };
}

describe('--after', () => {
  test('accepts one source after another', () => {
    expect(resolved([['left', 'right']])).toBe('accepted');
  });

  test.each([
    [[['left', 'nowhere']], '"nowhere" is not a source'],
    [[['totals', 'left']], '"totals" is not a source'],
    [[['left', 'left']], 'cannot wait for itself'],
    [
      [
        ['left', 'right'],
        ['right', 'left'],
      ],
      'circle: left after right after left',
    ],
  ] as [[string, string][], string][])('refuses %j', (rules, message) => {
    expect(resolved(rules)).toContain(message);
  });

  test('refuses to wait for a generator that never ends', () => {
    const pipeline = samplePipeline({ right: { type: 'generator', rate: null, count: null } });
    expect(resolved([['left', 'right']], pipeline)).toContain('never ends');
  });

  test('finds a circle exactly where repeated removal of free sources leaves some', () => {
    const pipeline = withSources(6);
    const name = fc.integer({ min: 0, max: 5 }).map((index) => `s${index}`);
    const rules = fc.array(
      fc.tuple(name, name).filter(([a, b]) => a !== b),
      { maxLength: 8 },
    );
    fc.assert(
      fc.property(rules, (pairs) => {
        expect(resolved(pairs, pipeline).includes('circle')).toBe(hasCircle(pairs));
      }),
    );
  });
});

/** Kahn's algorithm: an independent judge. */
function hasCircle(pairs: readonly (readonly [string, string])[]): boolean {
  let left = [...pairs];
  for (;;) {
    const waiting = new Set(left.map(([source]) => source));
    const next = left.filter(([, after]) => waiting.has(after));
    if (next.length === left.length) return left.length > 0;
    left = next;
  }
}
