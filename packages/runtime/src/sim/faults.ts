/** What happens to a simulated cluster, drawn from a seed: when, and to whom. Pure. */
import type { CoordinatorPhase } from '../core/index.ts';
import type { Random } from './random.ts';

/** `who` counts through whoever is there at the time. */
export type Fault =
  /** SIGKILL of a worker, and of so many more at the same moment. */
  | { readonly type: 'kill'; readonly who: number; readonly more: number }
  /** A worker dies, and whoever takes its place a little later. */
  | { readonly type: 'kill-again'; readonly who: number; readonly afterMs: number }
  /** A worker dies as soon as the coordinator is in this phase. */
  | { readonly type: 'kill-while'; readonly who: number; readonly phase: CoordinatorPhase }
  /** A worker is killed while user code is busy with a record, which is not to blame. */
  | { readonly type: 'kill-busy'; readonly who: number }
  /** User code comes to no end with a record (a share of the source's records come before it) at one of the modules. */
  | {
      readonly type: 'poison';
      readonly source: number;
      readonly record: number;
      readonly module: number;
      readonly loops: boolean;
    }
  /** Power is lost: everything dies at once. */
  | { readonly type: 'kill-all' }
  | { readonly type: 'kill-coordinator' }
  /** The coordinator dies with the next manifest: half written, or durable while nobody knows. */
  | { readonly type: 'kill-at-commit'; readonly manifest: 'torn' | 'kept' }
  /** SIGSTOP, and SIGCONT later; a long one is noticed, and the process killed. */
  | { readonly type: 'pause'; readonly who: number; readonly forMs: number }
  /** As `pause`, but the process that was given up lives on. */
  | { readonly type: 'zombie'; readonly who: number; readonly forMs: number }
  | { readonly type: 'pause-coordinator'; readonly forMs: number }
  /** The link between two workers breaks, and one of them says so. */
  | { readonly type: 'cut-link'; readonly who: number; readonly other: number }
  | { readonly type: 'slow-link'; readonly who: number; readonly forMs: number; readonly byMs: number }
  | { readonly type: 'slow-control'; readonly who: number; readonly forMs: number; readonly byMs: number }
  | { readonly type: 'stall-sink'; readonly forMs: number }
  /** Manifests cannot be written for a while. */
  | { readonly type: 'full-disk'; readonly forMs: number }
  | { readonly type: 'slow-disk'; readonly forMs: number; readonly byMs: number }
  /** The newest manifest is unreadable when the coordinator starts again. */
  | { readonly type: 'damage-manifest' }
  | { readonly type: 'clock-jump'; readonly who: number; readonly byMs: number }
  /** For a while a process that is to join cannot open what it would need. */
  | { readonly type: 'unfit-joiners'; readonly forMs: number }
  | { readonly type: 'add'; readonly workers: number }
  | { readonly type: 'drain'; readonly who: number }
  /** A state object that is there by then is to be somewhere else, or, without an object, a key that may come. */
  | {
      readonly type: 'move';
      readonly who: number;
      readonly state: number;
      readonly object: number;
      /** When it is released again; null: it is not. */
      readonly backAfterMs: number | null;
    }
  | { readonly type: 'release'; readonly object: number }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'stop' };

export type FaultType = Fault['type'];
/** At a time, in milliseconds, or before the world's step of that number. */
export type Moment = { readonly at: number } | { readonly step: number };
export type Happening = Moment & { readonly fault: Fault };
export type Schedule = readonly Happening[];

/** A kind stands here as often as its weight says. */
const kinds: readonly FaultType[] = [
  'kill',
  'kill',
  'kill',
  'kill-again',
  'kill-while',
  'kill-while',
  'kill-busy',
  'poison',
  'poison',
  'kill-all',
  'kill-coordinator',
  'kill-at-commit',
  'pause',
  'zombie',
  'pause-coordinator',
  'cut-link',
  'slow-link',
  'slow-control',
  'stall-sink',
  'full-disk',
  'slow-disk',
  'damage-manifest',
  'clock-jump',
  'add',
  'add',
  'add',
  'drain',
  'drain',
  'drain',
  'move',
  'move',
  'move',
  'move',
  'release',
  'release',
  'release',
  'checkpoint',
];
const phases: readonly CoordinatorPhase[] = ['gathering', 'loading', 'preparing', 'cutting', 'running', 'over'];

export const faultTypes: readonly FaultType[] = [...new Set(kinds), 'unfit-joiners', 'stop'];

