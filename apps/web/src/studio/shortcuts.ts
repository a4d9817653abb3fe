/**
 * The studio's keys, as the commands say them. None acts while a dialog has the focus, few while a text field has, and
 * those of the canvas only while it has.
 */
import { type Command, commandFor } from '../commands/command.ts';
import { perform } from '../commands/perform.ts';
import { pointerPlace } from '../designer/canvas/pointer-place.ts';
import { isForTextField } from '../ui/text-focus.ts';
import { allCommands } from './all-commands.ts';
import { isBuildShown } from './screen-store.ts';

/** Called once, at the start. */
export function listenForShortcuts(): void {
  addEventListener('keydown', hear);
  addEventListener('keydown', hearBeforeNodes, { capture: true });
}

function hear(event: KeyboardEvent): void {
  if (event.defaultPrevented || document.querySelector('dialog[open]') !== null) return;
  if (event.key === 'Tab' && !isForPicker(event)) return;
  const command = commandFor(allCommands, event, scopesOf(event));
  if (command === null) return;
  event.preventDefault();
  perform(command);
}

/** With Ctrl, Enter on a node would take it out of the selection: Run and Deploy mean the pipeline, and leave it as it is. */
function hearBeforeNodes(event: KeyboardEvent): void {
  const isAtNode = event.target instanceof Element && event.target.matches('.react-flow__node, .react-flow__edge');
  if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !isAtNode) return;
  event.stopPropagation();
  hear(event);
}

/** Tab goes on to the next thing, but where the pointer is over the canvas and nothing has the focus, or only its ground. */
const isForPicker = ({ target, shiftKey }: KeyboardEvent): boolean =>
  !shiftKey &&
  pointerPlace() !== null &&
  (target === document.body || (target instanceof Element && target.matches('.react-flow__pane')));

function scopesOf(event: KeyboardEvent): ReadonlySet<Command['scope']> {
  if (isForTextField(event)) return new Set(['everywhere']);
  return new Set(isOnCanvas(event) ? ['everywhere', 'studio', 'canvas'] : ['everywhere', 'studio']);
}

/** The outline is the canvas's twin; with nothing focused, keys are the canvas's too. */
const isOnCanvas = ({ target }: KeyboardEvent): boolean =>
  (target === document.body && isBuildShown()) ||
  (target instanceof Element && target.closest('.canvas, .outline') !== null);
