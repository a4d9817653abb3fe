/**
 * What was heard of a run in the last minutes, to look back at: its frames in a ring, and each change of an owner that can
 * be read off two neighbours. Mutable; a new run begins anew.
 */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Span } from './frames.ts';
import { type OwnerChange, ownerChanges } from './owner-changes.ts';

/** A little more than five minutes at four frames a second. */
export const framesKeptMax = 1_300;
export const changesKeptMax = 20_000;
const rateWindowMs = 1_000;

export class Recording {
  /** Oldest first. Dead letters and rows are left out: they are not levels, and large. */
  readonly frames: TelemetryFrame[] = [];
  readonly changes: OwnerChange[] = [];
  /** Raised where something was put in or taken away elsewhere than at the ends. */
  revision = 0;

  add(frame: TelemetryFrame): void {
    const last = this.frames.at(-1);
    if (last !== undefined && frame.sequence <= last.sequence) this.clear();
    this.#add(frame);
  }

  /** Puts in frames of the same run that this window has missed: those before it was opened, or while it heard nothing. */
  fill(missed: readonly TelemetryFrame[]): void {
    const known = new Set(this.frames.map(({ sequence }) => sequence));
    const newest = this.frames.at(-1)?.sequence ?? 0;
    // What is newer than the last one that was heard is still on its way.
    const fresh = missed.filter(({ sequence }) => sequence < newest && !known.has(sequence));
    if (fresh.length === 0) return;
    const all = [...this.frames, ...fresh].toSorted((a, b) => a.sequence - b.sequence);
    this.clear();
    for (const frame of all) this.#add(frame);
  }

  #add(frame: TelemetryFrame): void {
    const before = this.frames.at(-1) ?? null;
    const kept = { ...frame, deadLetters: [], liveRows: [], tapped: [], stages: withSharedTables(frame, before) };
    this.frames.push(kept);
    if (this.frames.length > framesKeptMax) this.frames.shift();
    if (before !== null) this.changes.push(...ownerChanges(before, kept));
    if (this.changes.length > changesKeptMax) this.changes.splice(0, this.changes.length - changesKeptMax);
  }

  clear(): void {
    this.frames.length = 0;
    this.changes.length = 0;
    this.revision += 1;
  }

  /** The frame that was the newest at this time, and the one that its rates are measured against. */
  spanAt(atMs: number): Span | null {
    const index = Math.max(0, this.indexAt(atMs));
    const newest = this.frames[index];
    if (newest === undefined) return null;
    const recent = this.frames.slice(Math.max(0, this.indexAt(newest.atMs - rateWindowMs)), index + 1);
    // As `keepRecent` has it: what a recovery has undone is no base.
    const base = recent.findLast(({ recovering }) => recovering !== undefined) ?? recent[0] ?? newest;
    return { newest, base, ended: false };
  }

  /** The last frame at or before this time; -1 before the first. */
  indexAt(atMs: number): number {
    let [from, to] = [0, this.frames.length];
    while (from < to) {
      const half = (from + to) >>> 1;
      if ((this.frames[half]?.atMs ?? 0) <= atMs) from = half + 1;
      else to = half;
    }
    return from - 1;
  }
}

/** A placement that is the same as before is the same array: five minutes of them would be most of what is kept. */
function withSharedTables(frame: TelemetryFrame, before: TelemetryFrame | null): TelemetryFrame['stages'] {
  return frame.stages.map((stage) => {
    const earlier = before?.stages.find(({ state }) => state === stage.state)?.placement;
    const isSame =
      earlier !== undefined &&
      earlier.length === stage.placement.length &&
      earlier.every((owner, slot) => owner === stage.placement[slot]);
    return isSame ? { ...stage, placement: earlier } : stage;
  });
}
