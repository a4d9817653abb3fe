/** Where in a project's files a node is. */
import type { NodeId } from '../ids.ts';

/** The lines of a file that say a node, both from 1. */
export type CodePlace = {
  readonly node: NodeId;
  readonly file: string;
  readonly fromLine: number;
  readonly toLine: number;
};
