// Each application in one thread, without a cluster, against a reference that knows nothing of the product. What would
// break: the compiler, the operators, the formats or the snippets give another answer than the specification.
import { compile } from '@potoroo/shared/compile';
import { nodeId } from '@potoroo/shared/ids';
import { TopologyDriver } from '@potoroo/runtime/testing';
import { describe, expect, test } from 'vitest';
import { exampleNames } from '../examples/examples.ts';
import type { Case } from './cases.ts';
import { judge, makeCases } from './cases.ts';
import { compiledExample, exampleDocument, libraries } from './compiled-example.ts';

const cases = makeCases(4_000);

test('every example has a case', () => {
  expect([...new Set(cases.map(({ name }) => name))].toSorted()).toEqual(exampleNames());
});

test.each(exampleNames())('%s compiles as it is committed, without a warning', (name) => {
  expect(compile(exampleDocument(name), libraries()).diagnostics).toEqual([]);
});

describe.each(cases)('$title', (one: Case) => {
  test('is answered by one thread as by the reference', () => {
    const driver = runDriver(one);
    expect(driver.failures).toEqual([]);
    expect(judge(one, { actual: sinkBytes(driver, one), concurrent: false })).toBeNull();
  });
});

test('a wrong answer is noticed: Market Spread with its sources fed the wrong way round', () => {
  const right = cases.find(({ title }) => title === 'market-spread, framed in and framed out')!;
  const swapped = new Map([
    ['orders', right.inputs.get('market-data')!],
    ['market-data', right.inputs.get('orders')!],
  ]);
  const driver = runDriver({ ...right, inputs: swapped });
  expect(driver.failures).toHaveLength(4_000);
  expect(String(driver.failures[0]?.error)).toContain('did you connect the sources the wrong way round?');
  expect(judge(right, { actual: sinkBytes(driver, right), concurrent: false })).toMatch(/missing/);
});

function runDriver({ name, wiring, inputs, records }: Case): TopologyDriver {
  const topology = compiledExample(name, wiring);
  const driver = new TopologyDriver(topology);
  for (const source of marketDataFirst(
    topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.node] : [])),
  )) {
    const bytes = inputs.get(source);
    if (bytes === undefined) driver.generate(source, records);
    else driver.feed(source, bytes);
  }
  return driver;
}

const marketDataFirst = <Name extends string>(sources: readonly Name[]): readonly Name[] =>
  sources.toSorted((a, b) => Number(b === 'market-data') - Number(a === 'market-data'));

const sinkBytes = (driver: TopologyDriver, { application }: Case): Uint8Array =>
  new Uint8Array(Buffer.concat(driver.outputs(nodeId(application.sink))));
