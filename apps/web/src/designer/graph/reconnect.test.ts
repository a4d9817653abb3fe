import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import { applyEdit } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { removeAndReconnect } from './reconnect.ts';
import { sampleDocument } from './sample-document.fixture.ts';

function endsWithout(...removed: readonly string[]): readonly string[] {
  const applied = applyEdit(sampleDocument, removeAndReconnect(sampleDocument, removed.map(nodeId)));
  assert(applied.ok, 'the edit applies');
  const undone = applyEdit(applied.value.pipeline, applied.value.inverse);
  assert(undone.ok, 'and is undone');
  expect(undone.value.pipeline).toEqual(sampleDocument);
  return applied.value.pipeline.edges.map(({ from, to }) => `${from} > ${to}`);
}

test('what arrived at a removed node goes on to what followed it', () => {
  expect(endsWithout('map')).toEqual(['key > first', 'first > sink', 'source > key']);
});

test('what the rules forbid stays open: past a key only a state computation, and none without a key', () => {
  expect(endsWithout('first')).toEqual(['source > map', 'map > key']);
  expect(endsWithout('key')).toEqual(['source > map', 'first > sink']);
});

test('several nodes in a row are bridged at once, and a state with its computations', () => {
  expect(endsWithout('map', 'key', 'lane')).toEqual(['source > sink']);
  expect(endsWithout('source', 'sink', 'loose')).toEqual(['map > key', 'key > first']);
});
