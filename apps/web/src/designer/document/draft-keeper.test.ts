/** If a draft were missing after an edit, or gone before the server has it, a crash of the tab would lose work. */
import type { StoredPipeline } from '@potoroo/shared/control';
import { emptyPipeline } from '@potoroo/shared/pipeline';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Draft } from './draft.ts';

const database = vi.hoisted(() => {
  const drafts = new Map<string, Draft>();
  const held: (() => void)[] = [];
  const state = { isSlow: false, isBroken: false };
  const turn = async (): Promise<void> => {
    if (state.isSlow) await new Promise<void>((resolve) => held.push(resolve));
    if (state.isBroken) throw new Error('no room');
  };
  return {
    drafts,
    state,
    answerOne: () => held.shift()?.(),
    putDraft: async (draft: Draft) => {
      await turn();
      drafts.set(draft.project, draft);
    },
    removeDraft: async ({ project }: { readonly project: string }) => {
      await turn();
      drafts.delete(project);
    },
  };
});
vi.mock('./draft-database.ts', () => database);
const leaving: ((event: { preventDefault: () => void }) => void)[] = [];
vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('history', { replaceState: () => undefined });
vi.stubGlobal('addEventListener', (name: string, act: () => void) => {
  if (name === 'beforeunload') leaving.push(act);
});
const { draftKept, forgetDraft, startKeepingDrafts, useDrafts } = await import('./draft-keeper.ts');
const { apply } = await import('./document-store.ts');
const { closeProject, showProject, useProject } = await import('./project-store.ts');
const { useDocument } = await import('./document-store.ts');
startKeepingDrafts();

const stored = (id: string, name = id): StoredPipeline => ({
  id,
  name,
  revision: 1,
  savedAt: 'then',
  savedBy: null,
  document: emptyPipeline(name),
});
const rename = (name: string): void => void apply({ type: 'set-name', name });
const draftOf = (project: string): string | undefined => database.drafts.get(project)?.document.name;
/** What autosave does when the server has what is on screen. */
const saved = (): void => useProject.setState({ saved: useDocument.getState().pipeline, save: { phase: 'saved' } });

beforeEach(async () => {
  database.state.isSlow = false;
  database.state.isBroken = false;
  closeProject();
  await draftKept();
  database.drafts.clear();
});

test('D1: an edit is in the database at once, and while a write is under way only the newest waits', async () => {
  showProject(stored('a'));
  rename('1');
  expect(await draftKept()).toBe(true);
  expect(draftOf('a')).toBe('1');
  database.state.isSlow = true;
  for (const name of ['2', '3', '4']) rename(name);
  database.answerOne();
  await expect.poll(() => draftOf('a')).toBe('2');
  database.answerOne();
  await expect.poll(() => draftOf('a')).toBe('4');
});

test('D2: a draft goes when the server has it, and one that is left unsaved for another project stays', async () => {
  showProject(stored('a'));
  rename('1');
  await draftKept();
  saved();
  await expect.poll(() => draftOf('a')).toBe(undefined);
  rename('2');
  await draftKept();
  showProject(stored('b'));
  rename('b1');
  expect(await draftKept()).toBe(true);
  saved();
  await expect.poll(() => draftOf('b')).toBe(undefined);
  expect(draftOf('a')).toBe('2');
  await forgetDraft('a');
  expect(draftOf('a')).toBe(undefined);
});

test('an edit while the draft of the one before is taken away is kept', async () => {
  showProject(stored('a'));
  rename('1');
  await draftKept();
  database.state.isSlow = true;
  saved();
  rename('2');
  database.answerOne();
  database.state.isSlow = false;
  expect(await draftKept()).toBe(true);
  expect(draftOf('a')).toBe('2');
});

test('D3: where the browser keeps nothing, it is known, and the person is asked before the page ends', async () => {
  const isAsked = (): boolean => {
    let asked = false;
    for (const leave of leaving) leave({ preventDefault: () => (asked = true) });
    return asked;
  };
  database.state.isBroken = true;
  showProject(stored('a'));
  expect(isAsked()).toBe(false);
  rename('1');
  expect(await draftKept()).toBe(false);
  expect([useDrafts.getState().areKept, isAsked()]).toEqual([false, true]);
  database.state.isBroken = false;
  rename('2');
  expect(await draftKept()).toBe(true);
  expect([draftOf('a'), isAsked()]).toEqual(['2', false]);
});
