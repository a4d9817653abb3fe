import { assert } from '@potoroo/shared/assert';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { fromPalette } from '../graph/from-palette.fixture.ts';
import { foldersText, outsideFiles } from './outside-files.ts';

const folders = ['/home/me/data/files', '/srv/shared'];

function reading(path: string): PipelineNode {
  const node = fromPalette('file-source', 'orders');
  assert(node.kind === 'source' && node.connector.type === 'file', 'the palette makes a file source');
  return { ...node, connector: { ...node.connector, path } };
}
const warned = (path: string, granted: readonly string[] = folders) => {
  const pipeline: Pipeline = {
    format: 'potoroo.pipeline',
    version: 1,
    name: 'Test',
    description: '',
    types: '',
    nodes: [reading(path), fromPalette('map', 'map')],
    edges: [],
  };
  return outsideFiles(pipeline, granted).map(({ node, severity }) => `${severity} ${node}`);
};

test.each(['orders.csv', './in/orders.csv', 'in/../orders.csv', '/home/me/data/files/orders.csv', '/srv/shared/o.csv'])(
  '%s is inside',
  (path) => expect(warned(path)).toEqual([]),
);

test.each(['/etc/passwd', '../orders.csv', 'in/../../orders.csv', '/srv/shared-not/o.csv', '/srv/shared'])(
  '%s is outside, which is a warning: links are for the server to follow',
  (path) => expect(warned(path)).toEqual(['warning orders']),
);

test('before the server has told its folders nothing is warned of, and the hint is the usual one', () => {
  expect(warned('/etc/passwd', [])).toEqual([]);
  expect(foldersText([], 'usual')).toBe('usual');
  expect(foldersText(folders, 'usual')).toContain('/home/me/data/files or /srv/shared');
});
