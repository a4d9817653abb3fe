/** What the server has kept of the telemetry of the run, for a page that has missed it: read piece by piece, so that nothing stands still. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { decodeSeries, decodeTelemetry } from '@potoroo/shared/wire';
import { requestBytes } from './http.ts';

const atOnce = 40;

/** Oldest first; empty where nothing can be had. */
export async function readRecording(): Promise<readonly TelemetryFrame[]> {
  const bytes = await requestBytes('/deployment/recording');
  const messages = decodeSeries(bytes ?? new Uint8Array(0));
  const frames: TelemetryFrame[] = [];
  for (const [index, message] of (messages.ok ? messages.value : []).entries()) {
    if (index % atOnce === atOnce - 1) await new Promise((resolve) => setTimeout(resolve));
    const frame = decodeTelemetry(message);
    if (frame.ok) frames.push(frame.value);
  }
  return frames;
}
