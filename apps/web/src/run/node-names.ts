/** What a node of the run is called by whoever drew it; its id where the document does not have it. */
import { useDocument } from '../designer/document/document-store.ts';

export const nameOfNode = (id: string): string =>
  useDocument.getState().pipeline?.nodes.find((node) => node.id === id)?.name ?? id;
