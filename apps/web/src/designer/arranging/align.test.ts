import { nodeId } from '@potoroo/shared/ids';
import { applyEdit, type NodeMove, type Pipeline } from '@potoroo/shared/pipeline';
import { assert } from '@potoroo/shared/assert';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sizeOf } from '../graph/free-place.ts';
import { fromPalette } from '../graph/from-palette.fixture.ts';
import { documentOf, sampleDocument } from '../graph/sample-document.fixture.ts';
import { type Alignment, alignmentMoves, distributionMoves } from './align.ts';

const ids = (...names: readonly string[]) => names.map(nodeId);
const layout = (pipeline: Pipeline) => ({ pipeline, sizeOf });
function moved(pipeline: Pipeline, moves: readonly NodeMove[]): Pipeline {
  const applied = applyEdit(pipeline, { type: 'move-nodes', moves });
  assert(applied.ok, 'moves of nodes that are there');
  return applied.value.pipeline;
}
const placeOf = ({ nodes }: Pipeline, id: string) => nodes.find((node) => node.id === id)?.position;

const scattered = documentOf(
  [
    fromPalette('generator', 'a', { x: 0, y: 10 }),
    fromPalette('key', 'b', { x: 300, y: 90 }),
    fromPalette('map', 'c', { x: 900, y: 50 }),
  ],
  [],
);

test('A3: aligning puts edges or middles on one line', () => {
  const after = (alignment: Alignment) =>
    moved(scattered, alignmentMoves(layout(scattered), ids('a', 'b', 'c'), alignment)).nodes.map(
      ({ position }) => position,
    );
  expect(after('left').map(({ x }) => x)).toEqual([0, 0, 0]);
  expect(after('right').map(({ x }) => x)).toEqual([900, 960, 900]);
  expect(after('top').map(({ y }) => y)).toEqual([10, 10, 10]);
  expect(after('middle').map(({ y }) => y)).toEqual([39, 50, 39]);
  expect(after('top').map(({ x }) => x)).toEqual([0, 300, 900]);
});

test('A3: distributing makes the gaps equal and keeps the outer two', () => {
  const after = moved(scattered, distributionMoves(layout(scattered), ids('a', 'b', 'c'), 'horizontal'));
  expect(after.nodes.map(({ position }) => position.x)).toEqual([0, 480, 900]);
  expect(distributionMoves(layout(scattered), ids('a', 'b'), 'horizontal')).toEqual([]);
});

test('A1: a swimlane takes its computations along, chosen or not', () => {
  for (const chosen of [ids('lane', 'loose'), ids('lane', 'first', 'loose')]) {
    const after = moved(sampleDocument, alignmentMoves(layout(sampleDocument), chosen, 'left'));
    expect([placeOf(after, 'lane')?.x, placeOf(after, 'first')?.x, placeOf(after, 'second')?.x]).toEqual([0, 28, 28]);
  }
});

test('A2: a computation stays in its swimlane, whatever it is aligned with', () => {
  const lane = sampleDocument.nodes.find(({ id }) => id === 'lane');
  assert(lane?.kind === 'state', 'the sample has a lane');
  fc.assert(
    fc.property(
      fc.integer({ min: -3_000, max: 3_000 }),
      fc.constantFrom<Alignment>('left', 'right', 'top', 'bottom', 'centre', 'middle'),
      (away, alignment) => {
        const pipeline = moved(sampleDocument, [{ node: nodeId('loose'), position: { x: away, y: -away } }]);
        const after = moved(pipeline, alignmentMoves(layout(pipeline), ids('first', 'loose'), alignment));
        const { x, y } = placeOf(after, 'first') ?? { x: Number.NaN, y: Number.NaN };
        expect(x).toBeGreaterThanOrEqual(lane.position.x);
        expect(y).toBeGreaterThanOrEqual(lane.position.y);
        expect(x + 196).toBeLessThanOrEqual(lane.position.x + lane.size.width);
        expect(y + 54).toBeLessThanOrEqual(lane.position.y + lane.size.height);
      },
    ),
  );
});
