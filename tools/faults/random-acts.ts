/**
 * What is done to a run, drawn from a seed: kills and stops of any process, the program itself among them, and joins,
 * drains and moves while records flow. Pure.
 */
import type { Process, ToSupervisor } from './supervisor.ts';

export type Scene = {
  readonly processes: readonly Process[];
  readonly members: readonly string[];
  /** A key of the application, and the stage of its state. */
  readonly object: { readonly stage: number; readonly key: string };
};
export type Act =
  /** `thenMs`: how long it stays stopped; null: until somebody ends it. */
  | {
      readonly type: 'signal';
      readonly process: string;
      readonly signal: 'SIGKILL' | 'SIGSTOP';
      readonly thenMs: number | null;
    }
  | { readonly type: 'ask'; readonly action: ToSupervisor };

export type Random = () => number;

/** A stream of numbers below 1 from one seed (mulberry32, by Tommy Ettinger). */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const workersMost = 5;

export function drawAct(random: Random, { processes, members, object }: Scene): Act {
  const draw = random();
  const pick = <One>(from: readonly One[]): One | undefined => from[Math.floor(random() * from.length)];
  const indexOf = (name: string): number => Number(name.slice(1)) - 1;
  const worker = pick(members);
  if (draw < 0.15 && members.length < workersMost) return { type: 'ask', action: { type: 'add' } };
  if (draw < 0.3 && worker !== undefined && members.length > 1)
    return { type: 'ask', action: { type: 'drain', worker: indexOf(worker) } };
  if (draw < 0.36 && worker !== undefined)
    return { type: 'ask', action: { type: 'move', ...object, worker: indexOf(worker) } };
  if (draw < 0.4) return { type: 'ask', action: { type: 'release', ...object } };
  if (draw < 0.48) return { type: 'signal', process: 'server', signal: 'SIGKILL', thenMs: null };
  // Nobody watches the program itself: whoever stops it lets it go on.
  if (draw < 0.52) return { type: 'signal', process: 'server', signal: 'SIGSTOP', thenMs: 300 + random() * 3_000 };
  const victim = pick(processes)?.name ?? 'coordinator';
  if (draw < 0.82) return { type: 'signal', process: victim, signal: 'SIGKILL', thenMs: null };
  return { type: 'signal', process: victim, signal: 'SIGSTOP', thenMs: random() < 0.5 ? null : random() * 4_000 };
}

export const actText = (act: Act): string => {
  if (act.type === 'signal')
    return `${act.signal} ${act.process}${act.thenMs === null ? '' : `, for ${Math.round(act.thenMs)} ms`}`;
  const { action } = act;
  const worker = 'worker' in action ? ` w${action.worker + 1}` : '';
  return `${action.type}${worker}`;
};