const harmless: ReadonlySet<FaultType> = new Set([
  'slow-link',
  'slow-control',
  'slow-disk',
  'stall-sink',
  'clock-jump',
  'unfit-joiners',
  'add',
  'drain',
  'move',
  'release',
  'checkpoint',
  'stop',
] as const);

/** A run that keeps no checkpoints survives it. */
export const losesNothing = ({ type }: Fault): boolean => harmless.has(type);

export function drawSchedule(random: Random, faultsMax: number, horizonMs: number): Schedule {
  const happenings = Array.from({ length: random.below(faultsMax + 1) }, () => ({
    at: random.next() * horizonMs,
    fault: drawFault(kinds[random.below(kinds.length)] ?? 'kill', random),
  }));
  if (random.below(12) === 0) happenings.push({ at: random.next() * horizonMs, fault: { type: 'stop' } });
  if (random.below(4) === 0)
    happenings.push({ at: random.next() * horizonMs, fault: drawFault('unfit-joiners', random) });
  return happenings.toSorted((a, b) => a.at - b.at);
}

/** Faults that matter where they meet, which by chance they hardly do; most runs have none of them. */
export function drawScene(random: Random, horizonMs: number): Scene {
  const at = random.next() * horizonMs;
  const [who, other] = [random.below(8), random.below(8)];
  const within = (ms: number): number => at + random.next() * ms;
  const happening = (when: number, fault: Fault): Happening => ({ at: when, fault });
  const full = happening(at, { type: 'full-disk', forMs: 4 + random.next() * 20 });
  switch (random.below(12)) {
    case 0:
      return sceneOf(full, happening(within(4), { type: 'kill-at-commit', manifest: 'kept' }));
    case 1:
      return sceneOf(
        full,
        happening(within(4), random.below(2) === 0 ? { type: 'add', workers: 1 } : { type: 'drain', who }),
        happening(at + 2 + random.next() * 20, { type: 'kill', who: other, more: random.below(2) }),
      );
    case 2:
      return {
        outboxBytesMax: 128,
        faults: [
          happening(at, { type: 'stall-sink', forMs: 5 + random.next() * 15 }),
          happening(within(3), { type: 'drain', who }),
          happening(within(12), { type: 'drain', who: other }),
        ],
      };
    default:
      return sceneOf();
  }
}

/** `outboxBytesMax`: null where any will do. */
export type Scene = { readonly faults: Schedule; readonly outboxBytesMax: number | null };
const sceneOf = (...faults: Schedule): Scene => ({ faults, outboxBytesMax: null });

export function drawFault(type: FaultType, random: Random): Fault {
  const who = random.below(8);
  const forMs = random.next() * 40;
  const byMs = random.next() * 15;
  switch (type) {
    case 'kill':
      return { type, who, more: random.below(4) === 0 ? 1 + random.below(2) : 0 };
    case 'kill-again':
      return { type, who, afterMs: random.next() * 12 };
    case 'kill-while':
      return { type, who, phase: phases[random.below(phases.length)] ?? 'cutting' };
    case 'kill-at-commit':
      return { type, manifest: random.below(2) === 0 ? 'torn' : 'kept' };
    case 'pause':
    case 'zombie':
      return { type, who, forMs };
    case 'cut-link':
      return { type, who, other: random.below(8) };
    case 'slow-link':
    case 'slow-control':
      return { type, who, forMs, byMs };
    case 'slow-disk':
      // Up to longer than a recovery takes: then a manifest comes late, when another of its number is being made.
      return { type, forMs, byMs: byMs * 3 };
    case 'pause-coordinator':
    case 'stall-sink':
    case 'full-disk':
    case 'unfit-joiners':
      return { type, forMs };
    case 'clock-jump':
      return { type, who, byMs: byMs * 20 };
    case 'add':
      return { type, workers: 1 + random.below(2) };
    case 'drain':
      return { type, who };
    case 'move':
      return {
        type,
        who,
        state: random.below(8),
        object: random.below(64),
        backAfterMs: random.below(2) === 0 ? null : byMs,
      };
    case 'release':
      return { type, object: random.below(8) };
    case 'kill-busy':
      return { type, who };
    case 'poison':
      return { type, source: who, record: random.next(), module: random.below(64), loops: random.below(2) === 0 };
    case 'kill-all':
    case 'kill-coordinator':
    case 'damage-manifest':
    case 'checkpoint':
    case 'stop':
      return { type };
  }
}
