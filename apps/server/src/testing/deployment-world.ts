/** The deployment of the studio with its surroundings in a test's hand: a compiler that takes or refuses everything, processes that are none. */
import { join } from 'node:path';
import type { deployChanges } from '@potoroo/runtime/node';
import type { DeploymentStatus } from '@potoroo/shared/control';
import type { NodeId } from '@potoroo/shared/ids';
import { moduleId } from '@potoroo/shared/ids';
import { ok } from '@potoroo/shared/result';
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Module, Topology } from '@potoroo/shared/topology';
import type { Compiler } from '../compiler/compiler.ts';
import { Deployments } from '../deployments/deployments.ts';
import { openRoots } from '../deployments/granted-files.ts';
import { KeptRun } from '../deployments/kept-run.ts';
import { createLog } from '../log.ts';
import type { HandDriven } from './hand-driven-deployment.ts';
import { createHandDriven } from './hand-driven-deployment.ts';
import { temporaryDirectory } from './temporary-directory.ts';

export const topology: Topology = {
  version: 1,
  name: 'Counters',
  codeHash: '',
  modules: [],
  stages: [],
  exchanges: [],
};
/** Compiling is tested where the compiler is; here it only has to take its time or say no. */
export const accepting: Compiler = {
  check: async () => ({ diagnostics: [], edgeTypes: {}, explanation: null }),
  compile: async () => ({ ok: true, value: topology }),
  migrate: async ({ migrations }) => ok(migrations.map(({ state, code }) => moduleOf(state, code))),
  close: async () => undefined,
};
export const rejecting: Compiler = {
  ...accepting,
  compile: async () => ({
    ok: false,
    error: {
      diagnostics: [{ code: 'P201', severity: 'error', message: 'm', remedy: 'r' }],
      edgeTypes: {},
      explanation: null,
    },
  }),
};

export type World = {
  readonly deployments: Deployments;
  readonly hand: HandDriven;
  readonly phases: DeploymentStatus['phase'][];
  readonly frames: TelemetryFrame[];
};

const moduleOf = (node: NodeId, code: string): Module => ({ id: moduleId(0), node, field: 'code', code, lines: [] });
const neverDeployed = async (): Promise<never> => Promise.reject(new Error('nothing was to be deployed'));

export function createWorld(
  hand = createHandDriven(),
  compiler = accepting,
  directory = temporaryDirectory(),
  deploy: typeof deployChanges = neverDeployed,
): World {
  const log = createLog({ write: () => undefined, now: () => new Date(0) });
  const deployments = new Deployments({
    start: hand.start,
    deploy,
    compiler,
    hasSpare: true,
    roots: openRoots(join(temporaryDirectory(), 'files'), []),
    kept: new KeptRun(directory),
    log,
    now: () => new Date(0),
  });
  const phases: DeploymentStatus['phase'][] = [];
  const frames: TelemetryFrame[] = [];
  deployments.listen({
    onStatus: ({ phase }) => phases.push(phase),
    onTelemetry: (frame) => frames.push(frame),
    onMovement: () => undefined,
  });
  return { deployments, hand, phases, frames };
}
