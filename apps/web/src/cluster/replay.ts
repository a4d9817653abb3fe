/** Plays a stretch of the recording again, at half its speed; the end is live. Whoever takes the time bar ends it. */
import { goLive, listenShown, showTime } from './time-store.ts';

const tickMs = 125;
const pace = 0.5;

let timer: ReturnType<typeof setInterval> | null = null;
let isMoving = false;

export function replay(fromMs: number, toMs: number): void {
  stop();
  let at = fromMs;
  move(at);
  timer = setInterval(() => {
    at += tickMs * pace;
    if (at <= toMs) return move(at);
    stop();
    goLive();
  }, tickMs);
}

function stop(): void {
  if (timer !== null) clearInterval(timer);
  timer = null;
}

function move(atMs: number): void {
  isMoving = true;
  showTime(atMs);
  isMoving = false;
}

listenShown(() => {
  if (!isMoving) stop();
});
