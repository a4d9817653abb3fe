/**
 * The topologies of the lessons, made by hand: small enough to be read on a page. Sources feed the first state, each state
 * may feed the next by another key, the last one feeds a sink. Snippets are JavaScript, as the compiler would write them.
 */
import { assert } from '@potoroo/shared/assert';
import type { ModuleId } from '@potoroo/shared/ids';
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import { isModule } from './code-tokens.ts';
import type { OwnCode } from './scene-spec.ts';
import type { Exchange, Module, Stage, Step, Topology } from '@potoroo/shared/topology';

export type FlowSource = {
  readonly name: string;
  readonly parse: string;
  readonly key: string;
  readonly input?: number;
};
export type FlowState = {
  readonly name: string;
  readonly initial: string;
  /** One state computation for each input. */
  readonly computations: readonly string[];
  /** How its outputs are keyed for the next state; absent where they go to the sink. */
  readonly nextKey?: string;
};
export type Flow = {
  readonly name: string;
  readonly sources: readonly FlowSource[];
  /** Records a second and source; null: as fast as they are taken. */
  readonly rate: number | null;
  readonly states: readonly FlowState[];
  readonly encode: string;
};

/** Slots of every state of a lesson. */
export const lessonSlots = 256;

export function topologyOf(flow: Flow): Topology {
  const modules: Module[] = [];
  const exchanges: Exchange[] = [];
  const module = (node: string, field: Module['field'], code: string): ModuleId => {
    const id = moduleId(modules.length);
    // A learner may write a whole module, with variables beside the function.
    const written = /\bexports\.default\b/.test(code) ? code : `exports.default = ${code};`;
    modules.push({ id, node: nodeId(node), field, code: written, lines: [1] });
    return id;
  };
  const hash = (node: string, from: number, to: number, input: number) => {
    const id = exchangeId(exchanges.length);
    exchanges.push({ id, kind: 'hash', from: stageId(from), to: stageId(to), input, node: nodeId(node) });
    return id;
  };
  const firstState = flow.sources.length;
  const sink = firstState + flow.states.length;
  const stages: Stage[] = flow.sources.map((source, id): Stage => {
    const node = nodeId(source.name);
    const steps: Step[] = [
      {
        type: 'compute',
        node: nodeId(`${source.name}-parse`),
        module: module(source.name, 'code', source.parse),
        next: [1],
      },
      {
        type: 'key',
        node: nodeId(`${source.name}-key`),
        module: module(`${source.name}-key`, 'code', source.key),
        exchanges: [hash(`${source.name}-key`, id, firstState, source.input ?? 0)],
      },
    ];
    return {
      id: stageId(id),
      kind: 'source',
      name: source.name,
      node,
      connector: { type: 'file', path: 'unused', format: 'lines', rate: flow.rate },
      decode: null,
      generate: null,
      shape: null,
      outputs: [0],
      steps,
    };
  });
  for (const [index, state] of flow.states.entries()) {
    const id = firstState + index;
    const isLast = id + 1 === sink;
    assert(
      isLast === (state.nextKey === undefined),
      `state ${state.name} is keyed for the next one unless it is the last`,
    );
    const tail = (): Step => {
      if (state.nextKey === undefined) return encodeStep();
      const node = `${state.name}-key`;
      return {
        type: 'key',
        node: nodeId(node),
        module: module(node, 'code', state.nextKey),
        exchanges: [hash(node, id, id + 1, 0)],
      };
    };
    const encodeStep = (): Step => {
      const exchange = exchangeId(exchanges.length);
      exchanges.push({
        id: exchange,
        kind: 'shard',
        from: stageId(id),
        to: stageId(sink),
        input: 0,
        node: nodeId(state.name),
      });
      return { type: 'encode', node: nodeId('out'), module: module('out', 'encode', flow.encode), exchange };
    };
    stages.push({
      id: stageId(id),
      kind: 'keyed',
      name: state.name,
      state: nodeId(state.name),
      initial: module(state.name, 'initial', state.initial),
      slots: lessonSlots,
      inputs: state.computations.map((code, input) => ({
        node: nodeId(`${state.name}-${input}`),
        module: module(`${state.name}-${input}`, 'code', code),
        outputs: [0],
      })),
      steps: [tail()],
    });
  }
  stages.push({
    id: stageId(sink),
    kind: 'sink',
    name: 'out',
    node: nodeId('out'),
    connector: { type: 'file', path: 'unused', format: 'lines' },
    encode: module('out', 'encode', flow.encode),
    shards: 1,
    steps: [],
  });
  const text = JSON.stringify([modules, exchanges, stages.map(({ kind, steps }) => ({ kind, steps }))]);
  return { version: 1, name: flow.name, codeHash: shortHash(text), modules, stages, exchanges };
}

