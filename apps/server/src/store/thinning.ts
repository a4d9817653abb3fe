/**
 * Which earlier versions of a pipeline are kept: all of the newest, then ever fewer with age. Pure. Time is cut into spans
 * that do not move with the clock, and the newest version of each span stays, so that thinning again later takes nothing
 * from what a longer span would have kept.
 */
export type VersionAge = { readonly revision: number; readonly savedAtMs: number };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const newestKept = 20;
export const versionsMax = 240;
/** From the youngest to the oldest; a version belongs to the first tier that its age is within. */
const tiers = [
  { withinMs: hourMs, spanMs: minuteMs },
  { withinMs: dayMs, spanMs: 15 * minuteMs },
  { withinMs: 60 * dayMs, spanMs: dayMs },
  { withinMs: Number.POSITIVE_INFINITY, spanMs: 30 * dayMs },
] as const;

/** What is kept, newest first. */
export function thinned<Version extends VersionAge>(versions: readonly Version[], nowMs: number): readonly Version[] {
  const newestFirst = versions.toSorted((a, b) => b.revision - a.revision);
  const seen = new Set<string>();
  const kept = newestFirst.filter(({ savedAtMs }, index) => {
    const span = spanOf(savedAtMs, nowMs);
    const isNewestOfSpan = !seen.has(span);
    seen.add(span);
    return index < newestKept || isNewestOfSpan;
  });
  return kept.slice(0, versionsMax);
}

function spanOf(savedAtMs: number, nowMs: number): string {
  const tier = tiers.find(({ withinMs }) => nowMs - savedAtMs <= withinMs) ?? tiers[3];
  return `${tier.spanMs} ${Math.floor(savedAtMs / tier.spanMs)}`;
}
