// SPEC.md says what the protocol promises. A rule in it that no test has for its title is a hope.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const here = import.meta.dirname;
/** `describe` or `it`, and its title as a plain text. */
const opening = /\b(describe|it)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g;

/** Each as `what is described / what it does`. */
function titles(): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of readdirSync(here, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.test.ts')) continue;
    let described = '';
    for (const [, kind, single, double] of readFileSync(path.join(here, name), 'utf8').matchAll(opening)) {
      const title = (single ?? double ?? '').replaceAll("\\'", "'");
      if (kind === 'describe') described = title;
      else found.add(`${described} / ${title}`.toLowerCase());
    }
  }
  return found;
}

function rules(): readonly string[] {
  let described = '';
  return readFileSync(path.join(here, 'SPEC.md'), 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('### ')) described = line.slice(4);
      return line.startsWith('- ') ? [`${described} / ${line.slice(2)}`.toLowerCase()] : [];
    });
}

it('every rule of SPEC.md is the title of a test', () => {
  const tested = titles();
  const all = rules();
  expect(all.length).toBeGreaterThan(90);
  expect(all.filter((rule) => !tested.has(rule))).toEqual([]);
});
