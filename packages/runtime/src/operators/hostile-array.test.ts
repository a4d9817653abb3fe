// What user code returns may throw when it is read. Were that to end the run, or to be told of another node, on some numbers
// of workers and not on others, one record would cost a run that nobody can make again on one worker.
import { moduleId, nodeId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { runCluster } from '../sim/cluster.ts';
import { TopologyDriver } from '../testing/index.ts';
import { countLines } from '../testing/sample-topologies.ts';

const throws = `const made = ['lost', line]; Object.defineProperty(made, 1, { get: () => { throw new RangeError('no'); } }); return made;`;
const revoked = `const { proxy, revoke } = Proxy.revocable([line], {}); revoke(); return proxy;`;
const inside = `const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return [proxy];`;
const refuses = `return [new Proxy({}, { getPrototypeOf() { throw new RangeError('none'); } })];`;
const never = `const made = [line]; made[Symbol.iterator] = () => { throw new RangeError('not asked'); }; return made;`;
const lines = ['a', 'b', 'c', 'b', 'a'];
const input = plainText.encode(lines.map((line) => `${line}\n`).join(''));

const code = (id: number, node: string, text: string): Module => ({
  id: moduleId(id),
  node: nodeId(node),
  field: 'code',
  code: `exports.default = ${text};`,
  lines: [1],
});

/** Returns the array of `make` for the line `b`, at a state or at a computation behind it. */
function topologyOf(node: 'count' | 'split', make: string): Topology {
  const codeOf = (at: string): string =>
    at === node ? `(line) => { if (line !== 'b') return [line]; ${make} }` : '(line) => line';
  const [count, split] = [codeOf('count'), codeOf('split')];
  return {
    ...countLines,
    modules: [
      ...countLines.modules.map((module) => (module.id === moduleId(2) ? code(2, 'count', count) : module)),
      code(4, 'split', split),
    ],
    stages: countLines.stages.map((stage) =>
      stage.kind === 'keyed'
        ? {
            ...stage,
            steps: [
              { type: 'compute', node: nodeId('split'), module: moduleId(4), next: [1] },
              ...stage.steps.map((step) => (step.type === 'encode' ? { ...step, module: null } : step)),
            ],
          }
        : stage.kind === 'sink'
          ? { ...stage, encode: null }
          : stage,
    ),
  };
}

function onWorkers(topology: Topology, workers: number): { readonly lines: string; readonly letters: number } {
  const result = runCluster({ topology, workers, seed: 3, inputs: new Map([[nodeId('votes'), input]]) });
  const text = new TextDecoder().decode(result.outputs.get(nodeId('totals')));
  return { lines: text.trim().split('\n').toSorted().join(' '), letters: result.deadLetters };
}

function onOneThread(topology: Topology): readonly unknown[] {
  const driver = new TopologyDriver(topology);
  driver.feed(nodeId('votes'), input);
  return driver.failures.map(({ node, kind, error, record }) => [node, kind, String(error), record]);
}

describe('an array that throws when it is read', () => {
  for (const node of ['count', 'split'] as const) {
    it(`is a failure of the node that returned it, ${node}, on any number of workers, and all of it is lost`, () => {
      const topology = topologyOf(node, throws);
      for (const workers of [1, 2, 3]) expect(onWorkers(topology, workers)).toEqual({ lines: 'a a c', letters: 2 });
      const failure = [node, 'snippet', 'RangeError: no', 'b'];
      expect(onOneThread(topology)).toEqual([failure, failure]);
    });

    it(`is one too where nothing can be asked of it, ${node}`, () => {
      const [first] = onOneThread(topologyOf(node, revoked));
      expect(first).toEqual([node, 'snippet', expect.stringMatching(/^TypeError: .*revoked/), 'b']);
    });

    it(`is read by its places, not by what it says of itself, ${node}`, () => {
      expect(onWorkers(topologyOf(node, never), 2)).toEqual({ lines: 'a a b b c', letters: 0 });
    });
  }

  it('may hold a proxy that is revoked: that record is a dead letter, and the rest goes on', () => {
    for (const node of ['count', 'split'] as const)
      for (const workers of [1, 2])
        expect(onWorkers(topologyOf(node, inside), workers)).toEqual({ lines: 'a a c', letters: 2 });
  });

  it('may hold a proxy that refuses its prototype: the rest goes on', () => {
    for (const node of ['count', 'split'] as const)
      for (const workers of [1, 2]) expect(onWorkers(topologyOf(node, refuses), workers).lines).toMatch(/^a a c/);
  });
});
