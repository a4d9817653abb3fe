/** If pasting took ids over, or trusted what it reads, a document would be damaged by what somebody else put on the clipboard. */
import { nodeId } from '@potoroo/shared/ids';
import { integrityFaults, type Pipeline } from '@potoroo/shared/pipeline';
import { assert } from '@potoroo/shared/assert';
import { expect, test } from 'vitest';
import { type Clip, clipOf, clipText, parseClip, pasteOf } from './clipboard.ts';
import { documentOf, sampleDocument } from './sample-document.fixture.ts';

const ids = (...names: readonly string[]) => names.map(nodeId);
const empty: Pipeline = documentOf([], []);

function travelled(pipeline: Pipeline, ...names: readonly string[]): Clip {
  const parsed = parseClip(clipText(clipOf(pipeline, ids(...names))));
  assert(parsed.ok, 'what was copied can be pasted');
  return parsed.value;
}
const ends = ({ edges }: Pipeline) => edges.map(({ from, to }) => `${from} > ${to}`);

test('C1: a copy in the same document has names and places of its own, and its inner edges', () => {
  const { draft, nodes } = pasteOf(sampleDocument, travelled(sampleDocument, 'source', 'map', 'sink'), null);
  expect(nodes).toEqual(['source-2', 'map-2', 'sink-2']);
  expect(ends(draft.pipeline)).toEqual([...ends(sampleDocument), 'source-2 > map-2']);
  expect(integrityFaults(draft.pipeline)).toEqual([]);
  const copy = draft.pipeline.nodes.find(({ id }) => id === 'source-2');
  expect(copy?.name).toBe('source 2');
  expect(sampleDocument.nodes.map(({ position }) => position)).not.toContainEqual(copy?.position);
});

test('C2: a state brings its computations; a computation alone joins its state, and takes it into another document', () => {
  const whole = pasteOf(empty, travelled(sampleDocument, 'lane'), null);
  expect(whole.nodes).toEqual(['lane', 'first', 'second']);
  const joined = pasteOf(sampleDocument, travelled(sampleDocument, 'first'), null).draft.pipeline;
  expect(joined.nodes.filter(({ kind }) => kind === 'state')).toHaveLength(1);
  expect(joined.nodes.find(({ id }) => id === 'first-2')).toMatchObject({ state: 'lane' });
  const elsewhere = pasteOf(empty, travelled(sampleDocument, 'first'), { x: 10, y: 20 }).draft.pipeline;
  expect(elsewhere.nodes.map(({ id }) => id)).toEqual(['lane', 'first']);
  expect(elsewhere.nodes[0]?.position).toEqual({ x: 10, y: 20 });
});

test('C3: shared types come along where they are needed, and not where their names are declared', () => {
  const coded = sampleDocument.nodes.map((node) =>
    node.kind === 'computation' ? { ...node, code: '(order: Order) => order' } : node,
  );
  const typed = { ...sampleDocument, nodes: coded, types: 'type Order = { id: number };' };
  const clip = travelled(typed, 'map');
  expect(pasteOf(empty, clip, null).draft.pipeline.types).toBe('type Order = { id: number };');
  expect(pasteOf(typed, clip, null)).toMatchObject({ typesLeft: null, draft: { pipeline: { types: typed.types } } });
  const other = { ...empty, types: 'interface Order { name: string }' };
  expect(pasteOf(other, clip, null)).toMatchObject({ typesLeft: 'Order', draft: { pipeline: { types: other.types } } });
  expect(pasteOf(empty, travelled(typed, 'source'), null).draft.pipeline.types).toBe('');
});

test('C4: the text of a whole document is pasted as its nodes; an empty or damaged one is refused with the reason', () => {
  const parsed = parseClip(JSON.stringify(sampleDocument, null, 2));
  assert(parsed.ok, 'what was exported can be pasted');
  const { pipeline } = pasteOf(empty, parsed.value, null).draft;
  expect(pipeline.nodes.map(({ name }) => name)).toEqual(
    expect.arrayContaining(sampleDocument.nodes.map(({ name }) => name)),
  );
  expect(pipeline.nodes).toHaveLength(sampleDocument.nodes.length);
  expect(ends(pipeline)).toEqual(ends(sampleDocument));
  expect(pipeline.name).toBe(empty.name);
  expect(parseClip(JSON.stringify(empty))).toEqual({ ok: false, error: 'The pipeline on the clipboard has no nodes.' });
  const newer = parseClip(JSON.stringify({ ...sampleDocument, version: 99 }));
  expect(newer).toMatchObject({ ok: false, error: expect.stringContaining('The document has version 99') });
});

test('text that is not ours is no fault; what looks like ours and is damaged is refused with the reason', () => {
  for (const text of ['', 'hello', '42', '[]', 'null', '{"format":"potoroo.other"}', '{"format":']) {
    expect(parseClip(text)).toEqual({ ok: false, error: null });
  }
  const clip = clipOf(sampleDocument, ids('map', 'source'));
  const damaged = (change: object) => parseClip(JSON.stringify({ ...JSON.parse(clipText(clip)), ...change }));
  expect(damaged({ version: 2 })).toMatchObject({ ok: false, error: expect.stringContaining('another version') });
  for (const change of [
    { nodes: 'none' },
    { nodes: [{ kind: 'map' }] },
    { nodes: [] },
    { edges: [{ id: 'e', from: 'map', to: 'nowhere' }] },
    { nodes: [...clip.nodes, ...clip.nodes] },
    { types: 7 },
    { nodes: [{ ...clip.nodes[0], id: '../x' }] },
  ])
    expect(damaged(change)).toMatchObject({ ok: false, error: expect.stringContaining('damaged') });
  expect(damaged({ companions: 'all' })).toMatchObject({ ok: true, value: { companions: [] } });
  const polluted = clipText(clip).replace('"name":"map"', '"__proto__":{"x":1},"name":"map"');
  expect(parseClip(polluted)).toMatchObject({ ok: false });
  expect(parseClip(`"${'x'.repeat(1_100_000)}"`)).toMatchObject({
    ok: false,
    error: expect.stringContaining('larger'),
  });
});
