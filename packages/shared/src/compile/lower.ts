/**
 * The last pass: a checked pipeline to its topology. Sources, states and sinks become stages; the computations and key
 * functions between them are fused into the stage before them, each once however many ways lead to it; what leaves a stage
 * is an exchange. Nodes that no source reaches take no part.
 *
 *   L1  an exchange leads to a later stage
 *   L2  a step's successors have larger indexes than the step
 *   L3  every edge between reached nodes is in every stage that reaches its beginning
 */
import { assert } from '../assert.ts';
import { exchangeId, type ExchangeId, moduleId, type ModuleId, type NodeId, stageId, type StageId } from '../ids.ts';
import { canBeLazy } from '../record-layout/index.ts';
import { limits } from '../limits.ts';
import type { SinkNode, SnippetField, SourceNode, StateComputationNode, StateNode } from '../pipeline/index.ts';
import {
  codeHash,
  type Exchange,
  type Module,
  type RecordShape,
  type SourceStage,
  type Stage,
  type Step,
  type Topology,
} from '../topology/index.ts';
import { type FlowNode, type Graph, reachable } from './graph.ts';
import type { Transpiled } from './transpile.ts';

export type ModuleField = Exclude<SnippetField, 'types' | 'recordType'>;
export type LoweringInput = {
  readonly graph: Graph;
  readonly transpiled: (node: NodeId, field: ModuleField) => Transpiled;
  readonly shapeOf: (source: NodeId) => RecordShape;
  /** Whether a node's snippet reads fields of its record and does nothing else with it. */
  readonly onlyReads: (node: NodeId, field: ModuleField) => boolean;
  /** Whether a state computation reads its state object and leaves it as it is. */
  readonly onlyReadsState: (computation: NodeId) => boolean;
  /** The field of its record that the snippet of a key node gives back, where it does nothing else. */
  readonly keyField: (key: NodeId) => string | null;
};

/** What will become one stage. */
type Plan =
  | { readonly kind: 'source'; readonly node: SourceNode }
  | { readonly kind: 'keyed'; readonly state: StateNode; readonly computations: readonly StateComputationNode[] }
  | { readonly kind: 'sink'; readonly node: SinkNode };

export function lower(input: LoweringInput): Topology {
  const { graph } = input;
  const plans = plannedStages(graph);
  const stageOf = stageIndex(plans);
  const modules = moduleTable(input);
  const exchanges: Exchange[] = [];
  const stages = plans.map((plan, index): Stage => {
    const id = stageId(index);
    const fused = fuse({ ...input, plan, id, plans, stageOf, module: modules.idOf, exchanges });
    switch (plan.kind) {
      case 'source':
        return {
          kind: 'source',
          id,
          name: plan.node.name,
          node: plan.node.id,
          connector: plan.node.connector,
          decode: plan.node.decode === null ? null : modules.idOf(plan.node.id, 'decode'),
          generate: plan.node.generate === null ? null : modules.idOf(plan.node.id, 'generate'),
          ...sourceLayout(plan.node, input),
          shape: input.shapeOf(plan.node.id),
          steps: fused.steps,
          outputs: fused.outputsOf(plan.node.id),
        };
      case 'keyed':
        return {
          kind: 'keyed',
          id,
          name: plan.state.name,
          state: plan.state.id,
          initial: modules.idOf(plan.state.id, 'initial'),
          slots: limits.slotsPerStage,
          steps: fused.steps,
          inputs: plan.computations.map((node) => ({
            node: node.id,
            module: modules.idOf(node.id, 'code'),
            outputs: fused.outputsOf(node.id),
            ...(input.onlyReadsState(node.id) ? { onlyReads: true } : {}),
          })),
        };
      case 'sink':
        return {
          kind: 'sink',
          id,
          name: plan.node.name,
          node: plan.node.id,
          connector: plan.node.connector,
          encode: encoderOf(plan.node, modules.idOf),
          ...(plan.node.recordLayout === undefined ? {} : { recordLayout: plan.node.recordLayout }),
          shards: 1,
          steps: [],
        };
    }
  });
  const topology = { version: 1 as const, name: graph.pipeline.name, modules: modules.all, stages, exchanges };
  return { ...topology, codeHash: codeHash(topology) };
}