export function shortHash(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}

const parseAmount = `(line) => {
  const [number, key, amount] = line.split(' ');
  return { number: Number(number), key, amount: Number(amount) };
}`;

/** How many sources share the input, so that more than one worker can read. */
const sourceNames = (sources: number): readonly string[] =>
  sources === 1 ? ['orders'] : Array.from({ length: sources }, (_, index) => `orders${index + 1}`);

/** Lines `number key amount`; an account counts them and adds up the amounts. */
export const accountFlow = (sources: number, rate: number | null): Flow => ({
  name: 'accounts',
  rate,
  sources: sourceNames(sources).map((name) => ({ name, parse: parseAmount, key: '(order) => order.key' })),
  states: [
    {
      name: 'account',
      initial: '() => ({ count: 0, sum: 0 })',
      computations: [
        `(order, account) => {
  account.count++;
  account.sum += order.amount;
  return { key: order.key, count: account.count, sum: account.sum };
}`,
      ],
    },
  ],
  encode: '(total) => `${total.key} ${total.count} ${total.sum}`',
});

/** Lines `number who,other amount`: each is two halves, one for each account, and no half waits for the other. */
const halves = `(line) => {
  const [number, pair, amount] = line.split(' ');
  const [from, to] = pair.split(',');
  return [
    { number: Number(number), key: from, amount: -Number(amount) },
    { number: Number(number), key: to, amount: Number(amount) },
  ];
}`;

export const uncoordinatedFlow = (sources: number, rate: number | null): Flow => ({
  ...accountFlow(sources, rate),
  name: 'transfers, each account by itself',
  sources: sourceNames(sources).map((name) => ({ name, parse: halves, key: '(half) => half.key' })),
});

/** The same transfers, but one object sees every one of them before any account may change: that is what a lock on both is. */
export const coordinatedFlow = (sources: number, rate: number | null): Flow => {
  const { states, encode } = accountFlow(sources, rate);
  const parse = `(line) => {
  const [number, pair, amount] = line.split(' ');
  return { number: Number(number), pair, amount: Number(amount) };
}`;
  return {
    name: 'transfers, one lock for all',
    rate,
    sources: sourceNames(sources).map((name) => ({ name, parse, key: "() => 'all accounts'" })),
    states: [
      {
        name: 'lock',
        initial: '() => ({ granted: 0 })',
        computations: [
          `(transfer, lock) => {
  lock.granted++;
  const [from, to] = transfer.pair.split(',');
  return [
    { number: transfer.number, key: from, amount: -transfer.amount },
    { number: transfer.number, key: to, amount: transfer.amount },
  ];
}`,
        ],
        nextKey: '(half) => half.key',
      },
      ...states,
    ],
    encode,
  };
};

/** Lines `person item,item,...`: an object for each person that holds its items, or an object for each item. */
export const peopleFlow = (isNormalised: boolean, rate: number | null): Flow => ({
  name: isNormalised ? 'an object for each item' : 'an object for each person',
  rate,
  sources: [
    {
      name: 'people',
      parse: isNormalised
        ? `(line) => {
  const [person, items, change] = line.split(' ');
  return items.split(',').map((item) => ({ key: 'item ' + item, person, item: Number(item), change: Number(change) }));
}`
        : `(line) => {
  const [person, items, change] = line.split(' ');
  return { key: person, items: items.split(',').map(Number), change: Number(change) };
}`,
      key: '(record) => record.key',
    },
  ],
  states: [
    {
      name: isNormalised ? 'item' : 'person',
      initial: isNormalised ? '() => ({ of: null, value: 0 })' : '() => ({ items: [] })',
      computations: [
        isNormalised
          ? `(record, item) => {
  if (item.of === null) { item.of = record.person; item.value = record.item; }
  item.value += record.change;
  return { key: record.person, total: item.value };
}`
          : `(record, person) => {
  if (person.items.length === 0) person.items = record.items;
  person.items = person.items.map((item) => item + record.change);
  return { key: record.key, total: person.items.reduce((sum, item) => sum + item, 0) };
}`,
      ],
    },
  ],
  encode: '(total) => `${total.key} ${total.total}`',
});

/** What somebody has written as a module, as strict as those of the compiler: what cannot be assigned to is not passed over. */
export const strictModule = (code: string): string =>
  `"use strict"; ${isModule(code) ? code : `exports.default = ${code}\n;`}`;

/** The orders of the accounts, met by what somebody else has written. */
export const ownFlow = (flow: Flow, own: OwnCode | undefined): Flow => {
  assert(own !== undefined, 'a flow of its own comes with its snippets');
  const state = { name: 'account', initial: own.initial, computations: [strictModule(own.computation)] };
  return { ...flow, name: 'your own', states: [state], encode: '(result) => JSON.stringify(result)' };
};
