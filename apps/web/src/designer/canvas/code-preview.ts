/** What of a snippet is shown where there is no room for all of it: its first line that does something, or its first lines. Pure. */

/** Longer would only be cut off. */
const lineCharsMax = 80;

/** `symbol.rejectTrades ? reject(order, symbol) : null`: neither comments, nor what only announces the function. */
export function firstLineOf(code: string): string {
  const lines = codeLines(code);
  const head = lines.findIndex((line) => endsHead.test(line));
  const arrow = head === 0 || head === -1 ? arrowBody(lines[0] ?? '') : null;
  const line =
    arrow ?? lines.slice(isFunctionHead(lines, head) ? head + 1 : 0).find((each) => !closes.test(each)) ?? '';
  return line
    .replace(/^return\s+/, '')
    .replace(/;$/, '')
    .slice(0, lineCharsMax);
}

/** For a line of so many characters of one width, as an ellipsis of the style sheet would cut it, which has a price in each node. */
export const cutLine = (line: string, chars: number): string =>
  line.length <= chars ? line : `${line.slice(0, chars - 1)}…`;

const linesShown = 14;

/** As it was written, for a tooltip. */
export function firstLinesOf(code: string): string {
  const lines = code.trim().split('\n');
  return [...lines.slice(0, linesShown), ...(lines.length > linesShown ? ['…'] : [])].join('\n');
}

/** A head may go over several lines; it ends with the brace of the body, or with the arrow. */
const endsHead = /(\{|=>)$/;
const opensFunction = /^(export\s+default\s+)?(async\s+)?(function\b|\()/;
const closes = /^[)}\]]+;?$/;

const isFunctionHead = (lines: readonly string[], head: number): boolean =>
  head >= 0 && opensFunction.test(lines[0] ?? '');

/** What follows the arrow, where it is on the same line. */
function arrowBody(line: string): string | null {
  if (!/^(export\s+default\s+)?(\(|[\w$]+\s*=>)/.test(line)) return null;
  const at = line.indexOf('=>');
  const body = at < 0 ? '' : line.slice(at + 2).trim();
  return body === '' || body === '{' ? null : body;
}

function codeLines(code: string): readonly string[] {
  return withoutBlockComments(code)
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('//'));
}

/** Inside a string it may take more than a comment, which a preview survives. */
const withoutBlockComments = (code: string): string => code.replace(/\/\*[\s\S]*?\*\//g, '');
