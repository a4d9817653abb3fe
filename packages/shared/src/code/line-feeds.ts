/**
 * Line ends of files that a checkout has changed: where every line of a text ends in a carriage return and a line feed, it
 * is read as if it ended in a line feed alone. A text with both has them on purpose, and stays.
 */
export function withLineFeeds<Text extends string | null>(text: Text): Text | string {
  return text === null || !text.includes('\r\n') || /(?<!\r)\n/.test(text) ? text : text.replaceAll('\r\n', '\n');
}
