/** If the layout were read back wrongly, computations would leave their swimlanes, or notes would be buried. */
import { assert } from '@potoroo/shared/assert';
import { applyEdit, type Pipeline } from '@potoroo/shared/pipeline';
import ElkEngine from 'elkjs/lib/main.js';
import { expect, test } from 'vitest';
import { sizeOf } from '../graph/free-place.ts';
import { fromPalette } from '../graph/from-palette.fixture.ts';
import { documentOf, sampleDocument } from '../graph/sample-document.fixture.ts';
import { type ElkNode, elkGraphOf, layoutEdit } from './elk-graph.ts';

async function laidOut(pipeline: Pipeline): Promise<Pipeline> {
  const found = await new ElkEngine().layout(JSON.parse(JSON.stringify(elkGraphOf(pipeline, sizeOf))));
  const graph: ElkNode = JSON.parse(JSON.stringify(found));
  const edit = layoutEdit(pipeline, graph, sizeOf);
  if (edit === null) return pipeline;
  const applied = applyEdit(pipeline, edit);
  assert(applied.ok, 'the layout applies');
  return applied.value.pipeline;
}
const boxOf = ({ nodes }: Pipeline, id: string) => {
  const node = nodes.find((each) => each.id === id);
  assert(node !== undefined, `no ${id}`);
  const { width, height } = sizeOf(node);
  return {
    left: node.position.x,
    top: node.position.y,
    right: node.position.x + width,
    bottom: node.position.y + height,
  };
};

test('records flow to the right, and computations lie in their swimlane below its head', async () => {
  const after = await laidOut(sampleDocument);
  for (const { from, to } of after.edges) expect(boxOf(after, from).right).toBeLessThan(boxOf(after, to).left);
  const lane = boxOf(after, 'lane');
  for (const id of ['first', 'second']) {
    const box = boxOf(after, id);
    expect(box.left).toBeGreaterThanOrEqual(lane.left + 12);
    expect(box.right).toBeLessThanOrEqual(lane.right - 12);
    expect(box.top).toBeGreaterThanOrEqual(lane.top + 40);
    expect(box.bottom).toBeLessThanOrEqual(lane.bottom - 12);
  }
  expect(
    boxOf(after, 'first').bottom <= boxOf(after, 'second').top ||
      boxOf(after, 'second').bottom <= boxOf(after, 'first').top,
  ).toBe(true);
  expect(layoutEdit(after, { id: 'root' }, sizeOf)).toBeNull();
});

test('nothing overlaps, notes included, and what cannot be laid out stays', async () => {
  const crowded = documentOf(
    [
      ...sampleDocument.nodes.map((node) => ({ ...node, position: { x: 5, y: 5 } })),
      fromPalette('note', 'note', { x: 100, y: 20 }),
    ],
    [
      ['source', 'map'],
      ['map', 'key'],
      ['key', 'first'],
      ['first', 'sink'],
    ],
  );
  const after = await laidOut(crowded);
  const outer = after.nodes.filter(({ kind }) => kind !== 'state-computation').map(({ id }) => boxOf(after, id));
  for (const [index, a] of outer.entries())
    for (const b of outer.slice(index + 1))
      expect(a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top).toBe(true);
  expect(Math.min(...after.nodes.filter(({ kind }) => kind !== 'note').map(({ position }) => position.x))).toBe(5);
});

test('a frame is fitted anew around the nodes that it held', async () => {
  const note = fromPalette('note', 'frame', { x: -20, y: -60 });
  assert(note.kind === 'note', 'the palette makes notes');
  const frame = { ...note, size: { width: 500, height: 140 } };
  const after = await laidOut({ ...sampleDocument, nodes: [...sampleDocument.nodes, frame] });
  for (const id of ['source', 'map']) {
    const [inner, outer] = [boxOf(after, id), boxOf(after, 'frame')];
    expect(inner.left).toBeGreaterThan(outer.left);
    expect(inner.top).toBeGreaterThan(outer.top + 40);
    expect(inner.right).toBeLessThan(outer.right);
    expect(inner.bottom).toBeLessThan(outer.bottom);
  }
});
