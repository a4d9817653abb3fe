// The generators' own clock: it starts as the market opens and moves a millisecond every 20 records.

const opening = Date.UTC(2018, 5, 12, 9, 30);
const recordsPerMs = 20;

export type Clock = { ms: number; text: string };
export const newClock = (): Clock => ({ ms: -1, text: '' });

export function timeOf(clock: Clock, index: number): string {
  const ms = Math.floor(index / recordsPerMs);
  if (ms !== clock.ms) {
    clock.ms = ms;
    clock.text = toText(opening + ms);
  }
  return clock.text;
}

// YYYYMMDD-HH:MM:SS.mmm
function toText(ms: number): string {
  const iso = new Date(ms).toISOString();
  return `${iso.slice(0, 10).replaceAll('-', '')}-${iso.slice(11, 23)}`;
}
