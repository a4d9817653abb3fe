/** Rows of a live table: columns where every row is a flat JSON object, else one column of text. Pure. */
import type { LiveRow } from '@potoroo/shared/telemetry';

export type TableView = {
  readonly columns: readonly string[];
  /** The most recent first. */
  readonly rows: readonly { readonly sequence: number; readonly cells: readonly string[] }[];
};

const columnsMax = 12;

export function tableView(rows: readonly LiveRow[], shown: number): TableView {
  const recent = rows.slice(-shown).toReversed();
  const objects = recent.map(({ text }) => objectIn(text));
  const columns = [...new Set(objects.flatMap((object) => Object.keys(object ?? {})))];
  if (recent.length === 0 || columns.length === 0 || columns.length > columnsMax || objects.includes(null)) {
    return { columns: ['record'], rows: recent.map(({ sequence, text }) => ({ sequence, cells: [text] })) };
  }
  return {
    columns,
    rows: recent.map(({ sequence }, index) => ({
      sequence,
      cells: columns.map((column) => cellText(objects[index]?.[column])),
    })),
  };
}

function objectIn(text: string): Readonly<Record<string, unknown>> | null {
  if (!text.startsWith('{')) return null;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
}

const cellText = (value: unknown): string =>
  value === undefined ? '' : typeof value === 'string' ? value : JSON.stringify(value);
