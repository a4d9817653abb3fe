/** Whoever is told that a server cannot be heard waits for it, and for one that asks for access in vain. */
import { expect, test } from 'vitest';
import { silentText, staleText } from './troubles-text.ts';

test('it is said whether the server, the run or the access of this window is gone, and nothing while all is heard', () => {
  expect(staleText('refused', false)).toMatch(/access has ended: open the URL/);
  expect(staleText('disconnected', true)).toMatch(/^The server cannot be heard/);
  expect(staleText('connected', true)).toContain(silentText);
  expect([staleText('connected', false), staleText('connecting', false)]).toEqual(['', '']);
});
