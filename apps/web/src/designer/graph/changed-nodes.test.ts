/** What an edit has moved or added is brought into view: a node that it missed would lie unseen, one too many would move the view for nothing. */
import { applyEdit, type Edit } from '@potoroo/shared/pipeline';
import { nodeId } from '@potoroo/shared/ids';
import { expect, it } from 'vitest';
import { changedBox } from './changed-nodes.ts';
import { drawnSize, keySize } from './free-place.ts';
import { fromPalette } from './from-palette.fixture.ts';
import { sampleDocument } from './sample-document.fixture.ts';

const pipeline = {
  ...sampleDocument,
  nodes: [fromPalette('generator', 'source'), fromPalette('map', 'step', { x: 300 })],
  edges: [],
};

function boxAfter(edit: Edit) {
  const applied = applyEdit(pipeline, edit);
  return changedBox(pipeline, applied.ok ? applied.value.pipeline : pipeline);
}

it('holds what was added and what was moved, and nothing else', () => {
  const key = fromPalette('key', 'key', { x: 240, y: 100 });
  const move = { type: 'move-nodes', moves: [{ node: nodeId('step'), position: { x: 500, y: 40 } }] } as const;
  expect(boxAfter({ type: 'add-node', node: key })).toEqual({ x: 240, y: 100, ...keySize });
  expect(boxAfter({ type: 'sequence', edits: [{ type: 'add-node', node: key }, move] })).toEqual({
    x: 240,
    y: 40,
    width: 500 + drawnSize.width - 240,
    height: 100 + keySize.height - 40,
  });
});

it('is none where every node lies where it lay', () => {
  expect(boxAfter({ type: 'set-types', types: 'type Word = string;' })).toBeNull();
  expect(boxAfter({ type: 'remove-nodes', nodes: [nodeId('step')] })).toBeNull();
});