function sourceLayout(node: SourceNode, input: LoweringInput): Pick<SourceStage, 'recordLayout' | 'lazy'> {
  if (node.recordLayout === undefined) return isOfLines(node) && isOnlyRead(node, input) ? { lazy: true } : {};
  return { recordLayout: node.recordLayout, lazy: canBeLazy(node.recordLayout) && isOnlyRead(node, input) };
}

const isOfLines = ({ connector }: SourceNode): boolean =>
  connector.type !== 'generator' && connector.format === 'ndjson';

/** Whether whoever meets the source's records, as they left it, reads fields of theirs and nothing else. */
function isOnlyRead(source: SourceNode, { graph, onlyReads }: LoweringInput): boolean {
  return graph.successors(source.id).every((node) => {
    if (node.kind === 'computation') return onlyReads(node.id, 'code');
    if (node.kind !== 'key' || !onlyReads(node.id, 'code')) return false;
    return graph.successors(node.id).every((target) => onlyReads(target.id, 'code'));
  });
}

/** Sources, then states in the order in which they feed each other, then sinks; the document decides among equals. */
function plannedStages(graph: Graph): readonly Plan[] {
  const taking = graph.flow.filter((node) => graph.reached.has(node.id));
  const sources = taking.filter((node) => node.kind === 'source').map((node): Plan => ({ kind: 'source', node }));
  const sinks = taking.filter((node) => node.kind === 'sink').map((node): Plan => ({ kind: 'sink', node }));
  const computations = taking.filter((node) => node.kind === 'state-computation');
  const keyed = statesInOrder(graph, computations).map((state): Plan => ({
    kind: 'keyed',
    state,
    computations: computations.filter((node) => node.state === state.id),
  }));
  return [...sources, ...keyed, ...sinks];
}

function statesInOrder(graph: Graph, computations: readonly StateComputationNode[]): readonly StateNode[] {
  const used = [...graph.states.values()].filter((state) => computations.some((node) => node.state === state.id));
  const fed = new Map(
    used.map((state) => {
      const own = computations.filter((node) => node.state === state.id).map((node) => node.id);
      const ahead = reachable(own, (id) => graph.successors(id).map((node) => node.id));
      const others = computations.filter((node) => ahead.has(node.id) && node.state !== state.id);
      return [state.id, new Set(others.map((node) => node.state))];
    }),
  );
  const placed: StateNode[] = [];
  while (placed.length < used.length) {
    const left = used.filter((state) => !placed.includes(state));
    const next = left.find((state) => !left.some((other) => fed.get(other.id)?.has(state.id) === true));
    assert(next !== undefined, 'the graph checks have refused stages that feed each other');
    placed.push(next);
  }
  return placed;
}

/** The stage that a node of the flow belongs to as its head: a source, a state computation or a sink. */
function stageIndex(plans: readonly Plan[]): ReadonlyMap<NodeId, StageId> {
  return new Map(plans.flatMap((plan, index) => headsOf(plan).map((id): [NodeId, StageId] => [id, stageId(index)])));
}

const headsOf = (plan: Plan): readonly NodeId[] =>
  plan.kind === 'keyed' ? plan.computations.map((node) => node.id) : [plan.node.id];

type Fusing = LoweringInput & {
  readonly plan: Plan;
  readonly id: StageId;
  readonly plans: readonly Plan[];
  readonly stageOf: ReadonlyMap<NodeId, StageId>;
  readonly module: (node: NodeId, field: ModuleField) => ModuleId;
  /** Grows by what leaves this stage. */
  readonly exchanges: Exchange[];
};

