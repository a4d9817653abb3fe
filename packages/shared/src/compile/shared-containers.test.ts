/** If this were blind, a snippet would keep its data in a Map of its worker; if it saw too much, honest code would be warned of. */
import ts from 'typescript-6';
import { expect, test } from 'vitest';
import { changesSharedContainer } from './shared-containers.ts';

function found(code: string): readonly string[] {
  const source = ts.createSourceFile('snippet.ts', code, ts.ScriptTarget.ES2023, true);
  const changes: string[] = [];
  const visit = (node: ts.Node): void => {
    if (changesSharedContainer(node)) changes.push(node.getText(source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return changes;
}

test.each([
  ['const seen = new Map(); export default (r) => seen.set(r.id, r)', 'seen.set(r.id, r)'],
  ['const seen = []; export default (r) => { seen.push(r); }', 'seen.push(r)'],
  ['const count = { n: 0 }; export default () => { count.n += 1; }', 'count.n += 1'],
  ['const count = { n: 0 }; export default () => ++count.n', '++count.n'],
  ['const deep = { a: [] }; export default (r) => { (deep.a)[0] = r; }', '(deep.a)[0] = r'],
  ['const seen = {}; export default (r) => delete seen[r.id]', 'delete seen[r.id]'],
  ['const seen = new Set(); function note(r) { seen.add(r); } export default note', 'seen.add(r)'],
])('a change of shared data: %s', (code, change) => {
  expect(found(code)).toEqual([change]);
});

test.each([
  'const names = new Map(); names.set("a", 1); export default (r) => names.get(r)',
  'const seen = []; export default (seen) => seen.push(1)',
  'const seen = []; export default ({ seen }) => seen.push(1)',
  'const seen = []; export default (r) => { const seen = []; seen.push(r); return seen; }',
  'export default (r, state) => { state.seen.push(r); state.count += 1; }',
  'const list = make(); export default (r) => list.with(0, r)',
  'const limit = 3; export default (r) => { let n = limit; n += 1; return n; }',
])('no change of shared data: %s', (code) => {
  expect(found(code)).toEqual([]);
});
