/** If a document were ever taken for another project's, it would be saved over it. */
import type { StoredPipeline } from '@potoroo/shared/control';
import { emptyPipeline } from '@potoroo/shared/pipeline';
import { beforeEach, expect, test, vi } from 'vitest';
import { apply, undo, useDocument } from './document-store.ts';
import { closeProject, followStored, showProject, unsaved, useProject } from './project-store.ts';

const stored = (id: string, revision = 1, name = id): StoredPipeline => ({
  id,
  name,
  revision,
  savedAt: `2026-01-0${revision}`,
  savedBy: null,
  document: emptyPipeline(name),
});

beforeEach(() => {
  vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
  vi.stubGlobal('history', { replaceState: () => undefined });
  closeProject();
});

test("whoever listens while projects change never sees one's document as unsaved in another", () => {
  const seen: unknown[] = [];
  const look = () => {
    const change = unsaved();
    if (change !== null) seen.push([change.project, change.document.name]);
  };
  useProject.subscribe(look);
  useDocument.subscribe(look);
  showProject(stored('a'));
  apply({ type: 'set-name', name: 'a, edited' });
  showProject(stored('b'));
  closeProject();
  expect(seen).toEqual([['a', 'a, edited']]);
});

test('following what is stored is one step, which undo takes back as an edit on the newer revision', () => {
  showProject(stored('a'));
  const seen: unknown[] = [];
  const stopLooking = useProject.subscribe(() => seen.push(unsaved()));
  followStored(stored('a', 2, 'theirs'));
  stopLooking();
  expect(seen).toEqual([null]);
  expect(unsaved()).toBeNull();
  expect(useDocument.getState().pipeline?.name).toBe('theirs');
  undo();
  expect(unsaved()).toMatchObject({ project: 'a', base: { revision: 2 }, document: { name: 'a' } });
});