/** The steps that follow a stage's heads up to the exchanges that leave it. */
function fuse(fusing: Fusing): {
  readonly steps: readonly Step[];
  readonly outputsOf: (head: NodeId) => readonly number[];
} {
  const { graph, plan } = fusing;
  if (plan.kind === 'sink') return { steps: [], outputsOf: () => [] };
  const isHead = (id: NodeId) => graph.nodes.get(id)?.kind === 'state-computation';
  const onwards = (id: NodeId) =>
    graph
      .successors(id)
      .map((node) => node.id)
      .filter((next) => !isHead(next));
  const within = reachable(headsOf(plan).flatMap(onwards), onwards);
  const fused = graph.order.filter((node) => within.has(node.id));
  const indexes = new Map(fused.map((node, index) => [node.id, index]));
  const outputsOf = (id: NodeId) =>
    onwards(id).map((next) => {
      const index = indexes.get(next);
      assert(index !== undefined, 'what follows a fused step is fused as well');
      return index;
    });
  return { steps: fused.map((node) => stepOf(fusing, node, outputsOf(node.id))), outputsOf };
}

function stepOf(fusing: Fusing, node: FlowNode, next: readonly number[]): Step {
  const { graph, module } = fusing;
  switch (node.kind) {
    case 'computation':
      return { type: 'compute', node: node.id, module: module(node.id, 'code'), next };
    case 'key': {
      const targets = graph.successors(node.id).filter((target) => target.kind === 'state-computation');
      return {
        type: 'key',
        node: node.id,
        module: module(node.id, 'code'),
        ...keyedBy(fusing, node.id),
        exchanges: targets.map((to) => hashExchange(fusing, node, to)),
      };
    }
    case 'sink':
      return { type: 'encode', node: node.id, module: encoderOf(node, module), exchange: shardExchange(fusing, node) };
    case 'source':
    case 'state-computation':
      return assertFused(node);
  }
}

/** Told only where records may stay bytes: elsewhere a key is a field of an object, and read as fast. */
function keyedBy(fusing: Fusing, key: NodeId): { readonly field?: string } {
  const { plan, keyField } = fusing;
  if (plan.kind !== 'source' || sourceLayout(plan.node, fusing).lazy !== true) return {};
  const field = keyField(key);
  return field === null ? {} : { field };
}

function assertFused(node: FlowNode): never {
  assert(false, `${node.id} begins a stage and cannot be fused into one`);
}

const encoderOf = (node: SinkNode, module: Fusing['module']): ModuleId | null =>
  node.encode === null ? null : module(node.id, 'encode');

function hashExchange(fusing: Fusing, key: FlowNode, target: StateComputationNode): ExchangeId {
  const to = stageOfHead(fusing, target.id);
  const plan = fusing.plans[to];
  assert(plan?.kind === 'keyed', 'a state computation belongs to a keyed stage');
  return addExchange(fusing, { kind: 'hash', to, input: plan.computations.indexOf(target), node: key.id });
}

/** Named after the first of the stage's heads that leads to the sink. */
function shardExchange(fusing: Fusing, sink: SinkNode): ExchangeId {
  const { graph, plan } = fusing;
  const heads = headsOf(plan);
  const head = heads.find((id) =>
    reachable([id], (each) => graph.successors(each).map((node) => node.id)).has(sink.id),
  );
  assert(head !== undefined, 'a sink is fused only into a stage that leads to it');
  return addExchange(fusing, { kind: 'shard', to: stageOfHead(fusing, sink.id), input: 0, node: head });
}

function stageOfHead({ stageOf }: Fusing, id: NodeId): StageId {
  const stage = stageOf.get(id);
  assert(stage !== undefined, `${id} begins a stage`);
  return stage;
}

function addExchange({ exchanges, id }: Fusing, ends: Omit<Exchange, 'id' | 'from'>): ExchangeId {
  const exchange = { id: exchangeId(exchanges.length), from: id, ...ends };
  assert(exchange.to > exchange.from, 'an exchange leads to a later stage');
  exchanges.push(exchange);
  return exchange.id;
}

/** Modules are numbered as they are first asked for. */
function moduleTable({ transpiled }: LoweringInput) {
  const all: Module[] = [];
  const ids = new Map<string, ModuleId>();
  const idOf = (node: NodeId, field: ModuleField): ModuleId => {
    const name = `${node}.${field}`;
    const known = ids.get(name);
    if (known !== undefined) return known;
    const id = moduleId(all.length);
    ids.set(name, id);
    all.push({ id, node, field, ...transpiled(node, field) });
    return id;
  };
  return { all, idOf };
}
