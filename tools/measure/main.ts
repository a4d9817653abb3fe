/**
 * What changes of a run cost while records flow, seen by a receiver outside of it: a worker that joins, one that is drained, one
 * that is killed. `npm run measure` prints, for each round:
 *
 *   nothing        what the machine does by itself: without it, nobody knows what a change did
 *   join, drain    how far the rate fell, and how much longer than usual keys had to wait: those that moved, those that did not
 *   kill -9        from the kill until the rate was back
 *
 *   npm run measure -- --rounds 5 --keys 5000 --load 0.7 --ballast 1000 --workers 2 --rate 50000 --no-spare
 *
 * `--load` is the share of what the run can do at most, which is measured first, unless `--rate` says how many records a second;
 * `--ballast` bytes lie in every state object. It times a machine: a busy one gives the figures of a busy one.
 */
import { createServer, type AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { parseArgs } from 'node:util';
import { type Deployment, startDeployment } from '@potoroo/runtime/node';
import { compile } from '@potoroo/shared/compile';
import type { PipelineNode } from '@potoroo/shared/pipeline';
import { hashText, slotOf } from '@potoroo/shared/placement';
import { isOver, type Movement } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { exampleDocument, libraries } from '../acceptance/compiled-example.ts';
import { Arrivals, holdsOf } from './arrivals.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    keys: { type: 'string', default: '5000' },
    load: { type: 'string', default: '0.7' },
    ballast: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    rate: { type: 'string' },
    'no-spare': { type: 'boolean' },
  },
});
const [rounds, keys, load, ballast, workers] = [
  values.rounds,
  values.keys,
  values.load,
  values.ballast,
  values.workers,
].map(Number) as [number, number, number, number, number];
const slots = 256;
const steadyMs = 3_000;
const backPatienceMs = 60_000;

type Run = {
  readonly arrivals: Arrivals;
  readonly deployment: Deployment;
  readonly movement: (id: number) => Promise<Movement>;
  readonly end: () => Promise<void>;
};

const now = (): number => performance.now();
const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const say = (text: string): void => void process.stdout.write(`${text}\n`);
const ms = (value: number): string => `${value.toFixed(0)} ms`;

/** Alphabet with as many letters as are asked for: each comes in turn. */
function topologyTo(port: number, rate: number | null): Topology {
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

async function start(rate: number | null): Promise<Run> {
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
    topology: topologyTo((server.address() as AddressInfo).port, rate),
    workers,
    after: [],
    barrierIntervalMs: 1_000,
    tcpLingerMs: null,
    ...(values['no-spare'] === true ? { spareAfterMs: null } : {}),
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
  return { arrivals, deployment, movement, end };
}

async function most(): Promise<number> {
  const run = await start(null);
  await sleep(steadyMs);
  const from = now();
  await sleep(steadyMs);
  const rate = run.arrivals.rate(from, now());
  await run.end();
  return rate;
}

/** Its worker is ready for a seat. */
async function spareOf({ deployment }: Run): Promise<void> {
  while (!deployment.processes().some(({ name }) => name === 'spare')) await sleep(50);
}

/** Between two records of a key; a few are late for reasons of the machine. */
const usualOf = (gaps: readonly number[]): number => holdsOf(gaps, 0)?.p99 ?? 0;

/** `ask`: null, to see what the machine does by itself in as much time. */
async function change(run: Run, title: string, ask: (() => number) | null): Promise<void> {
  const { arrivals } = run;
  const steadyFrom = now();
  arrivals.beginGaps();
  await sleep(steadyMs);
  const before = { rate: arrivals.rate(steadyFrom, now()), usual: usualOf([...arrivals.gaps.values()]) };
  arrivals.beginGaps();
  const from = now();
  const movement = ask === null ? null : await run.movement(ask());
  await sleep(ask === null ? 1_500 : 1_000);
  if (movement !== null && movement.phase !== 'done')
    throw new Error(`${title} was ${movement.phase}: ${movement.reason ?? ''}`);
  const dip = 1 - arrivals.lowest(from, now()) / before.rate;
  const moved = new Set(movement?.stages.flatMap((stage) => (stage.kind === 'keyed' ? stage.slots : [])));
  const gapsOf = (isMoved: boolean): readonly number[] =>
    [...arrivals.gaps].flatMap(([key, gap]) => (moved.has(slotOf(hashText(key), slots)) === isMoved ? [gap] : []));
  const held = (isMoved: boolean): string => {
    const holds = holdsOf(gapsOf(isMoved), before.usual);
    return holds === null ? 'none' : `p99 ${ms(holds.p99)}, longest ${ms(holds.max)}`;
  };
  say(
    `  ${title}: ${moved.size} slots in ${ms((movement?.times.endedMs ?? 0) - (movement?.times.askedMs ?? 0))}; ` +
      `rate fell by ${(Math.max(0, dip) * 100).toFixed(0)} %; longer than usual (${ms(before.usual)}): moved keys ${held(true)}; others ${held(false)}`,
  );
}

async function kill(run: Run): Promise<void> {
  const steadyFrom = now();
  await sleep(steadyMs);
  const full = run.arrivals.rate(steadyFrom, now());
  const from = now();
  run.deployment.act({ type: 'kill', process: 'w2' });
  let back: number | null = null;
  // At least a second: the rate may still be on its way down.
  for (await sleep(1_000); back === null && now() - from < backPatienceMs; await sleep(250))
    back = run.arrivals.backAt(from, now(), full);
  say(`  kill -9 w2: ${back === null ? 'the rate did not come back' : `full rate again after ${ms(back - from)}`}`);
}

const rate = values.rate === undefined ? (await most()) * load : Number(values.rate);
say(
  `${Math.round(rate)} records a second${values.rate === undefined ? `, ${load * 100} % of what goes` : ''}; ${keys} keys of ${ballast} bytes, ${workers} workers`,
);
for (let round = 1; round <= rounds; round++) {
  say(`round ${round} of ${rounds}`);
  const run = await start(rate);
  await sleep(steadyMs);
  if (values['no-spare'] !== true) await spareOf(run);
  await change(run, 'nothing', null);
  await change(run, 'join', () => run.deployment.act({ type: 'add' }));
  await change(run, 'drain', () => run.deployment.act({ type: 'drain', worker: workers }));
  await kill(run);
  await run.end();
}
