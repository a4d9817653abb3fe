/** Breaks when a killed npm would leave the studio running, or a closed terminal would end it. */
import { describe, expect, it } from 'vitest';
import { npmStandsAbove } from './npm-parent.mjs';

type Entry = { readonly name: string; readonly parent: number };
const reading = (table: Map<number, Entry>) => (pid: number) => table.get(pid) ?? null;

describe('npm stands above', () => {
  it('until the parent changes', () => {
    const stands = npmStandsAbove(10, reading(new Map([[10, { name: 'npm run start', parent: 5 }]])));
    expect(stands(10)).toBe(true);
    expect(stands(1)).toBe(false);
  });

  it('until the shell between loses its own parent', () => {
    const table = new Map([[10, { name: 'sh', parent: 5 }]]);
    const stands = npmStandsAbove(10, reading(table));
    expect(stands(10)).toBe(true);
    table.set(10, { name: 'sh', parent: 1 });
    expect(stands(10)).toBe(false);
  });

  it('whatever becomes of the terminal above npm', () => {
    const table = new Map([[10, { name: 'npm run start', parent: 5 }]]);
    const stands = npmStandsAbove(10, reading(table));
    table.set(10, { name: 'npm run start', parent: 1 });
    expect(stands(10)).toBe(true);
  });

  it('by the parent alone where the system does not tell more', () => {
    const stands = npmStandsAbove(10, () => null);
    expect(stands(10)).toBe(true);
    expect(stands(1)).toBe(false);
  });
});
