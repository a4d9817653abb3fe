import { expect, test } from 'vitest';
import { ariaKeys, isPressed, type KeyPress, keysText } from './keys.ts';

const press = (key: string, held: Partial<KeyPress> = {}): KeyPress => ({
  key,
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...held,
});

test('a key press is meant when its key and all that is held fit, Ctrl and Command alike', () => {
  expect(isPressed('Mod+Z', press('z', { ctrlKey: true }))).toBe(true);
  expect(isPressed('Mod+Z', press('z', { metaKey: true }))).toBe(true);
  expect(isPressed('Mod+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(false);
  expect(isPressed('Mod+Shift+Z', press('Z', { ctrlKey: true, shiftKey: true }))).toBe(true);
  expect(isPressed('Mod+Z', press('z'))).toBe(false);
  expect(isPressed('F', press('f'))).toBe(true);
  expect(isPressed('F', press('f', { ctrlKey: true }))).toBe(false);
  expect(isPressed('Delete', press('Delete', { altKey: true }))).toBe(false);
});

test('a sign is itself on every keyboard, with Shift or without', () => {
  expect(isPressed('?', press('?', { shiftKey: true }))).toBe(true);
  expect(isPressed('/', press('/', { shiftKey: true }))).toBe(true);
  expect(isPressed('Mod++', press('+', { ctrlKey: true, shiftKey: true }))).toBe(true);
  expect(isPressed('+', press('+'))).toBe(true);
  expect(isPressed('ArrowUp', press('ArrowUp', { shiftKey: true }))).toBe(false);
});

test('keys are written as the person knows them', () => {
  expect(keysText('Mod+Shift+Z', false)).toBe('Ctrl+Shift+Z');
  expect(keysText('Mod+Shift+Z', true)).toBe('⇧⌘Z');
  expect([keysText('f', false), keysText('Mod++', false), keysText('Shift+ArrowUp', false)]).toEqual([
    'F',
    'Ctrl++',
    'Shift+↑',
  ]);
  expect([ariaKeys('Mod+Z', false), ariaKeys('Mod+Z', true)]).toEqual(['Control+Z', 'Meta+Z']);
});
