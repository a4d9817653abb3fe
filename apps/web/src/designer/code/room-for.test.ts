/** Ten megabytes that somebody pastes by accident would stop the window, and could not be saved. */
import { EditorState } from '@codemirror/state';
import { expect, it } from 'vitest';
import { roomFor } from './room-for.ts';

const startWith = (doc: string) => EditorState.create({ doc, extensions: roomFor(5) });
const after = (state: EditorState, insert: string, userEvent?: string): string =>
  state
    .update({ changes: { from: 0, insert }, ...(userEvent === undefined ? {} : { userEvent }) })
    .state.doc.toString();

it('lets in what fits, and of what does not fit nothing', () => {
  expect(after(startWith('abc'), 'xy', 'input.paste')).toBe('xyabc');
  expect(after(startWith('abc'), 'xyz', 'input.paste')).toBe('abc');
  expect(after(startWith('abc'), 'xyz', 'input.type')).toBe('abc');
});

it('never stands in the way of what the document holds, of undo, and of what makes it shorter', () => {
  expect(after(startWith('abc'), 'xyz')).toBe('xyzabc');
  expect(after(startWith('abc'), 'xyz', 'undo')).toBe('xyzabc');
  const long = startWith('much too long');
  expect(long.update({ changes: { from: 0, to: 5, insert: 'x' }, userEvent: 'input.type' }).state.doc.toString()).toBe(
    'xtoo long',
  );
});
