/** A difference of two pipelines as the rows that a person reads: what happened to what, and the code before and after. Pure. */
import { nodeKinds } from '@potoroo/shared/catalogue';
import {
  type NodeAspect,
  type NodeDifference,
  type Pipeline,
  type PipelineDiff,
  type PipelineEdge,
  type PipelineNode,
  type SnippetField,
} from '@potoroo/shared/pipeline';
import { intervalOf, secondsText } from '../document/checkpoint-interval.ts';
import type { Mark } from '../drawing/drawing.ts';

export type CodeDifference = { readonly title: string; readonly before: string; readonly after: string };
export type DifferenceRow = {
  readonly key: string;
  readonly mark: Mark;
  readonly title: string;
  readonly detail: string;
  readonly code: readonly CodeDifference[];
};

type Versions = { readonly before: Pipeline; readonly after: Pipeline; readonly diff: PipelineDiff };

export function differenceRows({ before, after, diff }: Versions): readonly DifferenceRow[] {
  return [
    ...diff.added.map(addedRow),
    ...diff.removed.map(removedRow),
    ...diff.changed.filter(({ aspects }) => aspects.some((aspect) => aspect !== 'place')).map(changedRow),
    ...diff.connected.map((edge) => edgeRow(edge, after, 'added')),
    ...diff.disconnected.map((edge) => edgeRow(edge, before, 'removed')),
    ...diff.document.map((field) => documentRow(field, before, after)),
    ...movedRow(diff.changed),
  ];
}

const addedRow = (node: PipelineNode): DifferenceRow => ({
  key: `added ${node.id}`,
  mark: 'added',
  title: nameOf(node),
  detail: `${nodeKinds[node.kind].title} added`,
  code: snippetFields.flatMap((field) => {
    const text = snippetIn(node, field);
    return text === '' ? [] : [{ title: snippetTitles[field], before: '', after: text }];
  }),
});

const removedRow = (node: PipelineNode): DifferenceRow => ({
  key: `removed ${node.id}`,
  mark: 'removed',
  title: nameOf(node),
  detail: `${nodeKinds[node.kind].title} removed`,
  code: [],
});

const changedRow = ({ before, after, aspects, snippets }: NodeDifference): DifferenceRow => ({
  key: `changed ${after.id}`,
  mark: 'changed',
  title: nameOf(after),
  detail: aspects.flatMap((aspect) => aspectText(aspect, before, after)).join('; '),
  code: snippets.map((field) => ({
    title: snippetTitles[field],
    before: snippetIn(before, field),
    after: snippetIn(after, field),
  })),
});

/** None, or the one. */
function aspectText(aspect: NodeAspect, before: PipelineNode, after: PipelineNode): readonly string[] {
  switch (aspect) {
    case 'name':
      return [`renamed from ${nameOf(before)}`];
    case 'code':
      return ['code changed'];
    case 'settings':
      return [settingsText(before, after)];
    case 'text':
      return ['text changed'];
    case 'fixtures':
      return ['fixtures changed'];
    case 'place':
      return [];
  }
}

function settingsText(before: PipelineNode, after: PipelineNode): string {
  const [old, now] = [settingsOf(before), settingsOf(after)];
  const names = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  const told = names
    .filter((name) => old[name] !== now[name])
    .map((name) => `${name} ${shown(old[name])} → ${shown(now[name])}`);
  return told.length === 0 ? 'settings changed' : told.join(', ');
}

type Settings = Readonly<Record<string, string | number | null>>;

const settingsOf = (node: PipelineNode): Settings =>
  'connector' in node
    ? Object.fromEntries(Object.entries(node.connector))
    : node.kind === 'state-computation'
      ? { state: node.state }
      : {};

const shown = (value: string | number | null | undefined): string => (value == null ? 'none' : String(value));

const edgeRow = ({ id, from, to }: PipelineEdge, { nodes }: Pipeline, mark: 'added' | 'removed'): DifferenceRow => {
  const named = (end: string): string => {
    const node = nodes.find((each) => each.id === end);
    return node === undefined ? end : nameOf(node);
  };
  return {
    key: `${mark} edge ${id}`,
    mark,
    title: `${named(from)} → ${named(to)}`,
    detail: mark === 'added' ? 'Connected' : 'Disconnected',
    code: [],
  };
};

function documentRow(field: string, before: Pipeline, after: Pipeline): DifferenceRow {
  const row = { key: `document ${field}`, mark: 'changed', title: 'Pipeline' } as const;
  switch (field) {
    case 'name':
      return { ...row, detail: `renamed from ${before.name || 'Untitled'} to ${after.name || 'Untitled'}`, code: [] };
    case 'types':
      return { ...row, detail: 'types changed', code: [{ title: 'Types', before: before.types, after: after.types }] };
    case 'checkpointIntervalMs': {
      const [old, now] = [before, after].map((each) => secondsText(intervalOf(each)));
      return { ...row, detail: `checkpoint every ${old} s → every ${now} s`, code: [] };
    }
    default:
      return { ...row, detail: `${field} changed`, code: [] };
  }
}

/** None, or one for all. */
function movedRow(changed: readonly NodeDifference[]): readonly DifferenceRow[] {
  const moved = changed.filter(({ aspects }) => aspects.includes('place')).map(({ after }) => nameOf(after));
  return moved.length === 0
    ? []
    : [{ key: 'moved', mark: 'moved', title: moved.join(', '), detail: 'moved on the canvas', code: [] }];
}

export const nameOf = ({ name, id, kind }: PipelineNode): string =>
  name.trim() === '' ? `${nodeKinds[kind].title} ${id}` : name;

const snippetTitles: Readonly<Record<SnippetField, string>> = {
  recordType: 'Record type',
  decode: 'Decode',
  generate: 'Generate',
  initial: 'First value',
  code: 'Code',
  encode: 'Encode',
  types: 'Types',
};
const snippetFields: readonly SnippetField[] = ['recordType', 'decode', 'generate', 'initial', 'code', 'encode'];

function snippetIn(node: PipelineNode, field: SnippetField): string {
  const found: unknown = Object.entries(node).find(([name]) => name === field)?.[1];
  return typeof found === 'string' ? found : '';
}
