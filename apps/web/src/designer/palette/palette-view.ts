/** What the palette shows for a filter: sections in their order, entries whose words begin with what was typed. Pure. */
import { palette, type PaletteEntry, type PaletteSection, paletteSections } from '@potoroo/shared/catalogue';

export type SectionView = { readonly section: PaletteSection; readonly entries: readonly PaletteEntry[] };

export function paletteView(filter: string): readonly SectionView[] {
  const typed = filter
    .trim()
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '');
  return paletteSections
    .map((section) => ({
      section,
      entries: palette.filter((entry) => entry.section === section && matches(entry, typed)),
    }))
    .filter(({ entries }) => entries.length > 0);
}

/** What fits, those first whose title begins with what was typed: Enter adds the first. */
export function rankedEntries(filter: string): readonly PaletteEntry[] {
  const shown = paletteView(filter).flatMap(({ entries }) => entries);
  const typed = filter.trim().toLowerCase();
  const begins = ({ title }: PaletteEntry) => title.toLowerCase().startsWith(typed);
  return [...shown.filter(begins), ...shown.filter((entry) => !begins(entry))];
}

function matches(entry: PaletteEntry, typed: readonly string[]): boolean {
  const words = [...entry.title.toLowerCase().split(/\s+/), ...entry.words];
  return typed.every((part) => words.some((word) => word.startsWith(part)));
}
