/** An object that changes its place when its slot moves is another one to the eye; a question without bounds is a load. */
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import { beforeEach, expect, test, vi } from 'vitest';
import {
  forgetKeys,
  isBeginning,
  keyLabel,
  needKeys,
  objectsIn,
  placeOf,
  questionFor,
  takeSlots,
} from './known-keys.ts';

vi.mock('../link/deployment-api.ts', () => ({
  slotsOfState: () => Promise.resolve({ ok: false }),
}));

const state = nodeId('s');
const need = { run: 'first', state, detail: 'dot', objects: [2, 0, 1], chosenSlot: null, now: 0 } as const;
const told = (slot: number, keys: readonly string[], values: readonly string[] | null = null) =>
  takeSlots({ state, slots: [{ slot, total: keys.length, keys, values }] });

beforeEach(() => forgetKeys(state));

test('an object keeps its place, whatever the order in which its new owner has it', () => {
  told(0, ['a', 'b']);
  told(0, ['b', 'c', 'a']);
  expect(objectsIn(0)?.map(({ key }) => key)).toEqual(['a', 'b', 'c']);
  expect([placeOf(0, 'b'), placeOf(0, 'nobody'), placeOf(7, 'a'), placeOf(0, null)]).toEqual([1, null, null, null]);
  expect(objectsIn(7)).toBeNull();
});

test('keys are asked for while there are more than are known, and for cells only where one is looked at', () => {
  expect(questionFor(need)).toEqual({ state, slots: [0, 2], values: false });
  told(0, ['a', 'b']);
  expect(questionFor(need)).toEqual({ state, slots: [2], values: false });
  told(2, ['c']);
  expect(questionFor(need)).toBeNull();
  expect(questionFor({ ...need, objects: [3, 0, 1] })?.slots).toEqual([0]);
  expect(questionFor({ ...need, objects: [3, 0, 9], detail: 'cell' })).toBeNull();
  expect(questionFor({ ...need, objects: [3, 0, 9], detail: 'cell', chosenSlot: 2 })?.slots).toEqual([2]);
});

test('cards want values too, which are kept where only keys are told', () => {
  expect(questionFor({ ...need, detail: 'card' })).toEqual({ state, slots: [0, 2], values: true });
  told(0, ['a'], ['{"n":1}']);
  told(0, ['a']);
  expect(objectsIn(0)).toEqual([{ key: 'a', value: '{"n":1}' }]);
});

test('where there are fewer than before they are asked for again: a recovery goes back to before some were there', async () => {
  await needKeys(need);
  told(0, ['a', 'b']);
  told(2, ['c']);
  await needKeys(need);
  expect(questionFor(need)).toBeNull();
  const fewer = { ...need, objects: [1, 0, 1] };
  await needKeys(fewer);
  expect(questionFor(fewer)?.slots).toEqual([0]);
  told(0, ['a']);
  expect([objectsIn(0)?.map(({ key }) => key), questionFor(fewer)]).toEqual([['a'], null]);
});

test('nothing that was told of one run is shown of the next, though its state has the same name', async () => {
  await needKeys(need);
  told(0, ['a', 'b']);
  await needKeys(need);
  expect(objectsIn(0)).toHaveLength(2);
  await needKeys({ ...need, run: 'second' });
  expect(objectsIn(0)).toBeNull();
});

test('an empty key has a name, and one of which only the beginning is listed cannot be taken for whole', () => {
  expect([keyLabel(''), keyLabel('MSFT')]).toEqual(['the empty key', 'MSFT']);
  const listed = 'x'.repeat(limits.listedTextCharsMax);
  expect([isBeginning(listed), keyLabel(listed), isBeginning(listed.slice(1))]).toEqual([true, `${listed}…`, false]);
});
