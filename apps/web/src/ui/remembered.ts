/**
 * Small things that the browser remembers: how the screen was, which project was open. To lose them costs no work, so where
 * the browser remembers nothing, because its storage is full or closed to the page, nothing else fails with it.
 */
export type Span = 'browser' | 'tab';

/** Null: nothing, or it cannot be read. */
export function recall(name: string, span: Span = 'browser'): string | null {
  try {
    return storageOf(span).getItem(name);
  } catch {
    return null;
  }
}

/** Null: it is forgotten. */
export function remember(name: string, text: string | null, span: Span = 'browser'): void {
  try {
    if (text === null) storageOf(span).removeItem(name);
    else storageOf(span).setItem(name, text);
  } catch {
    // What was remembered before stays, and is as good as nothing.
  }
}

/** A browser may throw at its very name. */
const storageOf = (span: Span): Storage => (span === 'tab' ? sessionStorage : localStorage);
