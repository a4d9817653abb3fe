/** A command as a button with an icon: its title and keys are the label, its obstacle the reason why it cannot be pressed. */
import { IconButton } from '../ui/button.tsx';
import type { IconName } from '../ui/icon.tsx';
import { isMac } from '../ui/platform.ts';
import type { Command } from './command.ts';
import { keysText } from './keys.ts';

type CommandButtonProps = { readonly icon: IconName; readonly of: Command };

/** The obstacle is asked for whenever the button is drawn: whoever holds it draws it anew when that may have changed. */
export const CommandButton = ({ icon, of: { title, keys, obstacle, run } }: CommandButtonProps) => (
  <IconButton
    icon={icon}
    label={keys[0] === undefined ? title : `${title} (${keysText(keys[0], isMac)})`}
    reason={obstacle()}
    onClick={run}
  />
);
