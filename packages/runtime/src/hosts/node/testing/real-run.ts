/** A deployment under test: what it said is kept, what happens can be awaited, and what it leaves behind is checked. */
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Movement, RunSummary, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { expect, onTestFinished } from 'vitest';
import type { Deployment, DeploymentOptions } from '../deployment-options.ts';
import { startDeployment } from '../deployment.ts';

export type RealRun = {
  readonly deployment: Deployment;
  /** What it was started with. */
  readonly options: DeploymentOptions;
  readonly frames: readonly TelemetryFrame[];
  /** Where its TCP sources listen, once they all do and every sink is open. */
  readonly listening: Promise<Readonly<Record<string, string>>>;
  /** The first frame that satisfies the condition. */
  readonly frame: (condition: (frame: TelemetryFrame) => boolean) => Promise<TelemetryFrame>;
  /** The newest state of each entry of the movement ledger. */
  readonly movements: ReadonlyMap<number, Movement>;
  /** An entry once the condition holds. */
  readonly movement: (condition: (movement: Movement) => boolean) => Promise<Movement>;
  /** The summary, after checking that no process is left. `isChanged`: processes were replaced or added on the way. */
  readonly over: (isChanged?: boolean) => Promise<RunSummary>;
};

export function startRun(topology: Topology, workers: number, options: Partial<DeploymentOptions> = {}): RealRun {
  const frames: TelemetryFrame[] = [];
  const movements = new Map<number, Movement>();
  const waiting = new Set<() => void>();
  const pids = new Set<number>();
  let listen: (addresses: Readonly<Record<string, string>>) => void = () => undefined;
  const listening = new Promise<Readonly<Record<string, string>>>((resolve) => {
    listen = resolve;
  });
  const notice = (): void => {
    for (const { pid } of deployment.processes()) pids.add(pid);
  };
  const whole: DeploymentOptions = {
    topology,
    workers,
    after: [],
    barrierIntervalMs: 50,
    tcpLingerMs: 100,
    // A machine that is busy is no reason to end a run that stops.
    stopTimeoutMs: 60_000,
    // How many processes there are shall not depend on how long a test takes.
    spareAfterMs: null,
    ...options,
    onTelemetry: (frame) => {
      frames.push(frame);
      notice();
      for (const look of waiting) look();
    },
    onMovement: (movement) => {
      movements.set(movement.id, movement);
      for (const look of waiting) look();
    },
    onListening: listen,
    onNote: (text) => options.onNote?.(text),
  };
  const deployment = startDeployment(whole);
  notice();
  onTestFinished(async () => void (await deployment.stop()));
  const once = <Found>(find: () => Found | undefined, what: string): Promise<Found> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
      void deployment.done.then(({ error }) =>
        reject(new Error(`the run was over before the ${what} that was waited for: ${error ?? 'it finished'}`)),
      );
    });
  return {
    deployment,
    options: whole,
    frames,
    movements,
    listening,
    frame: (condition) => once(() => frames.find(condition), 'frame'),
    movement: (condition) => once(() => [...movements.values()].find(condition), 'movement'),
    over: async (isChanged = false) => {
      const summary = await deployment.done;
      expect(deployment.processes()).toEqual([]);
      // Every process that was started was seen; one that was replaced or added is one more.
      if (isChanged) expect(pids.size).toBeGreaterThanOrEqual(workers + 1);
      else expect(pids.size).toBe(workers + 1);
      expect([...pids].filter(isAlive)).toEqual([]);
      return summary;
    },
  };
}

export function temporaryDirectory(): string {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), 'potoroo-test-')));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}

/** Waits for what only the operating system can tell, and gives up only what would never come. */
export async function eventually(holds: () => boolean, what: string): Promise<void> {
  const end = performance.now() + 100_000;
  while (!holds()) {
    if (performance.now() > end) throw new Error(`waited 100 s for this: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

export const pidOf = ({ deployment }: RealRun, name: string): number =>
  deployment.processes().find((found) => found.name === name)?.pid ?? 0;
