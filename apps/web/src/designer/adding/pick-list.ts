/** What the picker offers, and which of it fits what was typed. Pure. */
import { type PaletteEntry, palette } from '@potoroo/shared/catalogue';
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeKind, Pipeline } from '@potoroo/shared/pipeline';
import { entriesFor } from '../graph/add-connected.ts';
import { titleOf } from '../graph/add-node.ts';
import { connectionFault, hasInput } from '../graph/connection-rules.ts';
import { shownName } from '../graph/names.ts';
import { rankedEntries } from '../palette/palette-view.ts';
import type { Picking } from './picker-store.ts';

export type Pick = {
  /** Of a palette entry or of a node. */
  readonly id: string;
  readonly kind: NodeKind;
  readonly title: string;
  readonly detail: string;
  /** Why it cannot be picked; null where it can. */
  readonly fault: string | null;
};

/** Why records of one node may not be led to the other: beyond the rules of connection, what types say. */
export type TypeFault = (from: NodeId, to: NodeId) => string | null;

export function picksFor(pipeline: Pipeline, picking: Picking, typeFault: TypeFault): readonly Pick[] {
  switch (picking.type) {
    case 'add':
      return palette.map(entryPick);
    case 'add-at-end':
      return entriesFor(pipeline, picking.end).map(entryPick);
    case 'connect':
      return targetPicks(pipeline, picking.from, typeFault);
  }
}

const entryPick = ({ id, kind, title, help }: PaletteEntry): Pick => ({ id, kind, title, detail: help, fault: null });

/** Those that can be picked first; each in the order of the document. */
function targetPicks(pipeline: Pipeline, from: NodeId, typeFault: TypeFault): readonly Pick[] {
  const picks = pipeline.nodes
    .filter(({ id, kind }) => id !== from && hasInput(kind))
    .map((node): Pick => {
      const fault = connectionFault(pipeline, { from, to: node.id }) ?? typeFault(from, node.id);
      return { id: node.id, kind: node.kind, title: shownName(node), detail: fault ?? titleOf(node), fault };
    });
  return [...picks.filter(({ fault }) => fault === null), ...picks.filter(({ fault }) => fault !== null)];
}

/** Entries of the palette are also found by their other words. */
export function fitting(picks: readonly Pick[], typed: string): readonly Pick[] {
  const text = typed.trim().toLowerCase();
  if (text === '') return picks;
  const entries = rankedEntries(typed).map(({ id }): string => id);
  const named = picks.filter(
    ({ id, title }) => entries.includes(id) || words(title).some((word) => word.startsWith(text)),
  );
  const rank = ({ id, title, fault }: Pick): number =>
    (fault === null ? 0 : 2) + (title.toLowerCase().startsWith(text) || entries[0] === id ? 0 : 1);
  return named.toSorted((a, b) => rank(a) - rank(b));
}

const words = (title: string): readonly string[] => {
  const lower = title.toLowerCase();
  return [lower, ...lower.split(/\s+/)];
};
