/** The words of a lesson: `**strong**`, `*emphasis*` and `code`, nothing else. */
import { Fragment } from 'react';

const marks = /(\*\*[^*]+\*\*|\*[^*]+\*|`[^`]+`)/;

/** A number is on one line with its unit. */
const kept = (text: string): string => text.replaceAll(/(\d) (?=%|ms\b)/g, '$1\u00a0');

export function RichText({ text }: { readonly text: string }) {
  return kept(text)
    .split(marks)
    .map((part, index) => {
      // The parts of a text have no other identity than their places.
      const key = index;
      if (part.startsWith('**')) return <b key={key}>{part.slice(2, -2)}</b>;
      if (part.startsWith('*') && part.length > 2) return <em key={key}>{part.slice(1, -1)}</em>;
      if (part.startsWith('`')) return <code key={key}>{part.slice(1, -1)}</code>;
      return <Fragment key={key}>{part}</Fragment>;
    });
}
