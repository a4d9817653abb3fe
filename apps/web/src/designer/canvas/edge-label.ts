/**
 * The type on an edge as far as there is room for it. Pure. A name that would be cut to a stump is left out: on a short edge
 * it would say nothing and cover the ports; the edge tells it to whoever points at it, and the inspector has it in full.
 */
export type EdgeLabel = { readonly text: string; readonly room: number };

const charWidth = 6.1;
const padding = 12;
/** A label may reach a little over the ports, for it stands above them. */
const overhang = 10;
const charsLeast = 8;

export function edgeLabel(type: string, length: number): EdgeLabel | null {
  const room = length + overhang;
  const text = type.replace(/\s+/g, ' ');
  const needed = Math.min(text.length, charsLeast) * charWidth + padding;
  return needed > room ? null : { text, room: Math.round(room) };
}
