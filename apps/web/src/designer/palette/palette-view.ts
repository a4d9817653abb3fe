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

/** The entry that Enter adds: the first whose title begins with what was typed, else the first shown. */
export function bestEntry(filter: string): PaletteEntry | null {
  const shown = paletteView(filter).flatMap(({ entries }) => entries);
  const typed = filter.trim().toLowerCase();
  return shown.find(({ title }) => title.toLowerCase().startsWith(typed)) ?? shown[0] ?? null;
}

function matches(entry: PaletteEntry, typed: readonly string[]): boolean {
  const words = [...entry.title.toLowerCase().split(/\s+/), ...entry.words];
  return typed.every((part) => words.some((word) => word.startsWith(part)));
}
