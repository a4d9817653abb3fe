// Changes reach a running pipeline by a hand-over: the old version takes everything up to a barrier, the new one everything
// behind it, and each state goes on, is migrated, or begins anew. Were a record lost, doubled or met by both, the counts of its
// key would not go on by one; were a stage of the manifest taken for another one, its objects would be those of strangers.
import type { NodeId } from '@potoroo/shared/ids';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { Stage, Topology } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import { plainText } from '../api/index.ts';
import type { StatePolicy } from '../core/index.ts';
import { closedOutput, originsOf, remadeObjects, toRemake, transfer } from '../core/index.ts';
import { countLines as unpaced } from '../testing/sample-topologies.ts';
import type { ClusterResult, Handed } from './cluster-options.ts';
import { runCluster } from './cluster.ts';
import { acceptedIn } from './disk.ts';
import type { Schedule } from './faults.ts';
import { drawSchedule } from './faults.ts';
import { randomFrom } from './random.ts';

const votes = nodeId('votes');
const totals = nodeId('totals');
const total = nodeId('total');
const letter = nodeId('letter');
const keys = 40;
const lines = 400;

/** Read slowly enough that a barrier comes between its records. */
const countLines: Topology = {
  ...unpaced,
  stages: unpaced.stages.map((stage) =>
    stage.kind === 'source' && stage.connector.type === 'file'
      ? { ...stage, connector: { ...stage.connector, rate: 20_000 } }
      : stage,
  ),
};
/** Another module for a node. */
const withModule = (topology: Topology, id: number, body: string): Topology => ({
  ...topology,
  codeHash: `${topology.codeHash} ${id}`,
  modules: topology.modules.map((module) =>
    module.id === moduleId(id) ? { ...module, code: `exports.default = ${body};` } : module,
  ),
});
/** The snippet edited: what leaves is written otherwise, and the count goes on. */
const edited = withModule(countLines, 3, '(total) => `${total.key} -> ${total.n}`');
/** A state and a sink added before the others, so that every stage has another number. */
const grown: Topology = grow(edited);

function grow(topology: Topology): Topology {
  const renumber = (stage: Stage): Stage => ({ ...stage, id: stageId(stage.id === 0 ? 0 : stage.id + 2) });
  const [source, ...rest] = topology.stages.map(renumber);
  if (source?.kind !== 'source') throw new Error('the first stage is a source');
  const added = topology.modules.length;
  const code = (id: number, node: string, body: string): Topology['modules'][number] => ({
    id: moduleId(added + id),
    node: nodeId(node),
    field: 'code',
    code: `exports.default = ${body};`,
    lines: [1],
  });
  return {
    ...topology,
    codeHash: 'grown',
    modules: [
      ...topology.modules,
      code(0, 'letter-key', '(line) => line.slice(-1)'),
      code(1, 'letter', '() => ({ lines: 0 })'),
      code(2, 'spell', '(line, state) => ({ at: line.slice(-1), lines: ++state.lines })'),
      code(3, 'letters', '(seen) => `${seen.at} ${seen.lines}`'),
    ],
    stages: [
      {
        ...source,
        steps: [
          ...source.steps,
          { type: 'key', node: nodeId('letter-key'), module: moduleId(added), exchanges: [exchangeId(2)] },
        ],
        outputs: [0, 1],
      },
      {
        id: stageId(1),
        kind: 'keyed',
        name: 'letter',
        state: letter,
        initial: moduleId(added + 1),
        slots: 64,
        inputs: [{ node: nodeId('spell'), module: moduleId(added + 2), outputs: [0] }],
        steps: [{ type: 'encode', node: nodeId('letters'), module: moduleId(added + 3), exchange: exchangeId(3) }],
      },
      {
        id: stageId(2),
        kind: 'sink',
        name: 'letters',
        node: nodeId('letters'),
        connector: { type: 'file', path: 'letters', format: 'lines' },
        encode: moduleId(added + 3),
        shards: 1,
        steps: [],
      },
      ...rest,
    ],
    exchanges: [
      ...topology.exchanges.map((exchange) => ({
        ...exchange,
        from: stageId(exchange.from === 0 ? 0 : exchange.from + 2),
        to: stageId(exchange.to + 2),
      })),
      { id: exchangeId(2), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('letter-key') },
      { id: exchangeId(3), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: nodeId('spell') },
    ],
  };
}

type Deployment = {
  readonly before: Topology;
  readonly after: Topology;
  readonly policy?: StatePolicy;
  readonly migrate?: (old: unknown, key: string) => unknown;
};

/** What a host does between two versions. */
function deploy({ disk }: Handed, { before, after, policy = 'keep', migrate = (old) => old }: Deployment): void {
  const policyOf = (state: NodeId): StatePolicy => (state === total ? policy : 'keep');
  const origins = originsOf({ before, after }, policyOf);
  const { newest, quarantine } = disk;
  if (newest === null) throw new Error('nothing was kept');
  const remade = new Map(
    toRemake({ after }, origins, newest.chains, policyOf).map(({ stage, slot, from }) => {
      const chain = (newest.chains.get(`${from.stage}.${slot}`) ?? []).map(({ place }) => place);
      const isSink = after.stages[stage]?.kind === 'sink';
      const made = isSink ? closedOutput(chain, newest.durable.epoch + 1) : remadeObjects(chain, plainText, migrate);
      return [`${stage}.${slot}`, made] as const;
    }),
  );
  const cut = transfer({ ...newest, quarantine }, { before, after }, origins, remade);
  disk.transfer(({ generation }) => ({ ...cut, generation }), cut.quarantine);
}

