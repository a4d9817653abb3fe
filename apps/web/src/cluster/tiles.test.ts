/** A mark that jumps although its object has not moved shows a movement that never was. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { detailFor } from './detail.ts';
import { placesIn, tileAt, tileBox, tileGrid } from './tiles.ts';

const area = fc.record({ width: fc.integer({ min: 60, max: 900 }), height: fc.integer({ min: 60, max: 900 }) });

test('tiles lie inside of the area and not on each other, and a point in one finds it', () => {
  fc.assert(
    fc.property(area, fc.integer({ min: 1, max: 256 }), (room, most) => {
      const grid = tileGrid(most, room);
      for (let index = 0; index < most; index += 1) {
        const box = tileBox(grid, index);
        expect(box.x).toBeGreaterThanOrEqual(0);
        expect(box.x + box.width).toBeLessThanOrEqual(room.width + 0.01);
        expect(box.y + box.height).toBeLessThanOrEqual(room.height + 0.01);
        expect(tileAt(grid, most, { x: box.x + box.width / 2, y: box.y + box.height / 2 })).toBe(index);
      }
      expect(tileAt(grid, most, { x: -1, y: 5 })).toBeNull();
    }),
  );
});

test('every object has a place of its own in its tile, and keeps it while others come', () => {
  fc.assert(
    fc.property(area, fc.integer({ min: 1, max: 80 }), fc.nat(255), ({ width, height }, capacity, slot) => {
      const box = { x: 10, y: 20, width, height };
      const placeOf = placesIn(box, capacity, slot);
      const places = Array.from({ length: capacity }, (_, index) => placeOf(index));
      expect(new Set(places.map(({ x, y }) => `${x} ${y}`)).size).toBe(capacity);
      for (const { x, y, width: across, height: down } of places) {
        expect(x).toBeGreaterThanOrEqual(10);
        expect(x + across).toBeLessThanOrEqual(10 + width + 1.01);
        expect(y + down).toBeLessThanOrEqual(20 + height + 1.01);
      }
    }),
  );
});

test('ten objects are cards, a thousand are dots, a million are cells', () => {
  const room = { width: 380, height: 300 };
  expect(detailFor({ ...room, objects: 4 }, null)).toBe('card');
  expect(detailFor({ width: 357, height: 580, objects: 8 }, 'card')).toBe('card');
  expect(detailFor({ width: 357, height: 580, objects: 9 }, 'card'), 'its last card would be cut').toBe('dot');
  expect(detailFor({ ...room, objects: 350 }, null)).toBe('dot');
  expect(detailFor({ ...room, objects: 200_000 }, null)).toBe('cell');
});

test('the way back crosses a border later, so that the picture does not flicker', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1_000_000 }), (objects) => {
      const crowd = { width: 400, height: 300, objects };
      const fresh = detailFor(crowd, null);
      for (const before of ['card', 'dot', 'cell'] as const) {
        const next = detailFor(crowd, before);
        expect(detailFor(crowd, next), 'what it has become it stays').toBe(next);
      }
      expect(detailFor(crowd, fresh)).toBe(fresh);
    }),
  );
  const near = { width: 400, height: 300, objects: 3_000 };
  expect([detailFor(near, 'dot'), detailFor(near, 'cell')]).toEqual(['dot', 'cell']);
});
