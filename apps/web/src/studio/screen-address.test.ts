/** An address that a reload reads in another way than it was written shows another project, or another screen. */
import { expect, test } from 'vitest';
import { addressIn, pathOf } from './screen-address.ts';

const known = ['build', 'cluster', 'learn'];

test('what is written is what is read', () => {
  for (const [address, path] of [
    [{ project: 'market-spread', screen: 'build', rest: '' }, '/projects/market-spread'],
    [{ project: 'a b/c', screen: 'cluster', rest: '' }, '/projects/a%20b%2Fc/cluster'],
    [{ project: 'a', screen: 'cluster', rest: 'key/MSFT' }, '/projects/a/cluster/key/MSFT'],
    [{ project: null, screen: 'build', rest: '' }, '/'],
    [{ project: null, screen: 'cluster', rest: '' }, '/cluster'],
  ] as const) {
    expect(pathOf(address, true)).toBe(path);
    expect(addressIn(path, known)).toEqual(address);
  }
});

test('a screen without a project stands alone', () => {
  expect(pathOf({ project: 'a', screen: 'learn', rest: 'entities' }, false)).toBe('/learn/entities');
  expect(addressIn('/learn/entities', known)).toEqual({ project: null, screen: 'learn', rest: 'entities' });
});

test('an address that nobody wrote shows the first screen', () => {
  for (const path of ['/nothing', '/projects', '/projects/', '/%', '/constructor'])
    expect(addressIn(path, known)).toEqual({ project: null, screen: 'build', rest: '' });
  expect(addressIn('/projects/%E0%A4%A/other', known)).toEqual({ project: '%E0%A4%A', screen: 'build', rest: '' });
});
