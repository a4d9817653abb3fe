/** The studio's keys. None acts while a text field or a dialog has the focus; removal and selection only on the canvas. */
import { redoAloud, removeSelected, selectAll, undoAloud } from '../designer/canvas/canvas-actions.ts';
import { select } from '../designer/canvas/flow-store.ts';
import { focusPalette } from '../designer/palette/palette-focus.ts';
import { isForTextField } from '../ui/text-focus.ts';

/** Called once, at the start. */
export function listenForShortcuts(): void {
  addEventListener('keydown', (event) => {
    if (event.defaultPrevented || isForTextField(event) || document.querySelector('dialog[open]') !== null) return;
    const action = actionFor(event);
    if (action === null) return;
    event.preventDefault();
    action();
  });
}

function actionFor(event: KeyboardEvent): (() => void) | null {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    if (key === 'z') return event.shiftKey ? redoAloud : undoAloud;
    if (key === 'y') return redoAloud;
    return key === 'a' && isOnCanvas(event) ? selectAll : null;
  }
  if (key === '/') return focusPalette;
  if (!isOnCanvas(event)) return null;
  if (key === 'delete' || key === 'backspace') return removeSelected;
  if (key === 'escape') return () => select({});
  return null;
}

/** With nothing focused, keys are the canvas's too. */
const isOnCanvas = ({ target }: KeyboardEvent): boolean =>
  target === document.body || (target instanceof Element && target.closest('.canvas') !== null);
