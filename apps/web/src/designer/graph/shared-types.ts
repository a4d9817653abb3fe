/** Which shared type declarations pasted nodes need that the document does not declare. By names, not by compiling. Pure. */
import type { PipelineNode } from '@potoroo/shared/pipeline';

type Needing = { readonly nodes: readonly PipelineNode[]; readonly types: string };

/**
 * `added`: the text to append, null where nothing is needed. `left`: a name that both declare, for which the author's text is
 * left out: two declarations of one name would not compile, and which of the two is meant only a person can say.
 */
export function missingTypes(
  declared: string,
  { nodes, types }: Needing,
): { readonly added: string | null; readonly left: string | null } {
  const code = nodes.flatMap(snippetsOf).join('\n');
  const needed = namesIn(types).some((name) => new RegExp(`\\b${name}\\b`).test(code));
  if (!needed || declared.includes(types.trim())) return { added: null, left: null };
  const known = new Set(namesIn(declared));
  const clash = namesIn(types).find((name) => known.has(name));
  return clash === undefined ? { added: types.trim(), left: null } : { added: null, left: clash };
}

const namesIn = (types: string): readonly string[] =>
  [...types.matchAll(/^\s*(?:export\s+)?(?:declare\s+)?(?:type|interface|enum|class)\s+([A-Za-z_]\w*)/gm)].flatMap(
    ([, name]) => name ?? [],
  );

const snippetsOf = (node: PipelineNode): readonly string[] =>
  Object.values(node).filter((value): value is string => typeof value === 'string');
