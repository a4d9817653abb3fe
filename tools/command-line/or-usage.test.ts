import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { numberOf, wholeOf } from './or-usage.ts';

const run = (tool: string, ...args: readonly string[]) =>
  spawnSync(process.execPath, [fileURLToPath(new URL(`../${tool}/main.ts`, import.meta.url)), ...args], {
    encoding: 'utf8',
  });

describe('a tool whose command line cannot be read', () => {
  test.each([
    ['faults', '--minuts', '--minutes'],
    ['kill-matrix', '--every=0', 'at least 1'],
    ['roundtrip', '--pipelines=x', 'not a number'],
    ['measure', '--load=none', 'not a number'],
  ])('%s %s says what is wrong and how it is used, and ends with 2', (tool, flag, said) => {
    const { status, stdout, stderr } = run(tool, flag);
    expect(stderr).toContain(`npm run ${tool}`);
    expect(stderr).toContain(said);
    expect(stderr).not.toContain('    at ');
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });
});

test('what is asked for help is said on standard output', () => {
  expect(run('faults', '--help')).toMatchObject({ status: 0, stderr: '' });
});

test('numbers are whole where they have to be, and never too small', () => {
  expect(wholeOf('--from', '7', 1)).toBe(7);
  expect(numberOf('--minutes', '0.5', 0)).toBe(0.5);
  for (const text of ['', ' ', '1.5', '-1', 'NaN', 'Infinity', '1e300', 'seven'])
    expect(() => wholeOf('--from', text, 0)).toThrow(`--from`);
});
