/** Fresh names for new nodes, as a person would number them. Ids are made from names by the document's own rules. */
import { limits } from '@potoroo/shared/limits';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

/** `Check order`, or `Check order 2`; a number that the name ends with already counts on. */
export function freshName({ nodes }: Pick<Pipeline, 'nodes'>, name: string): string {
  const taken = new Set(nodes.map((node) => node.name));
  if (!taken.has(name)) return name;
  const base = name.replace(/ \d{1,4}$/, '').slice(0, limits.nameCharsMax - 5);
  let number = 2;
  while (taken.has(`${base} ${number}`)) number++;
  return `${base} ${number}`;
}

/** What a node is called on screen: one whose name was deleted still has to be told apart. */
export const shownName = ({ name, id }: Pick<PipelineNode, 'name' | 'id'>): string => (name.trim() === '' ? id : name);
