/** A fresh id that was taken, or that the format refuses, would make a document that cannot be opened again. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { idPattern } from './document-schema.ts';
import { freshEdgeId, freshNodeId } from './fresh-ids.ts';
import { edge, note, pipeline } from './sample-pipelines.ts';

it('a name becomes a readable id', () => {
  const none = pipeline([], []);
  expect(freshNodeId(none, 'Check order')).toBe('check-order');
  expect(freshNodeId(none, '  Prüfung #1! ')).toBe('prufung-1');
  expect(freshNodeId(none, '注文')).toBe('node');
  expect(freshEdgeId(none, nodeId('orders'), nodeId('key'))).toBe('orders-key');
});

it('a taken id gets a number', () => {
  expect(freshNodeId(pipeline([note('map', ''), note('map-2', '')], []), 'Map')).toBe('map-3');
  expect(freshEdgeId(pipeline([], [edge('a', 'b')]), nodeId('a'), nodeId('b'))).toBe('a-b-2');
});

it('every fresh id is one that the format allows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const id = freshNodeId(pipeline([note('constructor-2', '')], []), name);
      expect(id).toMatch(idPattern);
      expect(id.length).toBeLessThanOrEqual(limits.idCharsMax);
    }),
    { numRuns: 30 },
  );
  expect(freshNodeId(pipeline([], []), 'Constructor')).toMatch(idPattern);
});
