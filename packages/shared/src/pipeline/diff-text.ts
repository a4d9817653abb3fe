/** What differs between two versions, in one line: `Added Orders; changed the code of Check order; moved 3 nodes`. */
import type { NodeAspect, NodeDifference, PipelineDiff } from './diff.ts';
import type { PipelineNode } from './pipeline.ts';

const namesShown = 3;
const aspectWords: Readonly<Record<NodeAspect, string>> = {
  name: 'renamed',
  code: 'changed the code of',
  settings: 'changed the settings of',
  text: 'changed the text of',
  fixtures: 'changed the fixtures of',
  place: 'moved',
};

export function diffText(diff: PipelineDiff): string {
  const { added, removed, connected, disconnected, document } = diff;
  const parts = [
    nodesText('added', added),
    nodesText('removed', removed),
    ...(['name', 'code', 'settings', 'text', 'fixtures'] as const).map((aspect) =>
      nodesText(aspectWords[aspect], nodesWith(diff, aspect)),
    ),
    counted('connected', connected.length, 'edge'),
    counted('disconnected', disconnected.length, 'edge'),
    document.length === 0 ? '' : `changed the pipeline's ${listed(document.map(fieldText))}`,
    counted('moved', nodesWith(diff, 'place').length, 'node'),
  ].filter((part) => part !== '');
  return capitalised(parts.join('; '));
}

const fieldText = (field: string): string => (field === 'checkpointIntervalMs' ? 'checkpoint interval' : field);

const nodesWith = ({ changed }: PipelineDiff, aspect: NodeAspect): readonly PipelineNode[] =>
  changed.filter(({ aspects }: NodeDifference) => aspects.includes(aspect)).map(({ after }) => after);

function nodesText(verb: string, nodes: readonly PipelineNode[]): string {
  if (nodes.length === 0) return '';
  const names = nodes.slice(0, namesShown).map(({ name, id }) => (name.trim() === '' ? id : name));
  const rest = nodes.length - names.length;
  return `${verb} ${listed(rest > 0 ? [...names, `${rest} more`] : names)}`;
}

const counted = (verb: string, count: number, noun: string): string =>
  count === 0 ? '' : `${verb} ${count} ${noun}${count === 1 ? '' : 's'}`;

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1) ?? ''}`;

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
