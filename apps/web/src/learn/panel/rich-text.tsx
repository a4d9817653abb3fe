/** The words of a lesson: `**strong**`, `*emphasis*` and `code`, nothing else. */
import { Fragment } from 'react';

const marks = /(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/;

export function RichText({ text }: { readonly text: string }) {
  return text.split(marks).map((part, index) => {
    // The parts of a text have no other identity than their places.
    const key = index;
    if (part.startsWith('**')) return <b key={key}>{part.slice(2, -2)}</b>;
    if (part.startsWith('*') && part.length > 2) return <em key={key}>{part.slice(1, -1)}</em>;
    if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>;
    return <Fragment key={key}>{part}</Fragment>;
  });
}
