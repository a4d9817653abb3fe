/**
 * A deployment that a test drives by hand, for the moments that a real one passes too quickly or never shows. Whatever a
 * real deployment can show is tested on real processes (studio-processes.test.ts).
 */
import type { Deployment, DeploymentOptions, startDeployment } from '@potoroo/runtime/node';
import type { RunSummary } from '@potoroo/shared/telemetry';

export type HandDriven = {
  readonly start: typeof startDeployment;
  readonly started: DeploymentOptions[];
  readonly finish: (summary?: Partial<RunSummary>) => void;
  readonly stops: () => number;
};

const summaryOfNothing: RunSummary = {
  ok: true,
  error: null,
  sources: {},
  sinks: {},
  deadLetters: 0,
  deadLetterSamples: [],
  stateObjects: 0,
  seconds: 0,
  recordsPerSecond: 0,
  workers: [],
  listening: {},
};

export function createHandDriven({ finishesOnStop = true }: { readonly finishesOnStop?: boolean } = {}): HandDriven {
  const started: DeploymentOptions[] = [];
  let stops = 0;
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
    return { done, stop, request: async () => null, processes: () => [] };
  };
  return { start, started, finish, stops: () => stops };
}
