/** Whether a key press belongs to a text field, code editors in shadow roots included; then no shortcut acts on it. */
export function isForTextField(event: Event): boolean {
  const target = event.composedPath()[0];
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');
}
