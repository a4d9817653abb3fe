/** Light, dark, or as the system has it: one button that goes round. */
import { IconButton } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { nextTheme, type Theme, themeAfter, useTheme } from './theme.ts';

const rounds: Readonly<Record<Theme, { readonly icon: IconName; readonly title: string }>> = {
  system: { icon: 'system', title: 'as the system' },
  light: { icon: 'sun', title: 'light' },
  dark: { icon: 'moon', title: 'dark' },
};

export function ThemeToggle() {
  const theme = useTheme((state) => state.theme);
  const { icon, title } = rounds[theme];
  return (
    <IconButton
      icon={icon}
      label={`Theme: ${title}. Switch to ${rounds[themeAfter(theme)].title}`}
      onClick={nextTheme}
    />
  );
}
