/** Potoroo as a contestant: an example of the examples folder, deployed as the command line would, on real processes. */
import { type Deployment, startDeployment } from '@potoroo/runtime/node';
import { compile } from '@potoroo/shared/compile';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline, PipelineNode, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import { isOver, type Movement, type RunSummary, type TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Topology } from '@potoroo/shared/topology';
import { exampleDocument, libraries } from '../acceptance/compiled-example.ts';
import type { InputFormat } from '../inputs/formats.ts';
import type { StartSystem } from './system.ts';

export type Ends = { readonly source: (node: string) => SourceConnector; readonly sink: SinkConnector };

export function compiled(document: Pipeline, { source, sink }: Ends): Topology {
  const rewired = (node: PipelineNode): PipelineNode => {
    if (node.kind === 'source') return { ...node, connector: source(node.id) };
    return node.kind === 'sink' ? { ...node, connector: sink } : node;
  };
  const { diagnostics, topology } = compile({ ...document, nodes: document.nodes.map(rewired) }, libraries());
  if (topology === null) throw new Error(`${document.name} does not compile: ${JSON.stringify(diagnostics)}`);
  return topology;
}

export type Running = {
  readonly deployment: Deployment;
  readonly ports: Readonly<Record<string, number>>;
  /** Resolves once so many records were applied, with how many it then were. */
  readonly appliedAtLeast: (records: number) => Promise<number>;
  /** Resolves once so many records have come to a node, whether or not a checkpoint covers them. */
  readonly metAtLeast: (node: string, records: number) => Promise<void>;
  /** The summary of a run that ended well. */
  readonly summary: () => Promise<RunSummary>;
  /** The entry of the movement ledger, once it is over. */
  readonly movement: (id: number) => Promise<Movement>;
};

export type RunOptions = {
  readonly workers: number;
  readonly after?: readonly [string, string];
  readonly barrierIntervalMs: number;
  /** How often workers tell of themselves; as in a run of the product where not given. */
  readonly telemetryIntervalMs?: number;
  readonly stateDirectory?: string;
  /** What the process of this name loads first: a profiler. */
  readonly preload?: (name: string) => string | null;
  /** A source ends this long after its last connection; null: never. */
  readonly tcpLingerMs?: number | null;
};

const going = new Set<Deployment>();

/** For whoever breaks off: ends what runs where it stands, and resolves when its processes have ended. */
export async function endRuns(): Promise<void> {
  for (const { suspend } of going) suspend();
  await Promise.all(Array.from(going, ({ done }) => done));
}

/** Deploys, and resolves when every source listens and every sink is open. */
export async function deploy(
  topology: Topology,
  { workers, after, barrierIntervalMs, telemetryIntervalMs, stateDirectory, preload, tcpLingerMs = 50 }: RunOptions,
): Promise<Running> {
  let resolve: (addresses: Readonly<Record<string, string>>) => void = () => undefined;
  const listening = new Promise<Readonly<Record<string, string>>>((heard) => {
    resolve = heard;
  });
  let latest: TelemetryFrame | null = null;
  const looking = new Set<() => void>();
  const movements = new Map<number, Movement>();
  const look = (): void => {
    for (const each of looking) each();
  };
  const deployment = startDeployment({
    topology,
    workers,
    after: after === undefined ? [] : [{ source: nodeId(after[0]), after: nodeId(after[1]) }],
    barrierIntervalMs,
    tcpLingerMs,
    spareAfterMs: null,
    ...(telemetryIntervalMs === undefined ? {} : { telemetryIntervalMs }),
    ...(stateDirectory === undefined ? {} : { stateDirectory }),
    ...(preload === undefined ? {} : { preload }),
    onTelemetry: (frame) => {
      latest = frame;
      look();
    },
    onMovement: (movement) => {
      movements.set(movement.id, movement);
      look();
    },
    onListening: (addresses) => resolve(addresses),
  });
  going.add(deployment);
  void deployment.done.then(() => going.delete(deployment));
  const failed = deployment.done.then(({ error }): never => {
    throw new Error(`the run was over before it listened: ${error ?? 'it ended'}`);
  });
  const addresses = await Promise.race([listening, failed]);
  failed.catch(() => undefined);
  const ports = Object.fromEntries(
    Object.entries(addresses).map(([node, address]) => [node, Number(address.split(':').at(-1))]),
  );
  const summary = async (): Promise<RunSummary> => {
    const ended = await deployment.done;
    if (!ended.ok || ended.deadLetters > 0)
      throw new Error(`the run failed: ${ended.error ?? JSON.stringify(ended.deadLetterSamples.slice(0, 3))}`);
    return ended;
  };
  const once = <Found>(find: () => Found | null): Promise<Found> =>
    new Promise((found) => {
      const each = (): void => {
        const value = find();
        if (value === null) return;
        looking.delete(each);
        found(value);
      };
      looking.add(each);
      each();
    });
  const appliedAtLeast = (records: number): Promise<number> =>
    once(() => {
      const applied = latest?.ledger.applied ?? 0;
      return applied < records ? null : applied;
    });
  const metAtLeast = async (node: string, records: number): Promise<void> => {
    const met = (): number => latest?.nodes.find((each) => each.node === node)?.recordsIn ?? 0;
    await once(() => (met() < records ? null : true));
  };
  const movement = (id: number): Promise<Movement> =>
    once(() => {
      const found = movements.get(id);
      return found !== undefined && isOver(found) ? found : null;
    });
  return { deployment, ports, appliedAtLeast, metAtLeast, summary, movement };
}

type MarketSpread = {
  readonly epochMs: number;
  readonly example: string;
  readonly input: InputFormat;
  readonly output: InputFormat;
  readonly workers: number;
  /** What comes in is journaled, so that a loss is undone; else it fails the run. */
  readonly journaled?: boolean;
  /** What comes out leaves at once rather than with its epoch. */
  readonly immediate?: boolean;
} & Pick<RunOptions, 'preload'>;

/** Market Spread over TCP, orders after market data. */
export function marketSpread({
  epochMs,
  example,
  input,
  output,
  workers,
  journaled = false,
  immediate = false,
  preload,
}: MarketSpread): StartSystem {
  return async (port) => {
    const topology = compiled(exampleDocument(example), {
      source: () => ({
        type: 'tcp',
        host: '127.0.0.1',
        port: 0,
        format: input,
        ...(journaled ? {} : { journal: 'off' as const }),
      }),
      sink: {
        type: 'tcp',
        host: '127.0.0.1',
        port,
        format: output,
        ...(immediate ? { mode: 'immediate' as const } : {}),
      },
    });
    const running = await deploy(topology, {
      workers,
      after: ['orders', 'market-data'],
      barrierIntervalMs: epochMs,
      ...(preload === undefined ? {} : { preload }),
    });
    return {
      ports: { orders: running.ports['orders'] ?? 0, 'market-data': running.ports['market-data'] ?? 0 },
      over: async () => void (await running.summary()),
    };
  };
}
