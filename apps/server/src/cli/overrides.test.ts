import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { describe, expect, test } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import type { ConnectorOverride } from './arguments.ts';
import { applyOverrides } from './overrides.ts';

const personDirectory = '/home/person';
const file = { type: 'file', path: 'x.bin', format: null, rate: null } as const;

function connectorAfter(pipeline: Pipeline, override: ConnectorOverride): unknown {
  const applied = applyOverrides(pipeline, { overrides: [override], personDirectory });
  if (!applied.ok) return `${applied.error.message} ${applied.error.remedy}`;
  const node = applied.value.nodes.find(({ id }) => id === override.node);
  return node?.kind === 'source' || node?.kind === 'sink' ? node.connector : undefined;
}

const changed = (pipeline: Pipeline, id: string, change: object): Pipeline => ({
  ...pipeline,
  nodes: pipeline.nodes.map((node): PipelineNode => (node.id === id ? { ...node, ...change } : node)),
});

describe('an override', () => {
  test('makes a relative path start at the directory of the person', () => {
    expect(
      connectorAfter(samplePipeline(), { side: 'source', node: 'left', spec: { ...file, format: 'framed' } }),
    ).toEqual({
      type: 'file',
      path: '/home/person/x.bin',
      format: 'framed',
      rate: null,
    });
  });

  test('leaves the other nodes as they were drawn, with absolute paths', () => {
    const pipeline = samplePipeline({ right: { type: 'file', path: 'right.txt', format: 'lines', rate: null } });
    const applied = applyOverrides(pipeline, { overrides: [], personDirectory });
    expect(applied.ok && applied.value.nodes.find(({ id }) => id === 'right')).toMatchObject({
      connector: { path: '/home/person/right.txt' },
    });
  });

  test.each([
    ['the ending of the file', {}, 'x.ndjson', 'ndjson'],
    [
      'the ending of the file before the drawn format',
      { connector: { type: 'file', path: 'a', format: 'lines', rate: null } },
      'x.csv',
      'csv',
    ],
    ['the drawn format', { connector: { type: 'tcp', host: 'h', port: 1, format: 'csv' } }, 'x.bin', 'csv'],
    ['frames where a snippet decodes', { decode: '(bytes: Uint8Array) => null' }, 'x.bin', 'framed'],
    ['lines at last', {}, 'x.bin', 'lines'],
  ])('of a source without a format uses %s', (_rule, change, path, format) => {
    const pipeline = changed(samplePipeline(), 'left', change);
    expect(connectorAfter(pipeline, { side: 'source', node: 'left', spec: { ...file, path } })).toMatchObject({
      format,
    });
  });

  test.each([
    ['frames where a snippet makes bytes', { encode: '(value: number): Uint8Array => new Uint8Array(4)' }, 'framed'],
    ['lines where a snippet makes text', { encode: '(value: number) => `${value}`' }, 'lines'],
    ['lines without a snippet', {}, 'lines'],
  ])('of a sink without a format uses %s', (_rule, change, format) => {
    const pipeline = changed(samplePipeline(), 'totals', change);
    expect(connectorAfter(pipeline, { side: 'sink', node: 'totals', spec: file })).toMatchObject({ format });
  });

  test('keeps what was drawn of a generator and was not given', () => {
    const pipeline = samplePipeline({ left: { type: 'generator', rate: 7, count: 9 } });
    expect(
      connectorAfter(pipeline, { side: 'source', node: 'left', spec: { type: 'generator', rate: null, count: 3 } }),
    ).toEqual({ type: 'generator', rate: 7, count: 3 });
  });

  test.each([
    [{ side: 'source', node: 'lfet', spec: file }, 'no source "lfet". Did you mean "left"?'],
    [{ side: 'source', node: 'nowhere', spec: file }, 'Its sources are left, right.'],
    [{ side: 'source', node: 'totals', spec: file }, '"totals" is a sink, not a source'],
    [{ side: 'sink', node: 'left-key', spec: file }, '"left-key" is a key, not a sink'],
  ] as const)('refuses a wrong node: %j', (override, message) => {
    expect(connectorAfter(samplePipeline(), override)).toContain(message);
  });

  test('refuses a generator where no snippet generates', () => {
    const pipeline = changed(samplePipeline(), 'left', { generate: null });
    expect(
      connectorAfter(pipeline, {
        side: 'source',
        node: nodeId('left'),
        spec: { type: 'generator', rate: null, count: null },
      }),
    ).toContain('no generate snippet');
  });
});
