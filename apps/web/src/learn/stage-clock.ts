/**
 * The one clock of a stage. While it runs, time goes on with every frame of the screen and the worker is asked what it looks
 * like then; it stops where the lesson waits, at the end, and where a person stops it. Owns the time that pictures are drawn for.
 */
import { create } from 'zustand';
import { ask } from './learn-client.ts';
import { fail, tell, useLearn, whileBusy } from './learn-store.ts';

type Clock = {
  readonly isPlaying: boolean;
  /** 1: twenty simulated milliseconds a second. */
  readonly speed: number;
};

export const speeds = { least: 0.05, most: 20 } as const;
const msPerSecond = 20;
/** What a lesson lets play takes this long at most, whatever the speed. */
const seconds = 8;

export const useClock = create<Clock>(() => ({ isPlaying: false, speed: 1 }));

let head = 0;
let isAsking = false;
let frame = 0;
let before = 0;
/** Faster than what was chosen, so that a step of a lesson does not take minutes. */
let hurry = 0;

/** The simulated time that is shown, in milliseconds: between the last event and the next. */
export const headMs = (): number => head;

const isStill = (): boolean => matchMedia('(prefers-reduced-motion: reduce)').matches;

export function play(): void {
  const { view } = useLearn.getState();
  if (view === null || useClock.getState().isPlaying) return;
  if (view.theatre.ended) return;
  head = view.theatre.now;
  before = performance.now();
  const { playTo } = view;
  hurry = playTo === null ? 0 : (playTo.ms - head) / seconds / msPerSecond;
  useClock.setState({ isPlaying: true });
  frame = requestAnimationFrame(tick);
}

/** What a lesson wants to be seen is played; where motion is not wanted, it is there at once. */
export function playOn(): void {
  const { view } = useLearn.getState();
  if (view?.playTo === null || view === null) return;
  if (isStill()) void seek(view.playTo.event);
  else play();
}

export function pause(): void {
  cancelAnimationFrame(frame);
  useClock.setState({ isPlaying: false });
  head = useLearn.getState().view?.theatre.now ?? 0;
}

export const toggle = (): void => (useClock.getState().isPlaying ? pause() : play());

export const setSpeed = (speed: number): void =>
  useClock.setState({ speed: Math.min(speeds.most, Math.max(speeds.least, speed)) });

/** Where somebody wants to be, while the stage is not there yet. */
let goal: number | null = null;

export async function seek(event: number): Promise<void> {
  pause();
  goal = event;
  await tell({ type: 'seek', event });
  if (goal === event) goal = null;
  head = useLearn.getState().view?.theatre.now ?? 0;
}

export function stepBy(events: number): void {
  const { view } = useLearn.getState();
  if (view === null) return;
  const { theatre } = view;
  // Keys are faster than the stage: each press is a step.
  const target = (goal ?? theatre.event) + events;
  void seek(Math.max(0, Math.min(target, theatre.histories[theatre.history]?.length ?? target)));
}

/** Whatever else has moved the stage: pictures are drawn for where it is now. */
export function followStage(): void {
  if (!useClock.getState().isPlaying) head = useLearn.getState().view?.theatre.now ?? 0;
}

function tick(now: number): void {
  const { isPlaying, speed } = useClock.getState();
  if (!isPlaying) return;
  const elapsedMs = Math.min(100, now - before);
  before = now;
  head += (elapsedMs / 1_000) * msPerSecond * Math.max(speed, hurry);
  if (!isAsking) void advance();
  frame = requestAnimationFrame(tick);
}

async function advance(): Promise<void> {
  isAsking = true;
  const { view: shown } = useLearn.getState();
  const answer = await ask({ type: 'seek-time', ms: head });
  isAsking = false;
  if (!useClock.getState().isPlaying || useLearn.getState().view !== shown) return;
  if (!answer.ok) {
    pause();
    await whileBusy(() => fail(answer.error));
    return;
  }
  if (answer.value.type !== 'view') return;
  const { view } = answer.value;
  const isThere = shown?.playTo !== null && view.playTo === null;
  useLearn.setState({ view });
  if (isThere || view.theatre.ended) pause();
}
