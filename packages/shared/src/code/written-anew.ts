/**
 * Why code that a person wrote could not be changed in its place, so that an export writes it anew: a sentence for whoever
 * finds their formatting gone. Nothing of their code is dropped then; what cannot stand there is in a comment, which says so.
 */
import type { Pipeline } from '../pipeline/index.ts';

/** `before` is what the code says that the document remembers; null where it can say nothing any more. */
export function reasonWrittenAnew(before: Pipeline | null, { nodes, types, preserved = [] }: Pipeline): string {
  const known = new Set<string>(nodes.map(({ id }) => id));
  const orphan = preserved.flatMap(({ uses = [] }) => uses).find((use) => use.nodes.some((node) => !known.has(node)));
  if (orphan !== undefined)
    return `preserved code uses "${orphan.name}", which is of a node that is gone, so it stands in a comment now.`;
  if (before !== null && before.types !== types) return 'a type changed that cannot be changed where it stands.';
  return 'what changed is said in a way that cannot be changed where it stands.';
}
