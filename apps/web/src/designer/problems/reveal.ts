/** Bringing a place into view: its node selected, and where it is in a snippet, the editor opened there with the cursor on it. */
import type { EdgeId, NodeId } from '@potoroo/shared/ids';
import type { Diagnostic } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { showBuild } from '../../studio/screen-store.ts';
import { select } from '../canvas/flow-store.ts';
import type { SnippetPlace } from '../code/compiler-protocol.ts';

export type Revelation = { readonly place: SnippetPlace; readonly line: number; readonly column: number };

/** What an editor is asked to show; the editor of that place takes it and clears it. */
export const useRevelation = create<{ readonly wanted: Revelation | null }>(() => ({ wanted: null }));

export const isSamePlace = (a: SnippetPlace, b: SnippetPlace): boolean => a.node === b.node && a.field === b.field;

type Target = {
  readonly node?: NodeId | undefined;
  readonly edge?: EdgeId | undefined;
  readonly at?: Diagnostic['at'] | undefined;
};

export function reveal({ node, edge, at }: Target): void {
  showBuild();
  select({ nodes: node === undefined ? [] : [node], edges: node === undefined && edge !== undefined ? [edge] : [] });
  useRevelation.setState({
    wanted:
      at === undefined ? null : { place: { node: node ?? null, field: at.field }, line: at.line, column: at.column },
  });
}
