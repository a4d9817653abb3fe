// A migration makes the objects of a state for another version. One that gives something else than the state holds would break
// every record that meets such an object, long after the deployment.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { nodeId } from '../ids.ts';
import type { Pipeline } from '../pipeline/index.ts';
import { pipeline, state as stateNode } from '../pipeline/sample-pipelines.ts';
import { collectLibraries } from './libraries.ts';
import { compileMigration } from './migration.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const libraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));
const state = nodeId('total');
const withInitial = (initial: string): Pipeline =>
  pipeline([stateNode('total', initial)], [], 'type Seen = { at: string; times: number };');
const running = withInitial('() => ({ n: 0, last: null as Seen | null })');
const present = withInitial('() => ({ count: 0, keys: [] as string[] })');
const compiled = (code: string) => compileMigration({ running, present, state, code }, libraries);

describe('a migration', () => {
  it('is a module that is typed by what the state was and what it is', () => {
    const { diagnostics, module } = compiled('(old, key) => ({ count: old.n + (old.last?.times ?? 0), keys: [key] })');
    expect(diagnostics).toEqual([]);
    expect(module).toMatchObject({ node: state, field: 'code' });
    expect(module?.code).toContain('exports.default');
  });

  it('is refused where it reads what the old object has not, or gives what the new one is not', () => {
    expect(compiled('(old) => ({ count: old.count, keys: [] })').diagnostics).toMatchObject([
      { code: 'P302', severity: 'error' },
    ]);
    const wrong = compiled('(old) => ({ count: String(old.n), keys: [] })');
    expect(wrong.module).toBeNull();
    expect(wrong.diagnostics.map(({ severity }) => severity)).toContain('error');
    expect(compiled('(old) => ({ count: old.n })').module).toBeNull();
    expect(compiled('old =>').module).toBeNull();
    expect(compiled('').diagnostics).toMatchObject([{ code: 'P303' }]);
  });
});
