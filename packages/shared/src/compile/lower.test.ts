/**
 * Random graphs. If lowering lost an edge, records would vanish without a word; if an exchange led backwards, the runtime's
 * barriers would never align; if compiling threw, the studio would lose its checks while someone draws.
 */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeId, type NodeId, nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import type { Pipeline, PipelineEdge, PipelineNode } from '../pipeline/index.ts';
import {
  computation,
  edge,
  key,
  marketSpread,
  note,
  pipeline,
  sink,
  source,
  state,
  stateComputation,
} from '../pipeline/sample-pipelines.ts';
import { codeHash, type Stage, type Topology } from '../topology/index.ts';
import { compile } from './compile.ts';
import { checkGraph } from './graph-checks.ts';
import { graphOf } from './graph.ts';
import { collectLibraries } from './libraries.ts';
import { lower } from './lower.ts';

const libraryFolder = new URL('../../../../node_modules/typescript-6/lib/', import.meta.url);
const installedLibraries = collectLibraries((name) => readFileSync(new URL(name, libraryFolder), 'utf8'));

const ids = ['n0', 'n1', 'n2', 'n3', 'n4', 'n5', 'n6', 'n7'];

/** Anything that can be drawn, sense or not. */
const anyDrawing: fc.Arbitrary<Pipeline> = fc
  .tuple(
    fc.array(fc.nat(7), { minLength: 1, maxLength: 8 }),
    fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { maxLength: 14 }),
    fc.array(fc.nat(7), { minLength: 8, maxLength: 8 }),
  )
  .map(([kinds, ends, states]) =>
    pipeline(
      kinds.map((kind, index) => nodeOf(kind, `n${index}`, `n${states[index] ?? 0}`)),
      ends.map(([from, to], index) => ({ ...edge(`n${from}`, `n${to}`), id: edgeId(`e${index % 12}`) })),
    ),
  );

function nodeOf(kind: number, id: string, of: string): PipelineNode {
  const builders: readonly (() => PipelineNode)[] = [
    () => source(id, { recordType: 'string' }),
    () => computation(id, '(record) => record'),
    () => computation(id, '(record) => ('),
    () => key(id, '(record) => String(record)'),
    () => state(id, '() => ({ n: 0 })'),
    () => stateComputation(id, of, '(record, state) => record'),
    () => sink(id),
    () => note(id, 'text'),
  ];
  return builders[kind]?.() ?? note(id, '');
}

/** Graphs that make sense: layers of sources, computations, keyed states and sinks; every edge leads to a later layer. */
const anyFlow: fc.Arbitrary<Pipeline> = fc
  .record({
    sources: fc.integer({ min: 1, max: 3 }),
    layers: fc.array(
      fc.record({ computations: fc.nat(3), stages: fc.nat(2), members: fc.integer({ min: 1, max: 2 }) }),
      { maxLength: 3 },
    ),
    sinks: fc.nat(2),
    picks: fc.array(fc.nat(1_000), { minLength: 60, maxLength: 60 }),
  })
  .map(({ sources, layers, sinks, picks }) => {
    const nodes: PipelineNode[] = [];
    const edges: PipelineEdge[] = [];
    const giving: NodeId[] = [];
    let at = 0;
    const pick = <Item>(items: readonly Item[]): Item | undefined =>
      items[(picks[at++ % picks.length] ?? 0) % items.length];
    const connect = (to: NodeId) => {
      for (const from of new Set([pick(giving), pick(giving)])) if (from !== undefined) edges.push(edge(from, to));
    };
    for (let index = 0; index < sources; index += 1) {
      nodes.push(source(`source-${index}`, { recordType: 'string' }));
      giving.push(nodeId(`source-${index}`));
    }
    layers.forEach((layer, depth) => {
      for (let index = 0; index < layer.computations; index += 1) {
        const id = nodeId(`step-${depth}-${index}`);
        nodes.push(computation(id, '(record) => record'));
        connect(id);
        giving.push(id);
      }
      for (let stage = 0; stage < layer.stages; stage += 1) {
        nodes.push(state(`state-${depth}-${stage}`, '() => ({ n: 0 })'));
        const results: NodeId[] = [];
        for (let member = 0; member < layer.members; member += 1) {
          const name = `${depth}-${stage}-${member}`;
          nodes.push(key(`key-${name}`, '(record) => record'));
          nodes.push(
            stateComputation(`update-${name}`, `state-${depth}-${stage}`, '(record, state) => `${record}${state.n++}`'),
          );
          connect(nodeId(`key-${name}`));
          edges.push(edge(`key-${name}`, `update-${name}`));
          results.push(nodeId(`update-${name}`));
        }
        giving.push(...results);
      }
    });
    for (let index = 0; index < sinks; index += 1) {
      nodes.push(sink(`sink-${index}`));
      connect(nodeId(`sink-${index}`));
    }
    // Every source gets its way, so that the flow compiles.
    nodes.push(sink('all'));
    for (let index = 0; index < sources; index += 1) edges.push(edge(`source-${index}`, 'all'));
    return pipeline(nodes, edges);
  });

function lowered(document: Pipeline): Topology {
  return lower({
    graph: graphOf(document),
    transpiled: () => ({ code: '', lines: [] }),
    shapeOf: () => null,
    onlyReads: () => false,
    onlyReadsState: () => false,
    keyField: () => null,
  });
}

const headsOf = (stage: Stage): readonly NodeId[] =>
  stage.kind === 'keyed' ? stage.inputs.map((input) => input.node) : [stage.node];

