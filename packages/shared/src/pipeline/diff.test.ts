/** If a difference were missed, a person would restore or deploy something else than what was shown. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeId } from '../ids.ts';
import { diffPipelines, isEmptyDiff } from './diff.ts';
import { diffText } from './diff-text.ts';
import { applyEdit, type Edit } from './edits.ts';
import type { Pipeline } from './pipeline.ts';
import { computation, edge, flows, marketSpread, pipeline, sink, source } from './sample-pipelines.ts';
import { isSameJson } from './same-json.ts';

function edited(...edits: readonly Edit[]): Pipeline {
  const applied = applyEdit(marketSpread, { type: 'sequence', edits });
  if (!applied.ok) throw new Error(applied.error.message);
  return applied.value.pipeline;
}

const textOf = (...edits: readonly Edit[]): string => diffText(diffPipelines(marketSpread, edited(...edits)));
const orders = marketSpread.nodes[0]!;

describe('the difference of two pipelines', () => {
  test('is empty exactly when they are the same, but for the order of nodes and the ids of edges', () => {
    expect(isEmptyDiff(diffPipelines(marketSpread, structuredClone(marketSpread)))).toBe(true);
    const shuffled = { ...marketSpread, nodes: marketSpread.nodes.toReversed() };
    expect(isEmptyDiff(diffPipelines(marketSpread, shuffled))).toBe(true);
  });

  test('seen from the other side has the same changes the other way round', () => {
    const small = (names: readonly string[], links: readonly string[]): Pipeline =>
      pipeline(
        names.map((name) => (name < 'c' ? source(name) : name < 'e' ? computation(name, name) : sink(name))),
        links
          .filter((link) => names.includes(link[0]!) && names.includes(link[1]!))
          .map((link) => edge(link[0]!, link[1]!)),
      );
    const anyNames = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'));
    const anyLinks = fc.uniqueArray(fc.constantFrom('ac', 'ad', 'bc', 'ce', 'df', 'ae'));
    const anySmall = fc.tuple(anyNames, anyLinks).map(([names, links]) => small(names, links));
    fc.assert(
      fc.property(anySmall, anySmall, (one, other) => {
        const [there, back] = [diffPipelines(one, other), diffPipelines(other, one)];
        expect(back.removed).toEqual(there.added);
        expect(back.connected).toEqual(there.disconnected);
        expect(back.changed.map(({ before }) => before.id).toSorted()).toEqual(
          there.changed.map(({ after }) => after.id).toSorted(),
        );
        const unordered = ({ nodes, edges }: Pipeline) =>
          [...nodes, ...edges].toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(isEmptyDiff(there)).toBe(isSameJson(unordered(one), unordered(other)));
      }),
    );
  });

  test('a node of another kind under the same id is one removed and one added', () => {
    const diff = diffPipelines(pipeline([source('a')], []), pipeline([sink('a')], []));
    expect([diff.removed[0]?.kind, diff.added[0]?.kind, diff.changed]).toEqual(['source', 'sink', []]);
  });

  test('a field that nobody told it of is a setting, and one of the document is named', () => {
    const [one, other] = [computation('a', '1'), { ...computation('a', '1'), patience: 3 }];
    const owned = { ...pipeline([other], []), owner: 'me' };
    const diff = diffPipelines(pipeline([one], []), owned);
    expect(diff.changed).toMatchObject([{ aspects: ['settings'], snippets: [] }]);
    expect(diff.document).toEqual(['owner']);
    const often = { ...pipeline([one], []), checkpointIntervalMs: 50 };
    expect(diffText(diffPipelines(pipeline([one], []), often))).toBe("Changed the pipeline's checkpoint interval");
  });

  test('fixtures are neither code nor settings: a run knows nothing of them', () => {
    const fixtures = [{ name: 'f', origin: 'pasted', records: '1', expected: null }] as const;
    const diff = diffPipelines(
      pipeline([computation('a', '1')], []),
      pipeline([{ ...computation('a', '1'), fixtures }], []),
    );
    expect(diff.changed).toMatchObject([{ aspects: ['fixtures'] }]);
    expect(diffText(diff)).toBe('Changed the fixtures of a');
  });

  test('names the snippets that differ', () => {
    const diff = diffPipelines(pipeline([computation('a', '1')], []), pipeline([computation('a', '2')], []));
    expect(diff.changed).toMatchObject([{ aspects: ['code'], snippets: ['code'] }]);
  });
});

describe('its words', () => {
  test.each<[string, readonly Edit[]]>([
    ['', []],
    ['Renamed Trades', [{ type: 'rename-node', node: orders.id, name: 'Trades' }]],
    ['Moved 1 node', [{ type: 'move-nodes', moves: [{ node: orders.id, position: { x: 7, y: 9 } }] }]],
    [
      "Changed the pipeline's name and types",
      [
        { type: 'set-name', name: 'X' },
        { type: 'set-types', types: 'type A = 1' },
      ],
    ],
    [
      'Changed the settings of rejections',
      [
        {
          type: 'change-node',
          node: {
            ...sink('rejections'),
            position: marketSpread.nodes.at(-1)!.position,
            connector: { type: 'file', path: 'x', format: 'lines' },
          },
        },
      ],
    ],
  ])('%j', (text, edits) => {
    expect(textOf(...edits)).toBe(text);
  });

  test('name three and count the rest', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map((id): Edit => ({
      type: 'add-node',
      node: { ...sink(id), name: id === 'a' ? ' ' : id.toUpperCase() },
    }));
    expect(textOf(...many, { type: 'connect', edge: edge('orders', 'a') })).toBe(
      'Added a, B, C and 2 more; connected 1 edge',
    );
    const without: Edit = { type: 'remove-nodes', nodes: [nodeId('orders'), nodeId('market-data')] };
    expect(textOf(without)).toMatch(/^Removed .+ and .+; disconnected 2 edges$/);
  });

  test('tell of edges by their ends, whatever their ids', () => {
    const one = pipeline([source('a'), sink('b')], flows(['a', 'b']));
    const other = { ...one, edges: one.edges.map((each) => ({ ...each, id: edge('x', 'y').id })) };
    expect(diffText(diffPipelines(one, other))).toBe('');
  });
});
