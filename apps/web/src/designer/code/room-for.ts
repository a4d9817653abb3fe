/**
 * Code that has more characters than a document takes is not let in: the editor would stand still over it, and it could not be
 * saved. What the document itself brings, and what undo brings back, was within the limit before.
 */
import { EditorState, type Extension } from '@codemirror/state';
import { notify } from '../../ui/notices.tsx';
import { count } from '../../ui/numbers.ts';

export const roomFor = (charsMax: number): Extension =>
  EditorState.changeFilter.of((transaction) => {
    const { length, newLength } = transaction.changes;
    const fits = newLength <= charsMax || newLength <= length || !transaction.isUserEvent('input');
    if (!fits)
      notify({
        tone: 'bad',
        message: `Not added: the code would have ${count(newLength)} characters, and ${count(charsMax)} are the most.`,
        remedy: 'Code says what to do; keep data in a file, and read it with a source.',
      });
    return fits;
  });
