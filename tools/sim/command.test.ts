// The commands of the simulator are read by people and by scripts: the exit code says whether everything held, the last line how
// much was done, and a word that is not understood is refused rather than taken for nothing.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const main = path.join(import.meta.dirname, 'main.ts');

type Ended = { readonly code: number; readonly lines: readonly string[]; readonly complaint: string };
const sim = (...args: readonly string[]): Promise<Ended> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : 0;
      resolve({ code, lines: stdout.trimEnd().split('\n'), complaint: stderr });
    });
  });

describe('npm run sim', () => {
  it('runs seeds, says what it met, and ends with the count', async () => {
    const { code, lines } = await sim('--seeds', '3', '--from', '7');
    expect(lines[0]).toMatch(/^canary: the planted bug was noticed at seed \d+/);
    expect(lines.at(-1)).toMatch(/^sim: 3 seeds, \d+ faults, 0 failed, in [\d.]+ s$/);
    expect(code).toBe(0);
  });

  it('tells one seed in lines, the same each time', async () => {
    const [first, second] = await Promise.all([sim('--seed', '14', '--trace'), sim('--seed', '14', '--trace')]);
    expect(first.lines.some((line) => line.includes('coordinator inject'))).toBe(true);
    expect(first.lines.at(-1)).toBe('sim: 1 seed, 0 failed');
    expect(second).toEqual(first);
  });

  it('says how it is used', async () => {
    const { code, lines, complaint } = await sim('--help');
    expect({ code, complaint }).toEqual({ code: 0, complaint: '' });
    expect(lines[0]).toContain('npm run sim -- [--seeds N');
  });

  it('refuses what it does not understand', async () => {
    const refused = await Promise.all([sim('--seeds', '0'), sim('--seed', '1.5'), sim('--sedes', '3'), sim('all')]);
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const words = ['--seeds "0" is not a number', '--seed 1.5 is not a whole', "'--sedes'", 'nothing is known of all'];
    for (const [index, word] of words.entries()) expect(refused[index]?.complaint).toContain(word);
  });

  it('refuses what does not go together', async () => {
    const asked = [['--trace'], ['--seed', '3', '--seeds', '4'], ['mutants', '--seed', '3'], ['search', '--from', '3']];
    const refused = await Promise.all(asked.map((args) => sim(...args)));
    expect(refused.map(({ code }) => code)).toEqual([2, 2, 2, 2]);
    const words = ['--trace does not go with many', '--seeds does not go', 'with mutants', 'with search'];
    for (const [index, word] of words.entries()) expect(refused[index]?.complaint).toContain(word);
  });
});
