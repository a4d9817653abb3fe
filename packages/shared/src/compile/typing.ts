/** What the type checks look at. */
import type ts from 'typescript-6';
import type { PipelineNode } from '../pipeline/index.ts';
import type { Project, SnippetFile } from './project.ts';
import type { TypeReader } from './snippet-types.ts';

export type Typing = { readonly project: Project; readonly types: TypeReader };

/** A snippet that is a function, with its node. */
export type Callable = {
  readonly file: SnippetFile;
  readonly node: PipelineNode;
  readonly type: ts.Type;
  readonly signature: ts.Signature;
  readonly returns: ts.Type;
};
