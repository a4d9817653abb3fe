// What stands around the code of a project. What would break: a container cannot connect since it was not given a secret, nobody
// says that there is one, or a name of a stranger's document is a link in a README.
import { expect, test } from 'vitest';
import { nodeId } from '../ids.ts';
import type { Pipeline, PipelineNode } from '../pipeline/index.ts';
import { projectFiles } from './write-project.ts';

const withNodes = (nodes: readonly PipelineNode[], said: Partial<Pipeline> = {}): Pipeline => ({
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Secrets',
  description: '',
  types: '',
  nodes,
  edges: [],
  ...said,
});
const position = { x: 0, y: 0 };
const sinkTo = (id: string, host: string): PipelineNode => ({
  kind: 'sink',
  id: nodeId(id),
  name: id,
  position,
  connector: { type: 'tcp', host, port: 7010, format: 'lines' },
  encode: null,
});
const sourceAt = (host: string): PipelineNode => ({
  kind: 'source',
  id: nodeId('in'),
  name: 'In',
  position,
  connector: { type: 'tcp', host, port: 7000, format: 'lines' },
  recordType: 'string',
  decode: null,
  generate: null,
});
const fileOf = (name: string, pipeline: Pipeline): string => projectFiles(pipeline, {}, null).get(name) ?? '';

test('a container is given the secrets of its sinks by their names, and the README says which there are and whose', () => {
  const nodes = [
    sourceAt('secret:here'),
    sinkTo('out', 'secret:Rx'),
    sinkTo('copy', 'secret:RX'),
    sinkTo('open', '::1'),
  ];
  const pipeline = withNodes(nodes);
  expect(fileOf('compose.yaml', pipeline)).toContain('\n    environment: ["POTOROO_SECRET_RX"]\n');
  const readme = fileOf('README.md', pipeline);
  expect(readme).toContain('| `POTOROO_SECRET_HERE` | the host of the source `in` |\n');
  expect(readme).toContain('| `POTOROO_SECRET_RX` | the host of the sink `out`, the host of the sink `copy` |\n');
  const without = withNodes([sinkTo('open', 'secret.example')]);
  expect(fileOf('README.md', without)).not.toContain('POTOROO_SECRET');
});

test('no text of a document becomes a link in the README, not even one that a renderer makes by itself', () => {
  const description = 'See https://evil.example, HTTP://evil.example, www.evil.example, me@evil.example or @someone.';
  const readme = fileOf('README.md', withNodes([], { name: '[x](https://evil.example)', description }));
  expect(readme).not.toMatch(/https?:\/\/|www\.|@\w|\]\(/i);
  expect(readme.replaceAll(/[\\\u2060]/g, '')).toContain(description);
});

test('no text of a document becomes a list, a formula or half a character in the README', () => {
  const readme = fileOf('README.md', withNodes([], { name: '1. $x$ \ud800', description: '2. $$y$$ costs 3.5' }));
  expect(readme).toMatch(/^# 1\\\. \\\$x\\\$ \ufffd\n\n2\\\. \\\$\\\$y\\\$\\\$ costs 3\.5\n/);
  expect(readme).not.toMatch(/\p{Cs}/u);
});
