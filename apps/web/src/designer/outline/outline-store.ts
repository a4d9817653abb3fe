/** Whether the outline is open, and what is collapsed in it. Belongs to the window, not to the document. */
import { create } from 'zustand';
import { recall, remember } from '../../ui/remembered.ts';

const storageKey = 'potoroo.outline';

type OutlineStore = { readonly isOpen: boolean; readonly collapsed: ReadonlySet<string> };

export const useOutline = create<OutlineStore>(() => ({
  isOpen: recall(storageKey) === 'open',
  collapsed: new Set(),
}));

/** Opened by a command it takes the focus; `byItself` when the window begins. */
export function toggleOutline(): void {
  const isOpen = !useOutline.getState().isOpen;
  remember(storageKey, isOpen ? 'open' : 'closed');
  useOutline.setState({ isOpen });
  if (isOpen) focusOutline();
}

export function focusOutline(): void {
  requestAnimationFrame(() => {
    const row = document.querySelector('.outline [role="row"][tabindex="0"]');
    if (row instanceof HTMLElement) row.focus();
  });
}

export const setCollapsed = (key: string, isCollapsed: boolean): void =>
  useOutline.setState(({ collapsed }) => {
    const next = new Set(collapsed);
    if (isCollapsed) next.add(key);
    else next.delete(key);
    return { collapsed: next };
  });
