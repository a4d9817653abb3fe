// Each SPEC.md says what the protocol beside it promises. A rule in it that no test there has for its title is a hope.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const here = path.join(import.meta.dirname, '../..');
const specs = filesIn(here).filter((name) => path.basename(name) === 'SPEC.md');
/** `describe`, `it` or `test`, and its title as a plain text. */
const opening = /\b(describe|it|test)\(\s*(?:'((?:[^'\\]|\\.)*)'|"([^"]*)")/g;

function filesIn(directory: string): readonly string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((name) => path.join(directory, name));
}

/** Each as `what is described / what it does`. */
function titlesIn(directory: string): ReadonlySet<string> {
  const found = new Set<string>();
  for (const file of filesIn(directory)) {
    if (!file.endsWith('.test.ts')) continue;
    let described = '';
    for (const [, kind, single, double] of readFileSync(file, 'utf8').matchAll(opening)) {
      const title = (single ?? double ?? '').replaceAll("\\'", "'");
      if (kind === 'describe') described = title;
      else found.add(`${described} / ${title}`.toLowerCase());
    }
  }
  return found;
}

function rulesIn(spec: string): readonly string[] {
  let described = '';
  return readFileSync(spec, 'utf8')
    .split('\n')
    .flatMap((line) => {
      if (line.startsWith('### ')) described = line.slice(4);
      return line.startsWith('- ') ? [`${described} / ${line.slice(2)}`.toLowerCase()] : [];
    });
}

it('the core and the journal say what they promise', () => {
  const [core, journal] = ['core', 'hosts/node/journal'].map((of) => rulesIn(path.join(here, of, 'SPEC.md')).length);
  expect(core).toBeGreaterThan(90);
  expect(journal).toBeGreaterThan(8);
});

it.each(specs.map((spec) => [path.relative(here, spec), spec]))(
  'every rule of %s is the title of a test',
  (_name, spec) => {
    const tested = titlesIn(path.dirname(spec));
    expect(rulesIn(spec).filter((rule) => !tested.has(rule))).toEqual([]);
  },
);
