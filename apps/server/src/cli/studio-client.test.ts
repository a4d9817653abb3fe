import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { findStudio } from './studio-client.ts';

test('says once where it has looked for a studio', async () => {
  const here = join(temporaryDirectory(), 'none');
  const found = async (usual: readonly string[]) =>
    findStudio({ data: null, port: null }, { personDirectory: here, usual });
  expect(await found([here, here])).toMatchObject({
    error: { message: `There is no data directory of a studio at ${here}.`, exit: 2 },
  });
  const there = `${here}-too`;
  expect(await found([here, there])).toMatchObject({
    error: { message: `There is no data directory of a studio at ${here}, nor at ${there}.` },
  });
});
