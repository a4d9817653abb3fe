/** Whoever opens the screen later must see what moved in the last minutes, and a long run must not fill the memory. */
import { nodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { decodeTelemetry } from '@potoroo/shared/wire';
import { expect, test } from 'vitest';
import { telemetryFrame } from '../testing/telemetry-frame.ts';
import { RunRecording } from './run-recording.ts';

const state = nodeId('s');
const frame = (sequence: number, owner = 0, slots = 2): TelemetryFrame =>
  telemetryFrame({
    sequence,
    atMs: sequence * 250,
    liveRows: [{ node: state, sequence, text: 'large' }],
    stages: [
      {
        state,
        placement: Array.from({ length: slots }, () => owner),
        objects: Array.from({ length: slots }, () => 70_000),
        applied: Array.from({ length: slots }, () => 70_000),
      },
    ],
  });
const read = ({ frames }: RunRecording): readonly TelemetryFrame[] =>
  frames.flatMap((bytes) => {
    const decoded = decodeTelemetry(bytes);
    return decoded.ok ? [decoded.value] : [];
  });

test('keeps a frame a second, and of a change the last frame before it and the first after it', () => {
  const recording = new RunRecording();
  for (let sequence = 0; sequence <= 16; sequence += 1) recording.add(frame(sequence, sequence < 10 ? 0 : 1));
  expect(read(recording).map(({ sequence }) => sequence)).toEqual([0, 4, 8, 9, 10, 14]);
  expect(read(recording).every(({ liveRows }) => liveRows.length === 0)).toBe(true);
});

test('goes back five minutes and more, however large its frames are, and no further than its limits', () => {
  for (const slots of [256, 30_000]) {
    const recording = new RunRecording();
    const seconds = (2 * limits.recordingMs) / 1_000;
    for (let second = 0; second < seconds; second += 1) recording.add(frame(second * 4, 0, slots));
    const [oldest, newest] = [read(recording)[0], read(recording).at(-1)];
    expect((newest?.atMs ?? 0) - (oldest?.atMs ?? 0)).toBeGreaterThanOrEqual(300_000);
    expect((newest?.atMs ?? 0) - (oldest?.atMs ?? 0)).toBeLessThanOrEqual(limits.recordingMs);
    const bytes = recording.frames.reduce((sum, each) => sum + each.length, 0);
    expect(bytes).toBeLessThanOrEqual(limits.recordingBytesMax);
  }
});
