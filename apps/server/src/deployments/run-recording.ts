/**
 * What a run told in the last minutes, for a screen that is opened later: one frame a second, and where who owns what or who
 * is there changes, the frames before and after it. Frames lie here as bytes of the live feed; those that are large are
 * kept rarer rather than less long, so that the whole stays within its limit.
 */
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { encodeTelemetry } from '@potoroo/shared/wire';

type Kept = { readonly atMs: number; readonly bytes: Uint8Array };
type Given = { readonly frame: TelemetryFrame; readonly look: string };

export class RunRecording {
  readonly #kept: Kept[] = [];
  #bytes = 0;
  #last: Given | null = null;
  #lastKept: Kept | null = null;

  /** Oldest first, each as a message of the live feed, and all of them in less than `limits.recordingBytesMax`. */
  get frames(): readonly Uint8Array[] {
    return this.#kept.map(({ bytes }) => bytes);
  }

  add(frame: TelemetryFrame): void {
    const given = { frame, look: lookOf(frame) };
    const last = this.#last;
    this.#last = given;
    const isChanged = last !== null && last.look !== given.look;
    if (isChanged && last.frame.atMs !== this.#lastKept?.atMs) this.#keep(last.frame);
    if (isChanged || this.#lastKept === null || frame.atMs - this.#lastKept.atMs >= this.#everyMs) this.#keep(frame);
  }

  #keep(frame: TelemetryFrame): void {
    const bytes = encoded(frame);
    if (bytes === null) return;
    this.#lastKept = { atMs: frame.atMs, bytes };
    this.#kept.push(this.#lastKept);
    this.#bytes += bytes.length;
    for (let [oldest] = this.#kept; oldest !== undefined && this.#isTooMuch(oldest, frame); [oldest] = this.#kept) {
      this.#kept.shift();
      this.#bytes -= oldest.bytes.length;
    }
  }

  #isTooMuch({ atMs }: Kept, newest: TelemetryFrame): boolean {
    return newest.atMs - atMs > limits.recordingMs || this.#bytes > limits.recordingBytesMax;
  }

  /** Half of the limit is left to changes, which come when they come. */
  get #everyMs(): number {
    const size = this.#lastKept?.bytes.length ?? 0;
    return Math.max(steadyMs, (limits.recordingMs * size) / (limits.recordingBytesMax / 2));
  }
}

/** A little less than a second, of which frames are no exact part. */
const steadyMs = 950;

/** News are left out: they are not levels, and large. Null for a frame that no message holds. */
function encoded(frame: TelemetryFrame): Uint8Array | null {
  try {
    return encodeTelemetry({ ...frame, deadLetters: [], liveRows: [], tapped: [] });
  } catch {
    return null;
  }
}

/** Who is there, who owns what, and what is done to the run: whoever looks back looks for where this changes. */
const lookOf = ({ phase, workers, stages, gone, disturbances, recovering }: TelemetryFrame): string =>
  JSON.stringify([
    phase,
    workers.map((worker) => [worker.name, worker.pid, worker.phase]),
    stages.map(({ placement, solos }) => [placement, solos?.map(({ key, worker }) => [key, worker])]),
    gone?.length,
    gone?.at(-1)?.atMs,
    disturbances,
    recovering,
  ]);
