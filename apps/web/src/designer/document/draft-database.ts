/**
 * Drafts in the browser's IndexedDB, one for each window and project. Only stores and finds; when one is written and when
 * it may go is the business of `draft-keeper.ts` and `opening.ts`. What is read may be of another version of the studio,
 * so documents pass the parser.
 */
import { limits } from '@potoroo/shared/limits';
import { parsePipeline } from '@potoroo/shared/pipeline';
import type { Draft } from './draft.ts';

export type DraftKey = Pick<Draft, 'project' | 'window'>;

const storeName = 'drafts';
let opened: Promise<IDBDatabase> | null = null;

export const putDraft = (draft: Draft): Promise<void> => change((drafts) => drafts.put(draft));

export const removeDraft = ({ project, window }: DraftKey): Promise<void> =>
  change((drafts) => drafts.delete([project, window]));

/** Newest first. A draft that cannot be read stays where it is: a later version of the studio may know it. */
export async function readDrafts(): Promise<readonly Draft[]> {
  const database = await open();
  const found = await answerOf(database.transaction(storeName).objectStore(storeName).getAll());
  return found.flatMap(draftIn).toSorted((a, b) => b.editedAtMs - a.editedAtMs);
}

/** `commit` hands the change over at once, so that it is not taken back when the page ends before it is answered. */
async function change(act: (drafts: IDBObjectStore) => IDBRequest): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(storeName, 'readwrite');
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(faultOf(transaction.error));
    act(transaction.objectStore(storeName));
    transaction.commit();
  });
}

function open(): Promise<IDBDatabase> {
  opened ??= openOnce().catch((error: unknown) => {
    opened = null;
    throw error;
  });
  return opened;
}

async function openOnce(): Promise<IDBDatabase> {
  const request = indexedDB.open('potoroo', 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(storeName, { keyPath: ['project', 'window'] });
  };
  const database = await answerOf(request);
  // Closed by the browser, or for a newer studio in another window: the next use opens it anew.
  database.onclose = () => (opened = null);
  database.onversionchange = () => {
    database.close();
    opened = null;
  };
  return database;
}

const answerOf = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(faultOf(request.error));
  });

const faultOf = (error: DOMException | null): Error => error ?? new Error('the browser gave no reason');

/** None, or the one. */
function draftIn(value: unknown): readonly Draft[] {
  if (typeof value !== 'object' || value === null || !('document' in value)) return [];
  const parsed = parsePipeline(value.document, limits.draftCharsMax);
  return parsed.ok ? [{ ...(value as Draft), document: parsed.value }] : [];
}
