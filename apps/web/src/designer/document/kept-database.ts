/**
 * What this browser keeps for the studio in IndexedDB: a store for each kind, in it one thing for each window and project.
 * Only stores and finds; what is kept, and when it may go, is the business of those who ask.
 */
export type Kept = { readonly project: string; readonly window: string };
export type KeptKind = 'drafts' | 'unread-code';

const kinds: readonly KeptKind[] = ['drafts', 'unread-code'];
/** Grows with the kinds. */
const databaseVersion = 2;
let opened: Promise<IDBDatabase> | null = null;

export const putKept = (kind: KeptKind, value: Kept): Promise<void> => change(kind, (store) => store.put(value));

export const removeKept = (kind: KeptKind, { project, window }: Kept): Promise<void> =>
  change(kind, (store) => store.delete([project, window]));

/** As they were put, perhaps by another version of the studio. */
export async function readKept(kind: KeptKind): Promise<readonly unknown[]> {
  const database = await open();
  return answerOf(database.transaction(kind).objectStore(kind).getAll());
}

/** `commit` hands the change over at once, so that it is not taken back when the page ends before it is answered. */
async function change(kind: KeptKind, act: (store: IDBObjectStore) => IDBRequest): Promise<void> {
  const database = await open();
  await new Promise<void>((resolve, reject) => {
    const transaction = database.transaction(kind, 'readwrite');
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(faultOf(transaction.error));
    act(transaction.objectStore(kind));
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
  const request = indexedDB.open('potoroo', databaseVersion);
  request.onupgradeneeded = () => {
    const there = request.result.objectStoreNames;
    for (const kind of kinds.filter((each) => !there.contains(each)))
      request.result.createObjectStore(kind, { keyPath: ['project', 'window'] });
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
