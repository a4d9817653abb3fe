/** One line on a terminal, rewritten with each telemetry frame. On anything that is not a terminal it stays silent. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';

export type Terminal = {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly write: (text: string) => unknown;
};
export type Progress = { readonly show: (frame: TelemetryFrame) => void; readonly clear: () => void };

const eraseLine = '\r\u001b[2K';
const columnsDefault = 80;
const whole = new Intl.NumberFormat('en-US');

export function createProgress(terminal: Terminal): Progress {
  if (terminal.isTTY !== true) return { show: () => undefined, clear: () => undefined };
  let previous: TelemetryFrame | null = null;
  return {
    show: (frame) => {
      terminal.write(`${eraseLine}${progressLine(frame, previous).slice(0, columnsOf(terminal) - 1)}`);
      previous = frame;
    },
    clear: () => terminal.write(eraseLine),
  };
}

/** A terminal without a size, such as one that a program opened, says 0 or nothing. */
const columnsOf = ({ columns }: Terminal): number => (columns === undefined || columns < 1 ? columnsDefault : columns);

export function progressLine(frame: TelemetryFrame, previous: TelemetryFrame | null): string {
  const { accepted, applied, released, deadLetters } = frame.ledger;
  const elapsedMs = frame.atMs - (previous?.atMs ?? 0);
  // What the first frame has of complete epochs may be of an earlier run, from whose checkpoint this one goes on.
  const before = previous === null ? accepted : previous.latest.accepted;
  const rate = elapsedMs > 0 ? ((frame.latest.accepted - before) * 1_000) / elapsedMs : 0;
  const parts = [
    `${frame.phase} ${(frame.atMs / 1_000).toFixed(1)} s`,
    `accepted ${whole.format(accepted)} (${whole.format(Math.round(rate))}/s)`,
    `applied ${whole.format(applied)}`,
    `released ${whole.format(released)}`,
    ...(frame.troubles ?? []).slice(0, 1).map(({ text }) => `waiting: ${text}`),
    ...(deadLetters > 0 ? [`dead letters ${whole.format(deadLetters)}`] : []),
  ];
  return parts.join('  ');
}
