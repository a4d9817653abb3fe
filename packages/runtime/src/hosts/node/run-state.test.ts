/** A run that goes on from a checkpoint of millions and reads nothing more is not a fast one. */
import { expect, test } from 'vitest';
import { countingTopology, generator } from './testing/counting-topology.ts';
import { temporaryDirectory } from './testing/real-run.ts';
import { noRun } from './deployment-options.ts';
import type { DeploymentOptions, HandedOver } from './deployment-options.ts';
import { RunState } from './run-state.ts';

const topology = countingTopology({ source: generator(null), sink: { type: 'live' } });
const options = (change: Partial<DeploymentOptions>) => ({ topology, workers: 2, ...change }) as DeploymentOptions;
const summary = { ...noRun, error: null, sources: { numbers: 1_300, more: 100 }, seconds: 2 };

test('how fast a run was goes by what was accepted in its time', () => {
  const state = new RunState(options({ stateDirectory: temporaryDirectory() }));
  state.started({ members: [0, 1], accepted: 1_000 });
  expect(state.timed(summary).recordsPerSecond).toBe(200);
  expect(state.timed({ ...summary, seconds: 0 }).recordsPerSecond).toBe(0);
  expect(state.failed(null, { error: 'ended', seconds: 2 })).toEqual({ ...noRun, error: 'ended' });
});

test('another version of the pipeline has the time of the run, and counts from its beginning', () => {
  const goesOn = { unlock: () => undefined, acceptedBefore: 600 } as HandedOver;
  const state = new RunState(options({ stateDirectory: temporaryDirectory(), goesOn }));
  state.started({ members: [0, 1], accepted: 1_000 });
  expect(state.timed(summary).recordsPerSecond).toBe(400);
  expect(state.handedOver.acceptedBefore).toBe(600);
});
