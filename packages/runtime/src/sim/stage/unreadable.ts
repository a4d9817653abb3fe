/** Why code cannot be read, in words, and in which line, which an engine does not say of code that it is given as text. Runs nothing. */
import { type CodeToken, codeTokens } from './code-tokens.ts';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };
const opens = ({ text }: CodeToken): boolean => text in closing;
const closes = ({ text }: CodeToken): boolean => text.length === 1 && ')]}'.includes(text);

/** `message`: what the engine has said of all of it. */
export function whyUnreadable(code: string, message: string): string {
  const bracket = bracketFault(code);
  if (bracket !== null) return bracket;
  const line = firstLineWith(message, code.split('\n'));
  return line === null ? message : `${message}, in line ${line}`;
}

/** The first bracket that closes another than was opened last, or the last one that is never closed; null where all fit. */
function bracketFault(code: string): string | null {
  const open: CodeToken[] = [];
  for (const token of codeTokens(code)) {
    if (opens(token)) open.push(token);
    if (!closes(token)) continue;
    const opened = open.pop();
    if (opened === undefined) return `the ${token.text} in line ${token.line} closes nothing`;
    if (closing[opened.text] !== token.text)
      return `the ${opened.text} in line ${opened.line} is not closed before the ${token.text} in line ${token.line}`;
  }
  const left = open.at(-1);
  return left === undefined ? null : `the ${left.text} in line ${left.line} is not closed`;
}

/** What its first lines and the brackets that they leave open say when the line is among them. */
function firstLineWith(message: string, lines: readonly string[]): number | null {
  const index = lines.findIndex((_, last) => complaintOf(closed(lines.slice(0, last + 1).join('\n'))) === message);
  return index < 0 ? null : index + 1;
}

function closed(code: string): string {
  const open: string[] = [];
  for (const token of codeTokens(code)) {
    if (opens(token)) open.push(closing[token.text] ?? '');
    else if (closes(token)) open.pop();
  }
  return `${code}\n${open.toReversed().join('')}`;
}

function complaintOf(code: string): string | null {
  try {
    return Function(`"use strict"; exports.default = ${code}`) === undefined ? '' : null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
