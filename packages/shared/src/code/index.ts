export { link } from './link.ts';
export type { Linked, SnippetRef } from './link.ts';
export { filesOf } from './source-files.ts';
export type { SourceFiles } from './source-files.ts';
