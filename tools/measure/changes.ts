/**
 * A run whose state objects are met evenly, watched by a receiver outside of it, and what a change of it costs: a worker that joins,
 * one that is drained, one that is killed. `npm run measure` prints it, `npm run bench` has it in a table.
 */
import { createServer, type AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type Deployment, startDeployment } from '@potoroo/runtime/node';
import { compile } from '@potoroo/shared/compile';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { hashText, slotOf } from '@potoroo/shared/placement';
import { isOver, type Movement } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { exampleDocument, libraries } from '../acceptance/compiled-example.ts';
import { Arrivals, type Holds, holdsOf } from './arrivals.ts';

const slots = 256;
const backPatienceMs = 60_000;

export type Load = {
  readonly keys: number;
  /** Bytes in every state object. */
  readonly ballast: number;
  readonly workers: number;
  /** Records a second; null: as many as go. */
  readonly rate: number | null;
  /** How long it is watched before a change. */
  readonly steadyMs: number;
  /** A spare worker is kept for whoever joins or is lost. */
  readonly spare: boolean;
};

export type Run = {
  readonly load: Load;
  readonly arrivals: Arrivals;
  readonly deployment: Deployment;
  readonly movement: (id: number) => Promise<Movement>;
  readonly end: () => Promise<void>;
};

const now = (): number => performance.now();
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Alphabet with as many letters as are asked for: each comes in turn. */
function topologyTo(port: number, { rate, keys, ballast }: Load): Topology {
  const document = exampleDocument('alphabet');
  const nodes = document.nodes.map((node): PipelineNode => {
    if (node.kind === 'source')
      return {
        ...node,
        connector: { type: 'generator', rate, count: null },
        generate: `(index) => ({ letter: 'k' + index % ${keys}, votes: 1 })`,
      };
    if (node.kind === 'state')
      return { ...node, initial: `(): Tally => ({ votes: 0, ...{ ballast: 'x'.repeat(${ballast}) } })` };
    return node.kind === 'sink'
      ? { ...node, connector: { type: 'tcp', host: '127.0.0.1', port, format: 'lines', mode: 'immediate' } }
      : node;
  });
  const { topology, diagnostics } = compile({ ...document, nodes }, libraries());
  if (topology === null) throw new Error(`it does not compile: ${JSON.stringify(diagnostics)}`);
  return topology;
}

export async function startRun(load: Load): Promise<Run> {
  const { workers, spare } = load;
  const arrivals = new Arrivals();
  const server = createServer((socket) => {
    let rest = '';
    socket.setEncoding('latin1');
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      const at = now();
      const lines = (rest + String(chunk)).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) arrivals.arrived(line.slice(0, line.indexOf(' ')), at);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const movements = new Map<number, Movement>();
  const looking = new Set<() => void>();
  let listens: () => void = () => undefined;
  const listening = new Promise<void>((resolve) => {
    listens = resolve;
  });
  const deployment = startDeployment({
    topology: topologyTo((server.address() as AddressInfo).port, load),
    workers,
    after: [],
    barrierIntervalMs: 1_000,
    tcpLingerMs: null,
    ...(spare ? {} : { spareAfterMs: null }),
    onTelemetry: () => undefined,
    onListening: () => listens(),
    onMovement: (movement) => {
      movements.set(movement.id, movement);
      for (const look of looking) look();
    },
  });
  const failed = deployment.done.then(({ error }): never => {
    throw new Error(`the run was over: ${error ?? 'it ended'}`);
  });
  failed.catch(() => undefined);
  await Promise.race([listening, failed]);
  const movement = (id: number): Promise<Movement> => {
    const over = new Promise<Movement>((resolve) => {
      const look = (): void => {
        const found = movements.get(id);
        if (found === undefined || !isOver(found)) return;
        looking.delete(look);
        resolve(found);
      };
      looking.add(look);
      look();
    });
    return Promise.race([over, failed]);
  };
  const end = async (): Promise<void> => {
    await deployment.stop();
    server.close();
  };
  return { load, arrivals, deployment, movement, end };
}

/** Records a second that the run can do at most. */
export async function most(load: Load): Promise<number> {
  const run = await startRun({ ...load, rate: null });
  await sleep(load.steadyMs);
  const from = now();
  await sleep(load.steadyMs);
  const rate = run.arrivals.rate(from, now());
  await run.end();
  return rate;
}

/** Its worker is ready for a seat. */
export async function spareOf({ deployment }: Run): Promise<void> {
  while (!deployment.processes().some(({ name }) => name === 'spare')) await sleep(50);
}

/** Between two records of a key; a few are late for reasons of the machine. */
const usualOf = (gaps: readonly number[]): number => holdsOf(gaps, 0)?.p99 ?? 0;

export type ChangeCost = {
  readonly slots: number;
  readonly ms: number;
  /** How far the rate of half a second fell, 0 to 1. */
  readonly dip: number;
  /** What 99 of 100 gaps between two records of a key stay below while nothing changes. */
  readonly usualMs: number;
  /** How much longer keys had to wait; null where there are none. */
  readonly moved: Holds | null;
  readonly others: Holds | null;
};

/** `ask`: null, to see what the machine does by itself in as much time. */
export async function costOf(run: Run, title: string, ask: (() => number) | null): Promise<ChangeCost> {
  const { arrivals, load } = run;
  const steadyFrom = now();
  arrivals.beginGaps();
  await sleep(load.steadyMs);
  const before = { rate: arrivals.rate(steadyFrom, now()), usual: usualOf([...arrivals.gaps.values()]) };
  arrivals.beginGaps();
  const from = now();
  const movement = ask === null ? null : await run.movement(ask());
  await sleep(Math.min(ask === null ? 1_500 : 1_000, load.steadyMs));
  if (movement !== null && movement.phase !== 'done')
    throw new Error(`${title} was ${movement.phase}: ${movement.reason ?? ''}`);
  const moved = new Set(movement?.stages.flatMap((stage) => (stage.kind === 'keyed' ? stage.slots : [])));
  const gapsOf = (isMoved: boolean): readonly number[] =>
    [...arrivals.gaps].flatMap(([key, gap]) => (moved.has(slotOf(hashText(key), slots)) === isMoved ? [gap] : []));
  return {
    slots: moved.size,
    ms: (movement?.times.endedMs ?? 0) - (movement?.times.askedMs ?? 0),
    dip: Math.max(0, 1 - arrivals.lowest(from, now()) / before.rate),
    usualMs: before.usual,
    moved: holdsOf(gapsOf(true), before.usual),
    others: holdsOf(gapsOf(false), before.usual),
  };
}

/** From the kill of a worker until the rate is back; null where it did not come back. */
export async function backAfterKill({ arrivals, deployment, load }: Run): Promise<number | null> {
  const steadyFrom = now();
  await sleep(load.steadyMs);
  const full = arrivals.rate(steadyFrom, now());
  const from = now();
  deployment.act({ type: 'kill', process: 'w2' });
  let back: number | null = null;
  // At least a second: the rate may still be on its way down.
  for (await sleep(1_000); back === null && now() - from < backPatienceMs; await sleep(250))
    back = arrivals.backAt(from, now(), full);
  return back === null ? null : back - from;
}
