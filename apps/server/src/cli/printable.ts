/**
 * Text that came from a document or a record, made harmless for a terminal: control characters, which could move the
 * cursor or change colours, become visible escapes. Line ends and tabs stay.
 */
// eslint-disable-next-line no-control-regex -- these characters are what it is about
const controls = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export const printable = (text: string): string =>
  text.replace(controls, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`);

/** A path as one word of a shell; in quotes where something in it would divide it or be replaced. */
export const shellWord = (path: string): string =>
  /^[\p{L}\p{N}_./\\:@%+=,-]+$/u.test(path) ? path : `"${path.replaceAll(/["$`]/g, '\\$&')}"`;
