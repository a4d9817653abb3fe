/**
 * A topology for runs on real processes: lines `key:number` in, counted per key, lines `key:number => count` out. Per key
 * the counts rise by one and the numbers keep their order, so any loss, doubling or reordering shows. Every snippet and
 * both connectors can be replaced.
 */
import { exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import type { SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';
import type { Module, Topology } from '@potoroo/shared/topology';

export type CountingParts = {
  readonly source: SourceConnector;
  readonly sink: SinkConnector;
  /** Modules as JavaScript function expressions; `decode` and `generate` only where the source needs one. */
  readonly decode?: string;
  readonly generate?: string;
  readonly key?: string;
  readonly initial?: string;
  readonly count?: string;
};

export const numbers = nodeId('numbers');
export const totals = nodeId('totals');
export const count = nodeId('count');
export const total = nodeId('total');

const module = (id: number, node: string, field: Module['field'], body: string): Module => {
  const code = `"use strict";\nexports.default = ${body};`;
  return { id: moduleId(id), node: nodeId(node), field, code, lines: code.split('\n').map((_, line) => line) };
};

const plainCount = '(line, state) => line + " => " + ++state.n';

export function countingTopology(parts: CountingParts): Topology {
  const modules = [
    module(0, 'numbers-key', 'code', parts.key ?? '(line) => line.slice(0, line.indexOf(":"))'),
    module(1, 'total', 'initial', parts.initial ?? '() => ({ n: 0 })'),
    module(2, 'count', 'code', parts.count ?? plainCount),
    module(
      3,
      'numbers',
      parts.generate === undefined ? 'decode' : 'generate',
      parts.generate ?? parts.decode ?? '(bytes) => String.fromCharCode(...bytes)',
    ),
  ];
  return {
    version: 1,
    name: 'counting',
    codeHash: 'counting',
    modules,
    stages: [
      {
        id: stageId(0),
        kind: 'source',
        name: 'numbers',
        node: numbers,
        connector: parts.source,
        decode: parts.decode === undefined ? null : moduleId(3),
        generate: parts.generate === undefined ? null : moduleId(3),
        shape: null,
        outputs: [0],
        steps: [{ type: 'key', node: nodeId('numbers-key'), module: moduleId(0), exchanges: [exchangeId(0)] }],
      },
      {
        id: stageId(1),
        kind: 'keyed',
        name: 'total',
        state: total,
        initial: moduleId(1),
        slots: 256,
        inputs: [{ node: count, module: moduleId(2), outputs: [0] }],
        steps: [{ type: 'encode', node: totals, module: null, exchange: exchangeId(1) }],
      },
      {
        id: stageId(2),
        kind: 'sink',
        name: 'totals',
        node: totals,
        connector: parts.sink,
        encode: null,
        shards: 1,
        steps: [],
      },
    ],
    exchanges: [
      { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('numbers-key') },
      { id: exchangeId(1), kind: 'shard', from: stageId(1), to: stageId(2), input: 0, node: count },
    ],
  };
}

export const fileSource = (path: string, rate: number | null = null): SourceConnector => ({
  type: 'file',
  path,
  format: 'lines',
  rate,
});
export const fileSink = (path: string): SinkConnector => ({ type: 'file', path, format: 'lines' });
export const tcpSource = (port = 0): SourceConnector => ({ type: 'tcp', host: '127.0.0.1', port, format: 'lines' });
export const tcpSink = (port: number): SinkConnector => ({ type: 'tcp', host: '127.0.0.1', port, format: 'lines' });
export const generator = (limit: number | null, rate: number | null = null): SourceConnector => ({
  type: 'generator',
  rate,
  count: limit,
});

/** Lines `key:number`, the keys in a fixed disorder. */
export function lines(amount: number, keys = 101): string {
  let text = '';
  for (let index = 0; index < amount; index++) text += `k${(index * 7919) % keys}:${index}\n`;
  return text;
}

/** The lines of each key, in order. */
export function perKey(text: string): Readonly<Record<string, readonly string[]>> {
  const found: Record<string, string[]> = {};
  for (const line of text.split('\n')) if (line !== '') (found[line.slice(0, line.indexOf(':'))] ??= []).push(line);
  return found;
}

/** What the counting topology makes of lines, per key. */
export function counted(text: string): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(perKey(text)).map(([key, own]) => [key, own.map((line, index) => `${line} => ${index + 1}`)]),
  );
}

/** Counts as many numbers a second as are wanted, by 101 keys, for as long as it runs. */
export const endlessNumbers = (rate: number): Topology =>
  countingTopology({
    source: generator(null, rate),
    sink: { type: 'live' },
    generate: '(index) => "k" + (index % 101) + ":" + index',
  });
