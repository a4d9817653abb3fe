/** Whether a preserved block is code by itself: whole statements and comments, which change nothing before or behind them. */
import { hasSyntaxErrors, parseFile } from './source-files.ts';

/** What follows a block must mean the same as without it: the marker stays a statement of its own. */
export function isWholeCode(text: string): boolean {
  const alone = parseFile('/block.ts', text);
  const followed = parseFile('/block.ts', `${text}\nmarker();`);
  const last = followed.statements.at(-1);
  return (
    !hasSyntaxErrors(alone) &&
    !hasSyntaxErrors(followed) &&
    followed.statements.length === alone.statements.length + 1 &&
    last?.getText(followed) === 'marker();'
  );
}

/** Any text as comments to the end of their lines. */
export const commentOf = (text: string): string =>
  text
    .split(/\r\n|[\n\r\u2028\u2029]/)
    .map((line) => `// ${line}`.trimEnd())
    .join('\n');
