/** What the process that runs a description tells the one that asked for it. */
import type { SnippetRef } from '@potoroo/shared/code';
import type { Sketch } from '@potoroo/shared/sketch';

export type FromDescription =
  | { readonly type: 'described'; readonly sketch: Sketch<SnippetRef> }
  | { readonly type: 'refused'; readonly message: string; readonly remedy: string };
