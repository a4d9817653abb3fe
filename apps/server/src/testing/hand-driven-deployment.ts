/**
 * A deployment that a test drives by hand, for the moments that a real one passes too quickly or never shows. Whatever a
 * real deployment can show is tested on real processes (studio-processes.test.ts).
 */
import { nodeId } from '@potoroo/shared/ids';
import { err } from '@potoroo/shared/result';
import type {
  RunningProfile,
  Deployment,
  DeploymentAction,
  DeploymentOptions,
  startDeployment,
} from '@potoroo/runtime/node';
import type { Movement, MovementCause, RunSummary, WatchRequest } from '@potoroo/shared/telemetry';

export type HandDriven = {
  readonly start: typeof startDeployment;
  readonly started: DeploymentOptions[];
  readonly finish: (summary?: Partial<RunSummary>) => void;
  readonly stops: () => number;
  readonly suspends: () => number;
  /** What was asked to be seen, in order. */
  readonly watched: WatchRequest[];
  /** Who takes part. */
  readonly members: number[];
};

const summaryOfNothing: RunSummary = {
  ok: true,
  error: null,
  sources: {},
  sinks: {},
  deadLetters: 0,
  deadLetterSamples: [],
  ledger: { accepted: 0, applied: 0, released: 0, deadLetters: 0, lost: 0, doubled: 0 },
  stateObjects: 0,
  seconds: 0,
  recordsPerSecond: 0,
  workers: [],
  listening: {},
};

export function createHandDriven({ finishesOnStop = true }: { readonly finishesOnStop?: boolean } = {}): HandDriven {
  const started: DeploymentOptions[] = [];
  const watched: WatchRequest[] = [];
  const members = [0];
  let stops = 0;
  let suspends = 0;
  let settle: (summary: RunSummary) => void = () => undefined;
  const finish = (change: Partial<RunSummary> = {}): void => settle({ ...summaryOfNothing, ...change });
  const start = (options: DeploymentOptions): Deployment => {
    started.push(options);
    const done = new Promise<RunSummary>((resolve) => (settle = resolve));
    const stop = (): Promise<RunSummary> => {
      stops += 1;
      if (finishesOnStop) finish();
      return done;
    };
    let entries = 0;
    // Takes up what it is asked for, and refuses to drain `w1`; the test says what becomes of the rest.
    const act = (action: DeploymentAction): number => {
      const id = ++entries;
      const tell = (change: Partial<Movement>): void => options.onMovement?.(movementEntry({ id, ...change }));
      tell({ cause: causeOf(action) });
      const isRefused = action.type === 'drain' && action.worker === 0;
      tell({
        cause: causeOf(action),
        revision: 1,
        ...(isRefused
          ? { phase: 'refused', reason: 'it is the last worker: add another one first' }
          : { phase: 'queued' }),
      });
      return id;
    };
    return {
      done,
      stop,
      suspend: () => {
        suspends += 1;
        if (finishesOnStop) finish();
      },
      act,
      end: () => false,
      request: async () => null,
      processes: () => [{ name: 'w1', pid: 1 }],
      view: async () => ({
        phase: 'running',
        generation: 1,
        epoch: 2,
        checkpoint: 2,
        members: [...members],
        placement: [],
        solos: [],
      }),
      look: async () => ({ slot: 3, owner: 0, value: '{"count":1}', isCut: false }),
      list: async ({ slots, values }) =>
        slots.map((slot) => ({ slot, total: 1, keys: [`key-${slot}`], values: values ? ['{"count":1}'] : null })),
      profile: async (workers) => workers.flatMap((worker) => (worker === 'w1' ? [handMadeProfile] : [])),
      recoverable: true,
      handOver: async () => err('it runs on, because nobody told it to hand over'),
      watch: (request) => void watched.push(request),
    };
  };
  return { start, started, finish, stops: () => stops, suspends: () => suspends, watched, members };
}

const handMadeProfile: RunningProfile = {
  worker: 'w1',
  profile: '{"nodes":[]}',
  shares: {
    busyMs: 1_500,
    parts: { 'user logic': 0.5, codec: 0.2, network: 0.1, runtime: 0.15, garbage: 0.05 },
    nodes: [
      {
        node: 'count',
        share: 0.5,
        parts: { 'user logic': 0.5, codec: 0, network: 0, runtime: 0, garbage: 0 },
      },
    ],
  },
};

/** An entry of the movement ledger, with what a test changes in it. */
export const movementEntry = (change: Partial<Movement> = {}): Movement => ({
  id: 1,
  revision: 0,
  cause: { type: 'checkpoint' },
  phase: 'asked',
  reason: null,
  generation: 1,
  barrier: null,
  times: { askedMs: 0, startedMs: null, cutMs: null, keptMs: null, endedMs: null },
  moved: 0,
  total: 0,
  minimum: 0,
  objects: 0,
  bytes: 0,
  holdMs: null,
  stages: [],
  ...change,
});

function causeOf(action: DeploymentAction): MovementCause {
  if (action.type === 'add') return { type: 'add', worker: 'w2' };
  if (action.type === 'move' || action.type === 'release')
    return { type: 'release', state: nodeId('counters'), key: action.key };
  if (action.type === 'disturb') return { ...action.disturbance, forMs: action.forMs };
  return action.type === 'drain' ? { type: 'drain', worker: `w${action.worker + 1}` } : action;
}
