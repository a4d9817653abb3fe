/** What a node of the run is called by whoever drew it; its id where the document does not have it. */
import { useDocument } from '../designer/document/document-store.ts';
import { namedSentence, namedText } from './named-text.ts';

export const nameOfNode = (id: string): string =>
  useDocument.getState().pipeline?.nodes.find((node) => node.id === id)?.name ?? id;

const nodesNow = () => useDocument.getState().pipeline?.nodes ?? [];

/** What the runtime says, with the names of nodes that the canvas has. */
export const saidByName = (text: string): string => namedText(text, nodesNow());
export const sentenceByName = (text: string): string => namedSentence(text, nodesNow());
