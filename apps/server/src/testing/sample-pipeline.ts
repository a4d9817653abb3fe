/** A small real pipeline for tests: numbers from two sources meet one counter per key; every step has a snippet. */
import { edgeId, nodeId } from '@potoroo/shared/ids';
import { pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import type { Pipeline, PipelineNode, SinkConnector, SourceConnector } from '@potoroo/shared/pipeline';

export type SampleConnectors = {
  readonly left?: SourceConnector;
  readonly right?: SourceConnector;
  readonly totals?: SinkConnector;
};

const at = { x: 0, y: 0 };
const size = { width: 300, height: 200 };
const generator: SourceConnector = { type: 'generator', rate: null, count: 100 };

export function samplePipeline({
  left = generator,
  right = generator,
  totals = { type: 'live' },
}: SampleConnectors = {}): Pipeline {
  return {
    format: pipelineFormat,
    version: pipelineVersion,
    name: 'Counters',
    description: 'Counts words from two sources.',
    types: 'type Word = { word: string };\ntype Counter = { count: number };',
    nodes: [
      source('left', left),
      source('right', right),
      key('left-key'),
      key('right-key'),
      {
        kind: 'state',
        id: nodeId('counters'),
        name: 'Counters',
        position: at,
        size,
        initial: '(key: string): Counter => ({ count: 0 })',
      },
      count('count-left'),
      count('count-right'),
      { kind: 'sink', id: nodeId('totals'), name: 'Totals', position: at, connector: totals, encode: null },
    ],
    edges: [
      edge('left', 'left-key'),
      edge('right', 'right-key'),
      edge('left-key', 'count-left'),
      edge('right-key', 'count-right'),
      edge('count-left', 'totals'),
      edge('count-right', 'totals'),
    ],
  };
}

const source = (id: string, connector: SourceConnector): PipelineNode => ({
  kind: 'source',
  id: nodeId(id),
  name: id,
  position: at,
  connector,
  recordType: 'Word',
  decode: null,
  generate: '(index: number): Word => ({ word: `word-${index % 10}` })',
});
const key = (id: string): PipelineNode => ({
  kind: 'key',
  id: nodeId(id),
  name: id,
  position: at,
  code: '(record: Word) => record.word',
});
const count = (id: string): PipelineNode => ({
  kind: 'state-computation',
  id: nodeId(id),
  name: id,
  position: at,
  state: nodeId('counters'),
  code: '(record: Word, state: Counter) => { state.count += 1; return { word: record.word, count: state.count }; }',
});
const edge = (from: string, to: string): Pipeline['edges'][number] => ({
  id: edgeId(`${from}-to-${to}`),
  from: nodeId(from),
  to: nodeId(to),
});
