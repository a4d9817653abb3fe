/**
 * Keys as text, in one notation: `Mod+Shift+Z`, `Delete`, `/`. `Mod` is Ctrl, and Command on a Mac. Says whether a key press
 * is meant, and how the keys are written for people and for `aria-keyshortcuts`. Pure.
 */
export type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>;

type Chord = { readonly mod: boolean; readonly shift: boolean; readonly alt: boolean; readonly key: string };

export function isPressed(keys: string, press: KeyPress): boolean {
  const { mod, shift, alt, key } = chordOf(keys);
  return (
    press.key.toLowerCase() === key.toLowerCase() &&
    (press.ctrlKey || press.metaKey) === mod &&
    press.altKey === alt &&
    // Which signs need Shift depends on the keyboard: a sign is itself, however it was typed.
    (press.shiftKey === shift || isSign(key))
  );
}

/** `Ctrl+Shift+Z`, on a Mac `⇧⌘Z`. */
export function keysText(keys: string, isMac: boolean): string {
  const { mod, shift, alt, key } = chordOf(keys);
  const name = names[key] ?? (key.length === 1 ? key.toUpperCase() : key);
  return isMac
    ? `${alt ? '⌥' : ''}${shift ? '⇧' : ''}${mod ? '⌘' : ''}${name}`
    : [mod ? 'Ctrl' : '', alt ? 'Alt' : '', shift ? 'Shift' : '', name].filter((part) => part !== '').join('+');
}

/** What `aria-keyshortcuts` wants: `Control+Shift+Z`. */
export const ariaKeys = (keys: string, isMac: boolean): string => keys.replace('Mod', isMac ? 'Meta' : 'Control');

const names: Readonly<Record<string, string>> = {
  ArrowUp: '↑',
  ArrowDown: '↓',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
  Delete: 'Del',
};

/** The last part is the key, so that `Mod++` is the plus key. */
function chordOf(keys: string): Chord {
  const end = keys.endsWith('++') ? keys.length - 1 : keys.lastIndexOf('+') + 1;
  const held = keys.length === 1 ? [] : keys.slice(0, Math.max(0, end - 1)).split('+');
  return {
    mod: held.includes('Mod'),
    shift: held.includes('Shift'),
    alt: held.includes('Alt'),
    key: keys.length === 1 ? keys : keys.slice(end),
  };
}

const isSign = (key: string): boolean => key.length === 1 && key.toLowerCase() === key.toUpperCase();
