/** Two commands with the same keys: one of them could never be reached. */
import { expect, test } from 'vitest';
import { ariaKeys } from '../commands/keys.ts';
import { allCommands } from './all-commands.ts';

test('every id is its own, and so are all keys, whatever their scope', () => {
  const ids = allCommands.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const keys = allCommands.flatMap((command) => command.keys.map((each) => ariaKeys(each, false).toLowerCase()));
  expect(new Set(keys).size).toBe(keys.length);
});
