/** If one click could make two projects, or edits could go with a project that was left, a person would have to find out which is theirs. */
import type { StoredPipeline } from '@potoroo/shared/control';
import { type Pipeline, emptyPipeline } from '@potoroo/shared/pipeline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from './draft.ts';

const drafts = vi.hoisted(() => new Map<string, Draft>());
vi.mock('./draft-database.ts', () => ({
  putDraft: async (draft: Draft) => void drafts.set(draft.project, draft),
  removeDraft: async ({ project }: { readonly project: string }) => void drafts.delete(project),
  readDrafts: async () => [...drafts.values()],
}));
vi.mock('./kept-database.ts', () => ({
  readKept: async () => [],
  putKept: async () => {},
  removeKept: async () => {},
}));
vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('history', { replaceState: () => undefined });
vi.stubGlobal('addEventListener', () => undefined);

const stored = (id: string, revision = 1, name = id): StoredPipeline => ({
  id,
  name,
  revision,
  savedAt: `at ${revision}`,
  savedBy: null,
  document: emptyPipeline(name),
});

let made: string[] = [];
/** What the server answers to a save. */
let saving: () => Response = () => Response.json(stored('p', 2));
vi.stubGlobal('fetch', async (path: string, { method, body }: { readonly method: string; readonly body?: string }) => {
  if (method === 'DELETE') return Response.json(null);
  if (method === 'PUT') return saving();
  if (method === 'GET') return Response.json(stored(path.split('/').at(-1) ?? ''));
  const { document } = JSON.parse(body ?? '') as { readonly document: Pipeline };
  made.push(document.name);
  return Response.json(stored(`made-${made.length}`, 1, document.name));
});

const { keepBoth, keepDraft, openCopyOf, openProject } = await import('./opening.ts');
const { apply, useDocument } = await import('./document-store.ts');
const { closeProject, showProject, useProject } = await import('./project-store.ts');
const { startKeepingDrafts } = await import('./draft-keeper.ts');
const { duplicate, remove } = await import('../projects/project-list-actions.ts');
startKeepingDrafts();

beforeEach(() => {
  made = [];
  drafts.clear();
  saving = () => Response.json(stored('p', 2));
  showProject(stored('p'));
});
afterEach(closeProject);

const unstorable = (): Response =>
  Response.json({ error: { code: 'x', message: 'The disk is full.', remedy: 'Make room.' } }, { status: 507 });
const shown = (): string | undefined => useDocument.getState().pipeline?.name;

test('two clicks make one project, and the next click makes another', async () => {
  expect(await Promise.all([openCopyOf(emptyPipeline('new')), openCopyOf(emptyPipeline('new'))])).toEqual([
    true,
    false,
  ]);
  expect(made).toEqual(['new']);
  expect(await openCopyOf(emptyPipeline('more'))).toBe(true);
  expect(made).toEqual(['new', 'more']);
});

test('of two projects that are asked for at once the first is opened, and only that', async () => {
  expect(await Promise.all([openProject('one'), openProject('two')])).toEqual([true, false]);
  expect(shown()).toBe('one');
});

test('a conflict that is answered twice leaves one copy', async () => {
  apply({ type: 'set-name', name: 'mine' });
  useProject.setState({ save: { phase: 'conflict', theirs: stored('p', 2, 'theirs') } });
  await Promise.all([keepBoth(), keepBoth()]);
  expect(made).toEqual(['mine (my copy)']);
  expect(shown()).toBe('mine (my copy)');
});

test('a draft without a project becomes one, however often it is clicked, and so does a copy of a project', async () => {
  const draft = {
    project: 'gone',
    window: 'w',
    base: { revision: 1, savedAt: '' },
    editedAtMs: 0,
    document: emptyPipeline('left'),
  };
  await Promise.all([keepDraft(draft), keepDraft(draft)]);
  expect(made).toHaveLength(1);
  const entry = { id: 'q', name: 'q', revision: 1, savedAt: '' };
  await Promise.all([duplicate(entry), duplicate(entry)]);
  expect(made.slice(1)).toEqual(['q (copy)']);
});

test('what could not be saved of a project that is deleted stays as a draft, and what was saved leaves none', async () => {
  const entry = { id: 'p', name: 'p', revision: 1, savedAt: '' };
  saving = unstorable;
  apply({ type: 'set-name', name: 'only here' });
  await remove(entry);
  expect(shown()).toBeUndefined();
  expect(drafts.get('p')?.document.name).toBe('only here');
  saving = () => Response.json(stored('p', 2));
  showProject(stored('p'));
  apply({ type: 'set-name', name: 'saved' });
  await remove(entry);
  expect(drafts.has('p')).toBe(false);
});