/** The edges that a topology carries, read back from it: from what is at the end of each step, output and exchange. */
function edgesOf(topology: Topology): ReadonlySet<string> {
  const found = new Set<string>();
  const targetOf = (id: number): NodeId => {
    const exchange = topology.exchanges[id];
    const stage = exchange === undefined ? undefined : topology.stages[exchange.to];
    const head = stage === undefined || exchange === undefined ? undefined : headsOf(stage)[exchange.input];
    if (head === undefined) throw new Error(`exchange ${id} leads nowhere`);
    return head;
  };
  for (const stage of topology.stages) {
    const stepNode = (index: number): NodeId => {
      const step = stage.steps[index];
      if (step === undefined) throw new Error(`step ${index} is missing`);
      return step.node;
    };
    const outputs = (node: NodeId, indexes: readonly number[]) =>
      indexes.forEach((index) => found.add(`${node} ${stepNode(index)}`));
    if (stage.kind === 'source') outputs(stage.node, stage.outputs);
    if (stage.kind === 'keyed') for (const input of stage.inputs) outputs(input.node, input.outputs);
    for (const step of stage.steps) {
      if (step.type === 'compute') outputs(step.node, step.next);
      if (step.type === 'key') for (const id of step.exchanges) found.add(`${step.node} ${targetOf(id)}`);
      if (step.type === 'encode') expect(targetOf(step.exchange)).toBe(step.node);
    }
  }
  return found;
}

describe('compiling any drawing', () => {
  it('never throws, and gives a topology exactly when there is no error', () => {
    fc.assert(
      fc.property(anyDrawing, (document) => {
        const { diagnostics, topology } = compile(document, installedLibraries);
        expect(topology === null).toBe(diagnostics.some(({ severity }) => severity === 'error'));
        for (const { node, message } of diagnostics) {
          expect(message).not.toBe('');
          if (node !== undefined) expect(ids).toContain(node);
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('lowering a flow', () => {
  it('is possible for every flow that the graph checks accept, and the flows are not trivial', () => {
    let keyedStages = 0;
    fc.assert(
      fc.property(anyFlow, (document) => {
        expect(checkGraph(graphOf(document)).filter(({ severity }) => severity === 'error')).toEqual([]);
        keyedStages += lowered(document).stages.filter((stage) => stage.kind === 'keyed').length;
      }),
    );
    expect(keyedStages).toBeGreaterThan(50);
  });

  it('puts every stage before those it sends to (L1)', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const { stages, exchanges } = lowered(document);
        stages.forEach((stage, index) => expect(stage.id).toBe(index));
        exchanges.forEach((exchange, index) => {
          expect(exchange.id).toBe(index);
          expect(exchange.to).toBeGreaterThan(exchange.from);
        });
      }),
    );
  });

  it('puts every step before those that follow it, and fuses a node into a stage at most once (L2)', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        for (const { steps } of lowered(document).stages) {
          steps.forEach((step, index) => {
            if (step.type === 'compute') for (const next of step.next) expect(next).toBeGreaterThan(index);
          });
          expect(new Set(steps.map((step) => step.node)).size).toBe(steps.length);
        }
      }),
    );
  });

  it('carries every edge between reached nodes, and no other (L3)', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const graph = graphOf(document);
        const drawn = graph.edges.filter(({ from }) => graph.reached.has(from)).map(({ from, to }) => `${from} ${to}`);
        expect([...edgesOf(lowered(document))].toSorted()).toEqual(drawn.toSorted());
      }),
    );
  });

  it('gives every keyed stage its slots, every sink one shard, and every exchange one step that feeds it', () => {
    fc.assert(
      fc.property(anyFlow, (document) => {
        const { stages, exchanges } = lowered(document);
        const fed = stages.flatMap(({ steps }) =>
          steps.flatMap((step) =>
            step.type === 'key' ? step.exchanges : step.type === 'encode' ? [step.exchange] : [],
          ),
        );
        expect(fed.toSorted((one, other) => one - other)).toEqual(exchanges.map(({ id }) => id));
        for (const stage of stages) {
          if (stage.kind === 'keyed') expect(stage.slots).toBe(limits.slotsPerStage);
          if (stage.kind === 'sink') expect(stage.shards).toBe(1);
        }
      }),
    );
  });
});

describe('the code hash', () => {
  const hashOf = (document: Pipeline) => compile(document, installedLibraries).topology?.codeHash;
  const changed = (id: string, change: (node: PipelineNode) => PipelineNode): Pipeline => ({
    ...marketSpread,
    nodes: marketSpread.nodes.map((node) => (node.id === id ? change(node) : node)),
  });

  it('stays when names, places and connectors change', () => {
    const moved = changed('orders', (node) => ({ ...node, name: 'Trades', position: { x: 9, y: 9 } }));
    const elsewhere = changed('rejections', (node) =>
      node.kind === 'sink' ? { ...node, connector: { type: 'tcp', host: 'h', port: 1, format: 'lines' } } : node,
    );
    expect(hashOf(moved)).toBe(hashOf(marketSpread));
    expect(hashOf(elsewhere)).toBe(hashOf(marketSpread));
  });

  it('changes with the code and with the graph', () => {
    const rekeyed = changed('order-symbol', (node) =>
      node.kind === 'key' ? { ...node, code: '(order) => order.orderId' } : node,
    );
    const unsunk = { ...marketSpread, edges: marketSpread.edges.filter(({ to }) => to !== 'rejections') };
    expect(new Set([hashOf(marketSpread), hashOf(rekeyed), hashOf(unsunk)]).size).toBe(3);
    expect(hashOf(marketSpread)).toMatch(/^[0-9a-f]{64}$/);
    const topology = compile(marketSpread, installedLibraries).topology;
    if (topology !== null) expect(codeHash(topology)).toBe(topology.codeHash);
  });
});
