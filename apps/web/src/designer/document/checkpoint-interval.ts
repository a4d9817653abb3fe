/** How often a run of the document is checkpointed, as it is typed and read: in seconds. Pure. */
import { limits } from '@potoroo/shared/limits';
import type { Edit, Pipeline } from '@potoroo/shared/pipeline';

export const intervalOf = (pipeline: Pipeline | null): number =>
  pipeline?.checkpointIntervalMs ?? limits.barrierIntervalMs;

export const secondsText = (milliseconds: number): string => String(milliseconds / 1_000);

export function intervalFault(text: string): string | null {
  const milliseconds = millisecondsIn(text);
  const { barrierIntervalMsMin: min, barrierIntervalMsMax: max } = limits;
  return text.trim() !== '' && Number.isInteger(milliseconds) && milliseconds >= min && milliseconds <= max
    ? null
    : `A time is needed from ${secondsText(min)} to ${secondsText(max)} seconds, such as 0.2.`;
}

/** For a text without a fault. What is usual is said by leaving it out, so that a document says only what somebody chose. */
export function intervalEdit(text: string): Edit {
  const milliseconds = millisecondsIn(text);
  return {
    type: 'set-checkpoint-interval',
    milliseconds: milliseconds === limits.barrierIntervalMs ? null : milliseconds,
  };
}

/** 0.29 s are 290 ms, whatever multiplying makes of them. */
const millisecondsIn = (text: string): number => {
  const milliseconds = Number(text.trim()) * 1_000;
  const whole = Math.round(milliseconds);
  return Math.abs(milliseconds - whole) < 1e-6 ? whole : milliseconds;
};
