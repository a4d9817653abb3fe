/**
 * A state computation that wants another state object besides that of its key (P321): as a parameter, one of the rest, or by
 * looking for its fields in what is given third. They may be at two workers, and a step meets one.
 */
import type ts from 'typescript-6';
import { type Diagnostic, diagnose, type PipelineNode } from '../pipeline/index.ts';
import { titled } from './naming.ts';
import type { Place } from './places.ts';
import type { SnippetFile } from './project.ts';
import type { TypeReader } from './snippet-types.ts';

/** How many arguments a state computation is called with: a record, a state object, the context. */
const argumentCount = 3;

/** The first parameter for one. */
export function secondStateParameter(
  types: TypeReader,
  { file, node, signature }: Wanting,
): { readonly index: number; readonly name: string } | null {
  if (node.kind !== 'state-computation' || file.field !== 'code') return null;
  const [state, context] = [types.contractType(node.id, 'State'), types.contractType(node.id, 'Context')];
  if (state === null || context === null) return null;
  const { parameters } = signature;
  for (let index = argumentCount - 1; index < Math.max(parameters.length, argumentCount); index++) {
    const taken = types.parameterType(signature, index);
    if (taken === null || types.checker.isTypeAssignableTo(context, taken)) continue;
    if (!types.checker.isTypeAssignableTo(state, taken)) continue;
    const written = Math.min(index, parameters.length - 1);
    return { index: written, name: parameters[written]?.name ?? '' };
  }
  return null;
}

type Wanting = { readonly file: SnippetFile; readonly node: PipelineNode; readonly signature: ts.Signature };

/** `2339`: there is no such field. */
const noSuchField = 2339;

/** What a mistake calls a second state object: it looks for a field of one in the context. Null where it is another mistake. */
export function secondStateIn(
  types: TypeReader,
  { node, field }: SnippetFile,
  { code, start = 0, message, text }: Mistake,
): string | null {
  if (code !== noSuchField || node?.kind !== 'state-computation' || field !== 'code') return null;
  const missing = /Property '([^']+)' does not exist on type 'Context'/.exec(message)?.[1];
  const state = types.contractType(node.id, 'State');
  if (missing === undefined || state === null) return null;
  if (types.checker.getPropertyOfType(state, missing) === undefined) return null;
  return /([\w$]+)(?:\[[^\]]*\])?[!?]?\.$/.exec(text.slice(0, start))?.[1] ?? missing;
}

type Mistake = {
  readonly code: number;
  readonly start?: number | undefined;
  readonly message: string;
  /** Of the whole snippet, as TypeScript reads it. */
  readonly text: string;
};

export const secondState = (node: PipelineNode, name: string, place: Place): Diagnostic =>
  diagnose('P321', {
    message: `${titled(node)} wants a second state object, “${name}”. It is given one record and the one state object of its key: another key’s may be at another worker, and no step can change both at once.`,
    remedy: 'Return a record with the other key, and let a state computation meet it there.',
    ...place,
  });
