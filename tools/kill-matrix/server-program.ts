/** The program that a run belongs to, in a process of its own, so that a cell can kill it and start it again. Tells how the run ended. */
import { readFileSync } from 'node:fs';
import process from 'node:process';
import type { RunSummary } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import type { Cell } from './cells.ts';
import { startRun } from './started-run.ts';

export type ServerOrder = {
  readonly cell: Cell;
  /** A topology, as JSON. */
  readonly topologyFile: string;
  readonly mark: string;
  readonly stateDirectory: string;
};

const [given = ''] = process.argv.slice(2);
const { cell, topologyFile, ...order } = JSON.parse(given) as ServerOrder;
const topology = JSON.parse(readFileSync(topologyFile, 'utf8')) as Topology;
const run = startRun(cell, { ...order, topology, onNote: () => undefined });
process.on('disconnect', () => process.exit(1));
const summary: RunSummary = await run.done;
process.send?.(summary, undefined, undefined, () => process.exit(0));
