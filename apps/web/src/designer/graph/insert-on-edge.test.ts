import { palette, type PaletteEntryId } from '@potoroo/shared/catalogue';
import { assert } from '@potoroo/shared/assert';
import { edgeId, nodeId } from '@potoroo/shared/ids';
import { applyEdit, type Edit } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { addConnected, entriesFor } from './add-connected.ts';
import { insertExisting, insertNew, isInsertable } from './insert-on-edge.ts';
import { sampleDocument } from './sample-document.fixture.ts';

function entryOf(id: PaletteEntryId) {
  const entry = palette.find((each) => each.id === id);
  assert(entry !== undefined, `no entry ${id}`);
  return entry;
}
function endsAfter(edit: Edit): readonly string[] {
  const applied = applyEdit(sampleDocument, edit);
  assert(applied.ok, 'the edit applies');
  return applied.value.pipeline.edges.map(({ from, to }) => `${from} > ${to}`);
}
const kept = ['map > key', 'key > first', 'first > sink'];

test('a new node on an edge lies between its ends, in one edit', () => {
  const place = { edge: edgeId('source-map'), at: { x: 130, y: 0 } };
  const inserted = insertNew(sampleDocument, entryOf('filter'), place);
  assert(inserted.ok, 'a filter fits between a source and a map');
  expect(inserted.value.node).toBe('filter');
  expect(endsAfter(inserted.value.edit)).toEqual([...kept, 'source > filter', 'filter > map']);
});

test('what does not fit says why: a sink has nothing to follow, and behind a key only a state computation may', () => {
  const at = { x: 0, y: 0 };
  expect(insertNew(sampleDocument, entryOf('live-table'), { edge: edgeId('source-map'), at })).toMatchObject({
    error: expect.stringContaining('sink'),
  });
  expect(insertNew(sampleDocument, entryOf('map'), { edge: edgeId('key-first'), at })).toMatchObject({
    error: expect.stringContaining('key'),
  });
  expect(insertNew(sampleDocument, entryOf('map'), { edge: edgeId('gone'), at }).ok).toBe(false);
});

test('a node that nothing is connected to may be put on an edge, and no other', () => {
  expect(
    ['loose', 'map', 'source', 'lane', 'second', 'gone'].filter((id) => isInsertable(sampleDocument, nodeId(id))),
  ).toEqual(['loose', 'second']);
  const inserted = insertExisting(sampleDocument, nodeId('loose'), edgeId('source-map'));
  assert(inserted.ok, 'the loose filter fits');
  expect(endsAfter(inserted.value)).toEqual([...kept, 'source > loose', 'loose > map']);
});

test('a wire offers what it could lead to, and what it could come from', () => {
  const offered = (node: string, side: 'output' | 'input') =>
    new Set(entriesFor(sampleDocument, { node: nodeId(node), side }).map(({ kind }) => kind));
  expect(offered('source', 'output')).toEqual(new Set(['computation', 'key', 'state-computation', 'sink']));
  expect(offered('key', 'output')).toEqual(new Set(['state-computation']));
  expect(offered('sink', 'input')).toEqual(new Set(['source', 'computation', 'state-computation']));
  expect(offered('first', 'input')).toEqual(new Set(['source', 'computation', 'key', 'state-computation']));
  expect(offered('gone', 'input')).toEqual(new Set());
});

test('what is chosen at the end of a wire is added and connected in one edit, with the key that is needed in between', () => {
  const wish = { at: { x: 300, y: 300 }, state: null, room: 'free' } as const;
  const after = addConnected(sampleDocument, entryOf('state-computation'), {
    end: { node: nodeId('source'), side: 'output' },
    wish,
  });
  assert(after.ok, 'a state computation may follow a source');
  expect(endsAfter(after.value.edit).slice(4)).toEqual(['source > key-2', 'key-2 > state-computation']);
  const before = addConnected(sampleDocument, entryOf('generator'), {
    end: { node: nodeId('sink'), side: 'input' },
    wish,
  });
  assert(before.ok, 'a generator may lead to a sink');
  expect(endsAfter(before.value.edit).slice(4)).toEqual(['generator > sink']);
});
