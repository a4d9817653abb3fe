/**
 * A command: something a person can tell the studio to do, as data. The keyboard, the command palette, the sheet of
 * shortcuts, menus and tooltips all read the same list (`all-commands.ts`), so none of them can know more than the others.
 */
import { isPressed, type KeyPress } from './keys.ts';

export const commandGroups = ['Edit', 'Add', 'Select', 'Connect', 'Arrange', 'View', 'Run', 'Project', 'Help'] as const;
export type CommandGroup = (typeof commandGroups)[number];

export type Command = {
  /** `undo`; stays the same when the title changes. */
  readonly id: string;
  /** What it does, as an imperative: `Undo`. */
  readonly title: string;
  readonly group: CommandGroup;
  /** In the notation of `keys.ts`; the first is the one that is shown. Empty: it has no keys. */
  readonly keys: readonly string[];
  /** `canvas`: its keys act only while the canvas has the focus, or nothing has. `everywhere`: in text fields too. */
  readonly scope: 'everywhere' | 'studio' | 'canvas';
  /** The browser makes an event of its own of these keys, as of Ctrl+C: they are shown, and not listened for. */
  readonly heardByBrowser?: true;
  /** Other words it is found by. */
  readonly words?: readonly string[];
  /** Why it cannot act now, in a sentence; null where it can. */
  readonly obstacle: () => string | null;
  readonly run: () => void;
};

/** For a command that always can. */
export const always = (): null => null;

/** The command that a key press means; scopes are those that hold where it was pressed. */
export const commandFor = (
  commands: readonly Command[],
  press: KeyPress,
  scopes: ReadonlySet<Command['scope']>,
): Command | null =>
  commands.find(
    ({ keys, scope, heardByBrowser }) =>
      heardByBrowser !== true && scopes.has(scope) && keys.some((each) => isPressed(each, press)),
  ) ?? null;
