/**
 * Live numbers, outside React: the newest telemetry and what is made of it. Whoever shows a number listens and writes it
 * into its own element (live-parts.tsx). Only two short lists, the live table and the dead letters, are drawn by React at each frame,
 * while they are shown (`useEveryFrame`). At most four frames a second arrive.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { LiveRow, TelemetryFrame } from '@potoroo/shared/telemetry';
import { type Mate, rosterAfter, rosterOf } from '../cluster/roster.ts';
import { Recording } from './recording.ts';
import { extendHistory, historyMs, keepRecent, type Span, spanOf, type ThroughputPoint } from './frames.ts';

export type Live = {
  readonly span: Span | null;
  readonly history: readonly ThroughputPoint[];
  readonly rows: ReadonlyMap<NodeId, readonly LiveRow[]>;
  /** Every worker that the run has had, those that are gone among them. */
  readonly roster: readonly Mate[];
};

const rowsKept = 200;
const nothing: Live = { span: null, history: [], rows: new Map(), roster: [] };

let frames: readonly TelemetryFrame[] = [];
let live: Live = nothing;
/** The last minutes of the run, for whoever looks back. */
export const recording = new Recording();
/** Came before any frame of its run. */
let early: readonly TelemetryFrame[] = [];
const listeners = new Set<() => void>();
/** A gesture goes on: numbers are told less often, for laying them out and painting them would hold it up. */
let isHurried = false;
let toldAtMs = 0;
const hurriedTellMs = 1_000;

export const readLive = (): Live => live;

export function listenLive(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function takeFrame(frame: TelemetryFrame): void {
  frames = keepRecent(frames, frame);
  recording.add(frame);
  const span = spanOf(frames, hasEnded(frame));
  if (span === null) return;
  const isNewRun = live.span !== null && frame.sequence <= live.span.newest.sequence;
  const before = isNewRun ? nothing : live;
  live = {
    span,
    history: extendHistory(before.history, span),
    rows: withRows(before.rows, frame.liveRows),
    roster: rosterAfter(before.roster, frame),
  };
  if (early.length > 0) takeMissed(early);
  else if (!isHurried || performance.now() - toldAtMs >= hurriedTellMs) tell();
}

/** What this window has missed of the run, as the server has kept it. */
export function takeMissed(missed: readonly TelemetryFrame[]): void {
  early = live.span === null ? missed : [];
  if (live.span === null) return;
  const { atMs: nowMs } = live.span.newest;
  recording.fill(missed);
  const { frames: all } = recording;
  const recent = all.filter(({ atMs }) => nowMs - atMs <= historyMs);
  const spans = recent.flatMap(({ atMs }) => recording.spanAt(atMs) ?? []);
  live = {
    ...live,
    history: spans.reduce<Live['history']>((history, span) => extendHistory(history, span), []),
    roster: rosterOf(all),
  };
  tell();
}

/** When it is over, whoever has missed something is told. */
export function hurry(hurries: boolean): void {
  if (isHurried === hurries) return;
  isHurried = hurries;
  if (!hurries) tell();
}

/** The run is over: what it counted stays on screen, and nothing moves any more. */
export function endRun(): void {
  if (live.span === null || live.span.ended) return;
  live = { ...live, span: spanOf(frames, true) };
  tell();
}

/** A new run starts from nothing: numbers of the one before would look like its own. */
export function forgetRun(): void {
  frames = [];
  early = [];
  recording.clear();
  live = nothing;
  tell();
}

const hasEnded = ({ phase }: TelemetryFrame): boolean =>
  phase === 'finished' || phase === 'stopped' || phase === 'failed';

function tell(): void {
  toldAtMs = performance.now();
  for (const listener of listeners) listener();
}

function withRows(rows: Live['rows'], added: readonly LiveRow[]): Live['rows'] {
  if (added.length === 0) return rows;
  const next = new Map(rows);
  for (const row of added) next.set(row.node, [...(next.get(row.node) ?? []), row].slice(-rowsKept));
  return next;
}
