/** Two commands with the same keys: one of them could never be reached. */
import { expect, test, vi } from 'vitest';
import { ariaKeys } from '../commands/keys.ts';

test('every id is its own, and so are all keys, whatever their scope', async () => {
  // The stores that commands act on read at their start what a browser remembers.
  vi.stubGlobal('localStorage', { getItem: () => null });
  vi.stubGlobal('innerHeight', 800);
  const { allCommands } = await import('./all-commands.ts');
  const ids = allCommands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const keys = allCommands.flatMap((command) => command.keys.map((each) => ariaKeys(each, false).toLowerCase()));
  expect(new Set(keys).size).toBe(keys.length);
});
