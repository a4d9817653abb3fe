/**
 * Light, dark, or what the system prefers. Owns the `data-theme` attribute and where the choice is kept; the colours
 * themselves are in `tokens.css`, which follows the system as long as the attribute is absent.
 */
import { create } from 'zustand';
import { recall, remember } from '../ui/remembered.ts';

export type Theme = 'system' | 'light' | 'dark';

const storageKey = 'potoroo.theme';

type ThemeStore = { readonly theme: Theme; readonly choose: (theme: Theme) => void };

export const useTheme = create<ThemeStore>((set) => ({
  theme: storedTheme(),
  choose: (theme) => {
    remember(storageKey, theme);
    showTheme(theme);
    set({ theme });
  },
}));

const after: Readonly<Record<Theme, Theme>> = { system: 'light', light: 'dark', dark: 'system' };

/** What follows when one goes round. */
export const themeAfter = (theme: Theme): Theme => after[theme];

export function nextTheme(): void {
  const { theme, choose } = useTheme.getState();
  choose(themeAfter(theme));
}

/** Called before the first drawing, so that the page never flashes in the other theme. */
export const showStoredTheme = (): void => showTheme(storedTheme());

function showTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function storedTheme(): Theme {
  const stored = recall(storageKey);
  return stored === 'light' || stored === 'dark' ? stored : 'system';
}
