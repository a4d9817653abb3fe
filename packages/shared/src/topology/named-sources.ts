/** The sources of a topology, as a person names them: by the id of the node, else by its name in whichever case. */
import type { NodeId } from '../ids.ts';
import type { SourceStage, Topology } from './topology.ts';

export const sourcesOf = ({ stages }: Topology): readonly SourceStage[] =>
  stages.filter((stage) => stage.kind === 'source');

export const sourceNamed = (topology: Topology, text: string): NodeId | undefined =>
  (
    sourcesOf(topology).find(({ node }) => node === text) ??
    sourcesOf(topology).find(({ name }) => name.toLowerCase() === text.toLowerCase())
  )?.node;
