/** The browser's own events for copy, cut and paste, where they are about the canvas: not in a text field, nor over selected text. */
import { isBuildShown } from '../../studio/screen-store.ts';
import { isForTextField } from '../../ui/text-focus.ts';
import { copied, cut, pasteText } from './clipboard-actions.ts';

/** Called once, at the start. */
export function listenToClipboard(): void {
  const give = (text: () => string | null) => (event: ClipboardEvent) => {
    if (!isAboutNodes(event) || getSelection()?.isCollapsed === false) return;
    const given = text();
    if (given === null || event.clipboardData === null) return;
    event.clipboardData.setData('text/plain', given);
    event.preventDefault();
  };
  addEventListener('copy', give(copied));
  addEventListener('cut', give(cut));
  addEventListener('paste', (event) => {
    if (!isAboutNodes(event)) return;
    if (pasteText(event.clipboardData?.getData('text/plain') ?? '')) event.preventDefault();
  });
}

const isAboutNodes = (event: ClipboardEvent): boolean =>
  !event.defaultPrevented &&
  isBuildShown() &&
  !isForTextField(event) &&
  document.querySelector('dialog[open]') === null;
