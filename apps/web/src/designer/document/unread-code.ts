/**
 * Code that was typed on the Code screen and cannot be read yet: it is in no document, so no save and no draft has it. The
 * browser keeps it from the first character until it has become the graph or was given up.
 *
 *   U1  what is typed is handed to the browser's database at once; while a write is under way only the newest waits
 *   U2  it goes only when the document says it, or when the person has chosen against it; not with another project
 *   U3  of a window that lives it is left alone; of one that has gone, the next to show the project's code takes it over
 *   U4  where the browser keeps nothing, the person is asked before the page ends, and another project is not opened
 */
import { create } from 'zustand';
import { readKept, putKept, removeKept, type Kept } from './kept-database.ts';
import { ifGone, windowName } from './window-name.ts';

export type UnreadCode = Kept & {
  readonly typedAtMs: number;
  readonly files: ReadonlyMap<string, string>;
  /** The document beside which it was typed; null where the graph had changed since. Only ever compared. */
  readonly of: unknown;
};

type Unread = {
  /** The project whose code this window knows to be unread. */
  readonly project: string | null;
  readonly isKept: boolean;
};

export const useUnread = create<Unread>(() => ({ project: null, isKept: true }));

/** What the database is to have; null: nothing of `project`. */
type Wish = { readonly project: string; readonly code: UnreadCode | null };
let waiting: Wish | null = null;
let writing: Promise<void> | null = null;

/** Called once, at the start. */
export function guardUnread(): void {
  addEventListener('pagehide', () => {
    // The write under way may never be answered: the newest does not wait for it.
    if (waiting !== null) void fulfil(waiting).catch(() => undefined);
  });
  addEventListener('beforeunload', (event) => {
    if (hasUnread(useUnread.getState().project) && !useUnread.getState().isKept) event.preventDefault();
  });
}

export function keepUnread(code: Omit<UnreadCode, 'window' | 'typedAtMs'>): void {
  useUnread.setState({ project: code.project });
  wish({ project: code.project, code: { ...code, window: windowName, typedAtMs: Date.now() } });
}

export function forgetUnread(project: string): void {
  if (!hasUnread(project)) return;
  useUnread.setState({ project: null });
  wish({ project, code: null });
}

/** Resolves when the database has what was typed; false where it cannot. */
export async function unreadKept(): Promise<boolean> {
  while (writing !== null) await writing;
  return useUnread.getState().project === null || useUnread.getState().isKept;
}

/** Whether this window knows of such code of that project. */
export const hasUnread = (project: string | null): boolean =>
  project !== null && useUnread.getState().project === project;

/** Whether the project has such code that no other living window has; its newest. From then on this window knows of it. */
export async function findUnread(project: string): Promise<UnreadCode | null> {
  const newest = await take(project, (code) => Promise.resolve(code));
  useUnread.setState({ project: newest === null ? null : project });
  return newest;
}

/** The same, and it is this window's. */
export const adoptUnread = (project: string): Promise<UnreadCode | null> => take(project, adopt);

async function adopt(code: UnreadCode): Promise<UnreadCode> {
  if (code.window === windowName) return code;
  const own = { ...code, window: windowName };
  await putKept('unread-code', own);
  await removeKept('unread-code', code);
  return own;
}

/** Under the lock of its window (U3). A browser that keeps nothing has none. */
async function take(project: string, act: (code: UnreadCode) => Promise<UnreadCode>): Promise<UnreadCode | null> {
  while (writing !== null) await writing;
  for (const { window } of await unreadOf(project).catch(() => [])) {
    const taken = await ifGone(window, async () => {
      const code = (await unreadOf(project)).find((each) => each.window === window);
      return code === undefined ? null : act(code);
    });
    if (taken !== null) return taken;
  }
  return null;
}

/** Newest first. */
async function unreadOf(project: string): Promise<readonly UnreadCode[]> {
  const found = (await readKept('unread-code')).filter(isUnreadCode);
  return found.filter((code) => code.project === project).toSorted((a, b) => b.typedAtMs - a.typedAtMs);
}

const isUnreadCode = (value: unknown): value is UnreadCode =>
  typeof value === 'object' && value !== null && 'files' in value && value.files instanceof Map;

function wish(next: Wish): void {
  waiting = next;
  writing ??= work().finally(() => (writing = null));
}

async function work(): Promise<void> {
  for (let next = waiting; next !== null; next = waiting) {
    waiting = null;
    const isKept = await fulfil(next).then(
      () => true,
      () => false,
    );
    useUnread.setState({ isKept });
  }
}

const fulfil = ({ project, code }: Wish): Promise<void> =>
  code === null ? removeKept('unread-code', { project, window: windowName }) : putKept('unread-code', code);
