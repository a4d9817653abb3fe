/** Light, dark, or as the system has it: one button that goes round. */
import { IconButton } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { type Theme, useTheme } from './theme.ts';

const rounds: Readonly<Record<Theme, { readonly icon: IconName; readonly title: string; readonly next: Theme }>> = {
  system: { icon: 'system', title: 'as the system', next: 'light' },
  light: { icon: 'sun', title: 'light', next: 'dark' },
  dark: { icon: 'moon', title: 'dark', next: 'system' },
};

export function ThemeToggle() {
  const { theme, choose } = useTheme();
  const { icon, title, next } = rounds[theme];
  return (
    <IconButton icon={icon} label={`Theme: ${title}. Switch to ${rounds[next].title}`} onClick={() => choose(next)} />
  );
}
