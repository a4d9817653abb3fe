import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import { expect, test } from 'vitest';
import { framedBy, frameAround } from './frame.ts';
import { sizeOf } from './free-place.ts';
import { fromPalette } from './from-palette.fixture.ts';
import { documentOf, sampleDocument } from './sample-document.fixture.ts';

test('a frame holds what it was drawn around, computations by their state, and nothing that only touches it', () => {
  const members = ['source', 'map', 'lane'].map(nodeId);
  const box = frameAround(sampleDocument, members, sizeOf);
  assert(box !== null, 'there is something to frame');
  const note = fromPalette('note', 'frame', box);
  assert(note.kind === 'note', 'the palette makes notes');
  const frame = { ...note, size: { width: box.width, height: box.height } };
  const pipeline = documentOf([...sampleDocument.nodes, frame], []);
  expect(framedBy(pipeline, frame, sizeOf)).toEqual(['source', 'map', 'key', 'lane']);
  const narrow = { ...frame, size: { ...frame.size, width: 300 } };
  expect(framedBy(pipeline, narrow, sizeOf)).toEqual(['source']);
  expect(frameAround(sampleDocument, [], sizeOf)).toBeNull();
});
