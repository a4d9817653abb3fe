/**
 * What the runtime says of a node it says by the node's id: a command line has no better name. On screen it is the name that its
 * author sees on the canvas. Pure.
 */
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { shownName } from '../designer/graph/names.ts';

export function namedText(text: string, nodes: readonly PipelineNode[]): string {
  return text.replace(/\b(source|sink|node) ([\w.-]*\w)/gi, (said, word: string, id: string) => {
    const node = nodes.find((each) => each.id === id);
    return node === undefined ? said : `${word} "${shownName(node)}"`;
  });
}

/** The same as a sentence of its own. */
export function namedSentence(text: string, nodes: readonly PipelineNode[]): string {
  const named = namedText(text, nodes).trim();
  return `${named.slice(0, 1).toUpperCase()}${named.slice(1)}${/[.!?]$/.test(named) ? '' : '.'}`;
}
