/** Numbers as the studio writes them. Every number has a unit; the thin ones share one way of rounding. */
const grouped = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compactly = new Intl.NumberFormat('en', { notation: 'compact', maximumSignificantDigits: 3 });

export const count = (value: number): string => grouped.format(value);

/** `3 objects`, `1 object`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`;

/** Records a second: `206,411/s`; below ten with one decimal, so that a trickle is not shown as nothing, and from a million on `1.23M/s`. */
export const rate = (perSecond: number): string =>
  perSecond > 0 && perSecond < 9.95
    ? `${perSecond.toFixed(1)}/s`
    : `${perSecond < 1_000_000 ? count(perSecond) : compactly.format(perSecond)}/s`;

/** For narrow places: `206K`. */
export const compact = (value: number): string => (value < 10_000 ? count(value) : compactly.format(value));

/** For narrow places: `206K/s`. */
export const compactRate = (perSecond: number): string =>
  perSecond < 9.95 ? rate(perSecond) : `${compactly.format(perSecond)}/s`;

export const percent = (share: number): string => `${Math.round(share * 100)}%`;

export function microseconds(value: number): string {
  if (value < 1_000) return `${count(value)} µs`;
  if (value < 1_000_000) return `${significant(value / 1_000)} ms`;
  return `${significant(value / 1_000_000)} s`;
}

export function bytes(value: number): string {
  if (value < 1_000) return `${count(value)} B`;
  if (value < 1_000_000) return `${significant(value / 1_000)} kB`;
  if (value < 1_000_000_000) return `${significant(value / 1_000_000)} MB`;
  return `${significant(value / 1_000_000_000)} GB`;
}

/** `0:42`, `12:05`, `1:02:03`. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  const [hours, minutes, rest] = [Math.floor(seconds / 3_600), Math.floor(seconds / 60) % 60, seconds % 60];
  const padded = (value: number) => String(value).padStart(2, '0');
  return hours > 0 ? `${hours}:${padded(minutes)}:${padded(rest)}` : `${minutes}:${padded(rest)}`;
}

const significant = (value: number): string => (value < 10 ? value.toFixed(1) : count(value));
