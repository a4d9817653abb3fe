/** Nodes for tests, made as the palette makes them. */
import { palette, type PaletteEntryId } from '@potoroo/shared/catalogue';
import { assert } from '@potoroo/shared/assert';
import { nodeId } from '@potoroo/shared/ids';
import type { PipelineNode } from '@potoroo/shared/pipeline';

type Place = { readonly x?: number; readonly y?: number; readonly state?: string };

export function fromPalette(entryId: PaletteEntryId, id: string, { x = 0, y = 0, state }: Place = {}): PipelineNode {
  const node = palette
    .find((entry) => entry.id === entryId)
    ?.create({ id: nodeId(id), name: id, position: { x, y }, state: state === undefined ? null : nodeId(state) });
  assert(node !== undefined && node !== null, `the palette makes no ${entryId}`);
  return node;
}
