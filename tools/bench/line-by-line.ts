/** A pipeline that meets one line after the other with the state object of its text, which is all that some suites need. */
import { parsePipeline, type Pipeline } from '@potoroo/shared/pipeline';

export type LineByLine = {
  readonly name: string;
  /** The snippet of the first value of a state object. */
  readonly initial: string;
  /** The snippet of the state computation: from a line and its state object to what goes out. */
  readonly code: string;
};

export function lineByLine({ name, initial, code }: LineByLine): Pipeline {
  const nodes = [
    {
      id: 'in',
      name: 'In',
      kind: 'source',
      connector: { type: 'generator', rate: null, count: null },
      recordType: 'string',
      generate: '() => ""',
    },
    { id: 'own', name: 'Own', kind: 'key', code: '(line) => line' },
    { id: 'objects', name: 'Objects', kind: 'state', initial },
    { id: 'meet', name: 'Meet', kind: 'state-computation', state: 'objects', code },
    { id: 'out', name: 'Out', kind: 'sink', connector: { type: 'live' } },
  ];
  const ids = ['in', 'own', 'meet', 'out'];
  const edges = ids.slice(1).map((to, index) => ({ id: `edge-${index}`, from: ids[index], to }));
  const parsed = parsePipeline({ format: 'potoroo.pipeline', version: 1, name, nodes, edges });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.error));
  return parsed.value;
}
