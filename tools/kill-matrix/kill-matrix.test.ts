// The kill matrix on real processes. What would break: a process that ends at an exact moment of the protocol is not made good
// again, or a cell passes although nothing was killed. `npm run kill-matrix` runs every cell.
import { expect, test } from 'vitest';
import type { Cell } from './cells.ts';
import { cells, titleOf } from './cells.ts';
import { runCell } from './run-cell.ts';

const chosen = [
  'joiner (w4), says warmed: SIGKILL',
  'coordinator (coordinator), did rename-manifest for the 3rd time: SIGKILL',
  'sink worker (w2), did write for the 3rd time: SIGSTOP',
  'coordinator (coordinator), does commit for the 3rd time: disk-full',
  'new owner of an object (w3), says installed of a move: SIGKILL',
  'server (server), does commit for the 3rd time: SIGKILL',
];

const named = (title: string): Cell => {
  const found = cells.find((cell) => titleOf(cell) === title);
  if (found === undefined) throw new Error(`no cell is called ${title}`);
  return found;
};

test.each(chosen)('%s', { timeout: 180_000 }, async (title) => {
  expect(await runCell(named(title))).toBeNull();
});

test('a moment that never comes fails its cell', { timeout: 180_000 }, async () => {
  const [first] = cells;
  if (first === undefined) throw new Error('the matrix is empty');
  expect(await runCell({ ...first, moment: 'told nothing' }, [12_000])).toMatch('the moment never came');
});
