// Which records go on, and which are dead letters, must be the same on any number of workers: by the rule of what may travel.
import type { Topology } from '@potoroo/shared/topology';
import { nodeId } from '@potoroo/shared/ids';
import { expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import { countLines } from '../testing/sample-topologies.ts';
import { runCluster } from './cluster.ts';

const votes = nodeId('votes');

/** The lines are JSON, and a vote holds its own key. */
const countVotes: Topology = {
  ...countLines,
  modules: countLines.modules.map((module) =>
    module.node === 'key'
      ? { ...module, code: 'exports.default = (vote) => vote.key;' }
      : { ...module, code: module.code.replace('key: line', 'key: line.key') },
  ),
  stages: countLines.stages.map((stage) =>
    stage.kind === 'source'
      ? { ...stage, connector: { type: 'file', path: 'unused', rate: null, format: 'ndjson' } }
      : stage,
  ),
};

const keys = Array.from({ length: 40 }, (_, index) => `k${index}`);
const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;
const lines = [
  ...keys.map((key) => JSON.stringify({ key })),
  ...keys.map((key) => `{"key":"${key}","deep":${nested(255)}}`),
  ...keys.map((key) => `{"key":"only ${key}","deep":${nested(256)}}`),
  ...keys.map((key) => JSON.stringify({ key, again: true })),
];

it('makes the same dead letters on one worker and on many, and the rest goes on', () => {
  const input = plainText.encode(`${lines.join('\n')}\n`);
  const results = [1, 2, 3].map((workers) =>
    runCluster({ topology: countVotes, workers, seed: workers, inputs: new Map([[votes, input]]) }),
  );
  const state = new Map(keys.map((key) => [key, { n: 3 }]));
  for (const result of results) {
    expect(result.accepted.get(votes)).toBe(lines.length);
    expect(result.deadLetters).toBe(keys.length);
    expect(result.outputs.get(nodeId('totals'))?.filter((byte) => byte === 10)).toHaveLength(keys.length * 3);
    expect(result.state(nodeId('total'))).toEqual(state);
  }
});
