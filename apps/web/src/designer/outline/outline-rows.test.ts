import { expect, test } from 'vitest';
import { sampleDocument } from '../graph/sample-document.fixture.ts';
import { keptActive, rowsOf, stepFrom } from './outline-rows.ts';

const none: ReadonlySet<string> = new Set();
const text = (collapsed = none) =>
  rowsOf(sampleDocument, collapsed).map(
    (row) => `${'  '.repeat(row.level - 1)}${row.type === 'node' ? row.node.id : `> ${row.to}`}`,
  );

test('nodes come in the order of the flow, computations below their state, edges below where they begin', () => {
  expect(text()).toEqual([
    'source',
    '  > map',
    'loose',
    'map',
    '  > key',
    'key',
    '  > first',
    'lane',
    '  second',
    '  first',
    '    > sink',
    'sink',
  ]);
});

test('what is collapsed hides all below it, and every row knows its place among its siblings', () => {
  expect(text(new Set(['node lane', 'node source']))).toEqual([
    'source',
    'loose',
    'map',
    '  > key',
    'key',
    '  > first',
    'lane',
    'sink',
  ]);
  const rows = rowsOf(sampleDocument, none);
  expect(rows.filter(({ level }) => level === 1).map(({ position, siblings }) => [position, siblings])).toEqual(
    [1, 2, 3, 4, 5, 6].map((position) => [position, 6]),
  );
  expect(rows.find(({ key }) => key === 'node sink')?.expanded).toBeNull();
});

test('keys lead as in any treegrid', () => {
  const rows = rowsOf(sampleDocument, none);
  const from = (active: string, key: string) => stepFrom(rows, active, key);
  expect(from('node source', 'ArrowDown')).toEqual({ type: 'go', key: 'edge source-map' });
  expect(from('node source', 'ArrowUp')).toBeNull();
  expect(from('node source', 'End')).toEqual({ type: 'go', key: 'node sink' });
  expect(from('node sink', 'Home')).toEqual({ type: 'go', key: 'node source' });
  expect(from('node lane', 'ArrowRight')).toEqual({ type: 'go', key: 'node second' });
  expect(from('node lane', 'ArrowLeft')).toEqual({ type: 'collapse', key: 'node lane' });
  expect(from('node second', 'ArrowLeft')).toEqual({ type: 'go', key: 'node lane' });
  expect(from('node sink', 'ArrowRight')).toBeNull();
  const closed = rowsOf(sampleDocument, new Set(['node lane']));
  expect(stepFrom(closed, 'node lane', 'ArrowRight')).toEqual({ type: 'expand', key: 'node lane' });
  expect(from('gone', 'ArrowDown')).toBeNull();
});

test('when a row is gone the one in its place has the focus', () => {
  const rows = rowsOf(sampleDocument, none);
  expect(keptActive(rows, 'node map', 0)).toBe('node map');
  expect(keptActive(rows, 'node gone', 2)).toBe('node loose');
  expect(keptActive(rows, 'node gone', 99)).toBe('node sink');
  expect(keptActive([], 'node gone', 3)).toBeNull();
});
