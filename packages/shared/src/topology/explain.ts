/**
 * A topology as text for a person: its stages in order, the steps that are fused into each, and the exchanges between them.
 *
 *     Market Spread: 4 stages, 4 exchanges, 9 snippets
 *
 *     0  source  Orders (orders)
 *          tcp 127.0.0.1:7010, framed, decode
 *          -> key order-symbol
 *               => hash to 2 Symbol data, input check-order
 */
import { assert } from '../assert.ts';
import type { ExchangeId } from '../ids.ts';
import type { RecordLayout } from '../record-layout/index.ts';
import { placesOf } from '../record-layout/index.ts';
import type { SinkConnector, SourceConnector } from '../pipeline/pipeline.ts';
import type { Exchange, KeyedStage, SinkStage, SourceStage, Stage, Step, Topology } from './topology.ts';

export function explain(topology: Topology): string {
  const { name, stages, exchanges, modules } = topology;
  const counts = [
    counted(stages.length, 'stage'),
    counted(exchanges.length, 'exchange'),
    counted(modules.length, 'snippet'),
  ];
  return [`${name}: ${counts.join(', ')}`, ...stages.flatMap((stage) => ['', ...stageLines(topology, stage)]), ''].join(
    '\n',
  );
}

function stageLines(topology: Topology, stage: Stage): readonly string[] {
  switch (stage.kind) {
    case 'source':
      return sourceLines(topology, stage);
    case 'keyed':
      return keyedLines(topology, stage);
    case 'sink':
      return sinkLines(stage);
  }
}

function sourceLines(topology: Topology, stage: SourceStage): readonly string[] {
  const met = new Set<number>();
  const snippets = [stage.decode === null ? [] : ['decode'], stage.generate === null ? [] : ['generate']].flat();
  const records =
    stage.shape === null ? [] : [`records of ${stage.shape.fields.map((field) => field.name).join(', ')}`];
  return [
    `${stage.id}  source  ${stage.name} (${stage.node})`,
    `     ${[connectorText(stage.connector), ...snippets].join(', ')}`,
    ...records.map((text) => `     ${text}`),
    ...(stage.recordLayout === undefined ? [] : layoutLines(stage.recordLayout)),
    ...(stage.lazy === true ? [lazyLine(stage.connector)] : []),
    ...stage.outputs.flatMap((index) => stepLines(topology, stage, index, 5, met)),
  ];
}

/** What a generator gives are objects; whoever looks at an example with generators wants to know what files and connections give. */
const lazyLine = ({ type }: SourceConnector): string =>
  `     ${type === 'generator' ? 'read from a file or over TCP, records' : 'records'} stay bytes: a field is read when it is asked for`;

function keyedLines(topology: Topology, stage: KeyedStage): readonly string[] {
  const met = new Set<number>();
  return [
    `${stage.id}  keyed   ${stage.name} (${stage.state}), ${counted(stage.slots, 'slot')}`,
    ...stage.inputs.flatMap((input) => [
      `     state computation ${input.node}${input.onlyReads === true ? ', only reads its state' : ''}`,
      ...input.outputs.flatMap((index) => stepLines(topology, stage, index, 7, met)),
    ]),
  ];
}

const sinkLines = (stage: SinkStage): readonly string[] => [
  `${stage.id}  sink    ${stage.name} (${stage.node}), ${counted(stage.shards, 'shard')}`,
  `     ${connectorText(stage.connector)}`,
  ...(stage.recordLayout === undefined ? [] : layoutLines(stage.recordLayout)),
];

function layoutLines(layout: RecordLayout): readonly string[] {
  const { fixedBytes, isFixed } = placesOf(layout);
  const length = isFixed ? counted(fixedBytes, 'byte') : `${counted(fixedBytes, 'byte')} and more`;
  return [`     record layout of ${counted(layout.fields.length, 'field')}, ${length}`];
}

/** A step and what follows it. A step that several ways lead to is written out where it is first `met`. */
function stepLines(
  topology: Topology,
  stage: Stage,
  index: number,
  indent: number,
  met = new Set<number>(),
): readonly string[] {
  const step = stage.steps[index];
  assert(step !== undefined, 'an output names a step of its stage');
  const margin = ' '.repeat(indent);
  const head = `${margin}-> ${stepText(topology, step)}`;
  if (met.has(index)) return [`${head}, as above`];
  met.add(index);
  switch (step.type) {
    case 'compute':
      return [head, ...step.next.flatMap((next) => stepLines(topology, stage, next, indent + 3, met))];
    case 'key':
      return [head, ...step.exchanges.map((id) => `${margin}     => ${exchangeText(topology, id)}`)];
    case 'encode':
      return [head, `${margin}     => ${exchangeText(topology, step.exchange)}`];
  }
}

function stepText(topology: Topology, step: Step): string {
  switch (step.type) {
    case 'compute':
      return `computation ${step.node}`;
    case 'key':
      return `key ${step.node}`;
    case 'encode':
      return encodeText(topology, step);
  }
}

function encodeText(topology: Topology, step: Extract<Step, { type: 'encode' }>): string {
  if (step.module !== null) return `encode for ${step.node}`;
  const hasLayout = topology.stages.some(
    (stage) => stage.kind === 'sink' && stage.node === step.node && stage.recordLayout !== undefined,
  );
  return hasLayout ? `encode by the record layout of ${step.node}` : 'encode as text or JSON';
}

function exchangeText({ stages, exchanges }: Topology, id: ExchangeId): string {
  const exchange: Exchange | undefined = exchanges[id];
  const target = exchange === undefined ? undefined : stages[exchange.to];
  assert(exchange !== undefined && target !== undefined, 'a step names an exchange of its topology');
  const input = target.kind === 'keyed' ? `, input ${target.inputs[exchange.input]?.node ?? '?'}` : '';
  return `${exchange.kind === 'hash' ? 'by hash of the key' : 'by shard'} to ${target.id} ${target.name}${input}`;
}

function connectorText(connector: SourceConnector | SinkConnector): string {
  switch (connector.type) {
    case 'generator': {
      const count = connector.count === null ? 'without end' : counted(connector.count, 'record');
      return `generator, ${count}${connector.rate === null ? '' : `, ${connector.rate} a second`}`;
    }
    case 'file':
      return `file ${connector.path}, ${connector.format}${modeText(connector)}`;
    case 'tcp':
      return `tcp ${connector.host}:${connector.port}, ${connector.format}${'journal' in connector ? ', no journal' : ''}${modeText(connector)}`;
    case 'live':
      return 'live table';
  }
}

const modeText = (connector: SourceConnector | SinkConnector): string => ('mode' in connector ? ', immediate' : '');

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
