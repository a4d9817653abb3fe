/**
 * Loaded first by a process of a run under test: its files take nothing as long as another file holds a byte. That one is opened
 * at the start, because a worker gives up its rights before it has any work.
 *
 *   disk-that-fills.ts?while=FILE
 */
import fs, { fstatSync, openSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import process from 'node:process';

const sign = openSync(new URL(import.meta.url).searchParams.get('while') ?? '', 'r');
const full = (): Error => Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const { write } = fs;

Reflect.set(fs, 'write', (...given: readonly unknown[]): unknown => {
  const done = given.at(-1);
  if (typeof done === 'function' && fstatSync(sign).size > 0) return process.nextTick(done, full(), 0);
  return Reflect.apply(write, fs, given);
});
for (const name of ['writeSync', 'writeFileSync'] as const) {
  const known = fs[name];
  Reflect.set(fs, name, (...given: readonly unknown[]): unknown => {
    // Lines for a person are no files.
    if (given[0] !== 1 && given[0] !== 2 && fstatSync(sign).size > 0) throw full();
    return Reflect.apply(known, fs, given);
  });
}
syncBuiltinESMExports();