const inputs = (seed: number): ReadonlyMap<NodeId, Uint8Array> => {
  const random = randomFrom(seed);
  const text = Array.from({ length: lines }, () => `k${random.below(keys)}`);
  return new Map([[votes, plainText.encode(`${text.join('\n')}\n`)]]);
};
const linesOf = (bytes: Uint8Array | undefined): readonly string[] =>
  bytes === undefined ? [] : plainText.decode(bytes, 0, bytes.length).split('\n').slice(0, -1);

type Played = {
  readonly result: ClusterResult;
  /** Records that the old version took. */
  readonly cut: number;
  readonly all: readonly string[];
  readonly recoveries: number;
};

/** Null where the first version came to its end before. */
function play(seed: number, deployment: Deployment, faults: readonly [Schedule, Schedule] = [[], []]): Played | null {
  const { before, after } = deployment;
  const common = { seed, workers: 3, inputs: inputs(seed), barrierIntervalMs: 2 };
  const handOverAfterMs = 8 + (seed % 9);
  const first = runCluster({ ...common, topology: before, handOverAfterMs, faults: faults[0] });
  if (first.handed === null) return null;
  const cut = acceptedIn(first.handed.disk.newest?.account ?? never(), before).get(votes) ?? 0;
  deploy(first.handed, deployment);
  const result = runCluster({ ...common, topology: after, goesOn: first.handed, faults: faults[1] });
  return {
    result,
    cut,
    all: linesOf(common.inputs.get(votes)),
    recoveries: first.met.recoveries + result.met.recoveries - 1,
  };
}
const never = (): never => {
  throw new Error('what was handed over has no manifest');
};

/** The old logic on the records before the cut, the new one on those behind it. */
function expectedTotals({ all, cut }: Played, begins: (n: number) => number): readonly string[] {
  const counts = new Map<string, number>();
  return all.map((line, index) => {
    if (index === cut) for (const [key, n] of counts) counts.set(key, begins(n));
    const n = (counts.get(line) ?? 0) + 1;
    counts.set(line, n);
    return index < cut ? `${line} => ${n}` : `${line} -> ${n}`;
  });
}

function byKey(written: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const groups = new Map<string, string[]>();
  for (const line of written) {
    const [key = ''] = line.split(' ');
    groups.set(key, [...(groups.get(key) ?? []), line]);
  }
  return groups;
}

function expectTotals(played: Played, begins: (n: number) => number): void {
  expect(played.result.accepted.get(votes)).toBe(lines);
  expect(byKey(linesOf(played.result.outputs.get(totals)))).toEqual(byKey(expectedTotals(played, begins)));
}

const seeds = Array.from({ length: 12 }, (_, index) => index + 1);
const played = (deployment: Deployment, faults?: (seed: number) => readonly [Schedule, Schedule]): readonly Played[] =>
  seeds.flatMap((seed) => {
    const one = play(seed, deployment, faults?.(seed));
    return one === null ? [] : [one];
  });

describe('a pipeline whose changes are deployed while it runs', () => {
  it('goes on with every count where a snippet was edited', () => {
    const runs = played({ before: countLines, after: edited });
    for (const run of runs) expectTotals(run, (n) => n);
    const cuts = runs.map(({ cut }) => cut).filter((cut) => cut > 0 && cut < lines);
    expect(cuts.length).toBeGreaterThan(5);
  });

  it('keeps what stays where nodes are added, and where they are removed', () => {
    for (const run of played({ before: countLines, after: grown })) {
      expectTotals(run, (n) => n);
      const after = run.all.slice(run.cut);
      expect(linesOf(run.result.outputs.get(nodeId('letters')))).toHaveLength(after.length);
      const seen = [...run.result.state(letter).values()].map((value) => (value as { lines: number }).lines);
      expect(seen.reduce((sum, each) => sum + each, 0)).toBe(after.length);
    }
    const back = withModule(countLines, 2, '(line, state) => ({ key: line, n: ++state.n })');
    for (const run of played({ before: grown, after: back })) {
      const written = linesOf(run.result.outputs.get(totals)).map((line) => line.replace(' -> ', ' => '));
      const counted = expectedTotals(run, (n) => n).map((line) => line.replace(' -> ', ' => '));
      expect(byKey(written)).toEqual(byKey(counted));
    }
  });

  it('migrates each object, and begins a state anew where that was asked for', () => {
    const migrate = (old: unknown): unknown => ({ n: (old as { n: number }).n * 100 });
    for (const run of played({ before: countLines, after: edited, policy: 'migrate', migrate }))
      expectTotals(run, (n) => n * 100);
    for (const run of played({ before: countLines, after: edited, policy: 'reset' })) expectTotals(run, () => 0);
  });

  it('loses and doubles nothing though workers and coordinators are killed before, during and after', () => {
    const runs = played({ before: countLines, after: grown }, (seed) => [schedule(seed), schedule(seed + 1_000)]);
    for (const run of runs) expectTotals(run, (n) => n);
    expect(runs.reduce((sum, { recoveries }) => sum + recoveries, 0)).toBeGreaterThan(seeds.length);
  });
});

/** Whatever is drawn but what has a test of its own, or takes the very manifest that was transferred. */
function schedule(seed: number): Schedule {
  const drawn = drawSchedule(randomFrom(seed), 6, 25);
  return drawn.filter(({ fault }) => fault.type !== 'poison' && fault.type !== 'damage-manifest');
}
