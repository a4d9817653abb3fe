import { edgeId, nodeId } from '@potoroo/shared/ids';
import type { Diagnostic, Pipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { fromPalette } from '../graph/from-palette.fixture.ts';
import { errorsIn, problemViews } from './problems-view.ts';

const pipeline: Pipeline = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Test',
  description: '',
  types: '',
  nodes: [fromPalette('map', 'one'), fromPalette('live-table', 'two')],
  edges: [{ id: edgeId('e'), from: nodeId('one'), to: nodeId('two') }],
};
const problem = (severity: Diagnostic['severity'], more: Partial<Diagnostic> = {}): Diagnostic => ({
  code: 'P302',
  severity,
  message: 'm',
  remedy: 'r',
  ...more,
});

test('errors come before warnings and each says where it is', () => {
  const views = problemViews(
    [
      problem('warning', { edge: edgeId('e') }),
      problem('error', { node: nodeId('one'), at: { field: 'code', line: 3, column: 1, endLine: 3, endColumn: 4 } }),
      problem('error'),
    ],
    pipeline,
  );
  expect(views.map(({ place }) => place)).toEqual(['one, code, line 3, column 1', 'Pipeline', 'one to two']);
});

test('a node without a name is called by its id', () => {
  const nameless = { ...pipeline, nodes: pipeline.nodes.map((node) => ({ ...node, name: ' ' })) };
  expect(problemViews([problem('error', { node: nodeId('one') })], nameless).map(({ place }) => place)).toEqual([
    'one',
  ]);
});

test('warnings do not block a run, so they are not counted as errors', () => {
  expect(errorsIn([problem('warning'), problem('error')])).toBe(1);
});
