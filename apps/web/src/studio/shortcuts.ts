/**
 * The studio's keys, as the commands say them. None acts while a text field or a dialog has the focus, and those of the canvas
 * only while it has.
 */
import { commandFor } from '../commands/command.ts';
import { perform } from '../commands/perform.ts';
import { isForTextField } from '../ui/text-focus.ts';
import { allCommands } from './all-commands.ts';

/** Called once, at the start. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isForTextField(event) || document.querySelector('dialog[open]') !== null) return;
    const command = commandFor(allCommands, event, isOnCanvas(event) ? everywhere : aside);
    if (command === null) return;
    event.preventDefault();
    perform(command);
  });
}

const everywhere = new Set(['studio', 'canvas'] as const);
const aside = new Set(['studio'] as const);

/** With nothing focused, keys are the canvas's too. */
const isOnCanvas = ({ target }: KeyboardEvent): boolean =>
  target === document.body || (target instanceof Element && target.closest('.canvas') !== null);
