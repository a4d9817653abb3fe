/**
 * A new node together with its connection to one that is there: what a wire let go over empty canvas, and quick-add from a
 * selected node, turn into. One edit. Pure.
 */
import { type PaletteEntry, palette } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeKind, Pipeline } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { type Addition, additionOf, type Wish } from './add-node.ts';
import { connectEdit } from './connect.ts';
import { type Ends, hasInput, hasOutput } from './connection-rules.ts';
import { draftOf, editOf, extended } from './draft.ts';

/** The end of a wire that is in hand: `output`, when it comes out of the node and looks for what is to follow. */
export type LooseEnd = { readonly node: NodeId; readonly side: 'output' | 'input' };

/** What the palette offers that the wire could lead to or come from. */
export function entriesFor(pipeline: Pipeline, { node, side }: LooseEnd): readonly PaletteEntry[] {
  const kind = pipeline.nodes.find(({ id }) => id === node)?.kind;
  if (kind === undefined) return [];
  return palette.filter((entry) => (side === 'output' ? mayFollow(kind, entry.kind) : mayFollow(entry.kind, kind)));
}

/** By kinds alone; a key in between is put there by the connection itself. */
const mayFollow = (from: NodeKind, to: NodeKind): boolean =>
  hasOutput(from) && hasInput(to) && (from !== 'key' || to === 'state-computation');

export function addConnected(
  pipeline: Pipeline,
  entry: PaletteEntry,
  { end, wish }: { readonly end: LooseEnd; readonly wish: Wish },
): Result<Addition, string> {
  const addition = additionOf(pipeline, entry, wish);
  if (addition === null) return err(`${entry.title} cannot be added here.`);
  const added = extended(draftOf(pipeline), addition.edit);
  const ends: Ends =
    end.side === 'output' ? { from: end.node, to: addition.node } : { from: addition.node, to: end.node };
  const connection = connectEdit(added.pipeline, ends);
  return connection.ok
    ? ok({ edit: editOf(extended(added, connection.value)), node: addition.node })
    : err(connection.error);
}
