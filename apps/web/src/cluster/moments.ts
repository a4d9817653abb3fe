/** The events of a run, read off its recording: who came, who left, who was lost and came back, what moved, what was done to it. Pure but for the names of nodes. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { placeOf } from '@potoroo/shared/telemetry';
import { disturbanceText } from '../run/movement-text.ts';
import { goesBackTo } from '../run/frames.ts';
import { counted } from '../ui/numbers.ts';
import type { Recording } from '../run/recording.ts';
import { type Mate, rosterAfter } from './roster.ts';

export type Moment = {
  readonly atMs: number;
  readonly tone: 'good' | 'bad' | 'plain';
  readonly text: string;
};

type Read = { frames: Recording['frames']; revision: number; last: number; first: number; moments: readonly Moment[] };
let read: Read | null = null;

/** Read once for each new frame: a time bar asks often. */
export function momentsOf({
  frames,
  changes,
  revision,
}: Pick<Recording, 'frames' | 'changes' | 'revision'>): readonly Moment[] {
  const first = frames[0]?.sequence ?? 0;
  const last = frames.at(-1)?.sequence ?? 0;
  if (read?.frames === frames && read.revision === revision && read.last === last && read.first === first)
    return read.moments;
  const moments: Moment[] = [];
  let roster: readonly Mate[] = [];
  let isBack = false;
  let disturbed: Disturbed | null = null;
  for (const frame of frames) {
    const goal = goesBackTo(frame);
    if (goal !== null && !isBack && roster.length > 0)
      moments.push({ atMs: frame.atMs, tone: 'bad', text: `everything goes back to ${goal}` });
    isBack = goal !== null;
    const next = rosterAfter(roster, frame);
    if (roster.length > 0) moments.push(...next.flatMap((mate) => eventOf(roster, mate, frame.atMs)));
    roster = next;
    const now = disturbedIn(frame);
    moments.push(
      ...beginsAndEnds(disturbed ?? now, now).map((text) => ({ atMs: frame.atMs, tone: 'plain' as const, text })),
    );
    disturbed = now;
  }
  const moved = new Map<number, number>();
  for (const { atMs } of changes) moved.set(atMs, (moved.get(atMs) ?? 0) + 1);
  for (const [atMs, slots] of moved) moments.push({ atMs, tone: 'plain', text: `${counted(slots, 'slot')} moved` });
  const sorted = moments.toSorted((a, b) => a.atMs - b.atMs);
  read = { frames, revision, last, first, moments: sorted };
  return sorted;
}

/** What happened in just this moment. */
export const textsAt = (moments: readonly Moment[], atMs: number): readonly string[] =>
  moments.filter((moment) => moment.atMs === atMs).map(({ text }) => text);

/** Place -> in words. */
type Disturbed = ReadonlyMap<string, string>;

const disturbedIn = ({ disturbances = [] }: TelemetryFrame): Disturbed =>
  new Map(disturbances.map((each) => [placeOf(each), disturbanceText(each)]));

const beginsAndEnds = (before: Disturbed, now: Disturbed): readonly string[] => [
  ...Array.from(before).flatMap(([place, text]) => (now.has(place) ? [] : [`over: ${text}`])),
  ...Array.from(now).flatMap(([place, text]) => (before.has(place) ? [] : [text])),
];

function eventOf(roster: readonly Mate[], mate: Mate, atMs: number): readonly Moment[] {
  const before = roster.find(({ name }) => name === mate.name);
  const wasThere = before?.presence === 'serving' || before?.presence === 'recovering';
  if (mate.presence === 'serving' && before?.presence !== 'serving' && before?.presence !== 'recovering')
    return before?.presence === 'lost' || (before?.predecessors ?? 0) < mate.predecessors
      ? [{ atMs, tone: 'good', text: `${mate.name} is back` }]
      : [{ atMs, tone: 'good', text: `${mate.name} joined` }];
  if (mate.presence === 'lost' && before?.presence !== 'lost')
    return [{ atMs, tone: 'bad', text: `${mate.name} was lost` }];
  if (mate.presence === 'left' && wasThere) return [{ atMs, tone: 'plain', text: `${mate.name} left` }];
  return [];
}
