/** If an inverse were not exact, undo would silently change someone's document. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { edgeId, nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { applyEdit, type Edit } from './edits.ts';
import { integrityFaults } from './integrity.ts';
import type { Pipeline, PipelineNode } from './pipeline.ts';
import {
  computation,
  edge,
  flows,
  key,
  marketSpread,
  note,
  pipeline,
  sink,
  source,
  state,
  stateComputation,
} from './sample-pipelines.ts';

function edited(before: Pipeline, edit: Edit): Pipeline {
  const applied = applyEdit(before, edit);
  if (!applied.ok) throw new Error(applied.error.message);
  return applied.value.pipeline;
}

function refused(before: Pipeline, edit: Edit): string {
  const applied = applyEdit(before, edit);
  return applied.ok ? 'accepted' : applied.error.code;
}

const ids = ['a', 'b', 'c', 'd', 'e', 'f'];
const anyId = fc.constantFrom(...ids);
const anyNode: fc.Arbitrary<PipelineNode> = anyId.chain((id) =>
  fc.constantFrom<PipelineNode>(
    source(id),
    computation(id, '(record) => record'),
    key(id, '(record) => record'),
    state(id, '() => ({})'),
    stateComputation(id, 'a', '(record) => record'),
    stateComputation(id, 'b', '(record) => record'),
    sink(id),
    note(id, 'text'),
  ),
);
const anyEdge = fc.tuple(anyId, anyId).map(([from, to]) => edge(from, to));
const anyPosition = fc.record({ x: fc.integer(), y: fc.integer() });

const anyPipeline: fc.Arbitrary<Pipeline> = fc
  .tuple(
    fc.uniqueArray(anyNode, { selector: (node) => node.id, maxLength: 6 }),
    fc.uniqueArray(anyEdge, { selector: (each) => each.id, maxLength: 8 }),
  )
  .map(([nodes, edges]) => {
    const present = new Set(nodes.map((node) => node.id));
    return pipeline(
      nodes,
      edges.filter(({ from, to }) => present.has(from) && present.has(to)),
      'type A = number;',
    );
  });

const simpleEdit: fc.Arbitrary<Edit> = fc.oneof(
  anyNode.map((node): Edit => ({ type: 'add-node', node })),
  fc.uniqueArray(anyId, { maxLength: 3 }).map((nodes): Edit => ({ type: 'remove-nodes', nodes: nodes.map(nodeId) })),
  fc
    .array(fc.record({ node: anyId.map(nodeId), position: anyPosition }), { maxLength: 3 })
    .map((moves): Edit => ({ type: 'move-nodes', moves })),
  fc.record({ node: anyId.map(nodeId), name: fc.string() }).map((fields): Edit => ({ type: 'rename-node', ...fields })),
  fc
    .record({ node: anyId.map(nodeId), id: anyId.map(nodeId) })
    .map((fields): Edit => ({ type: 'change-id', ...fields })),
  anyNode.map((node): Edit => ({ type: 'change-node', node: { ...node, name: 'changed' } })),
  anyEdge.map((each): Edit => ({ type: 'connect', edge: each })),
  anyEdge.map((each): Edit => ({ type: 'disconnect', edges: [each.id] })),
  fc.string().map((types): Edit => ({ type: 'set-types', types })),
  fc.string().map((name): Edit => ({ type: 'set-name', name })),
  fc.string().map((description): Edit => ({ type: 'set-description', description })),
  fc.option(fc.nat({ max: 3 })).map((milliseconds): Edit => ({ type: 'set-checkpoint-interval', milliseconds })),
  anyPipeline.map((replacement): Edit => ({ type: 'replace', pipeline: replacement })),
  fc
    .record({ index: fc.nat(6), node: anyNode, edgeIndex: fc.nat(8), each: anyEdge })
    .map(({ index, node, edgeIndex, each }): Edit => ({
      type: 'insert',
      nodes: [{ index, node }],
      edges: [{ index: edgeIndex, edge: each }],
    })),
);
const anyEdit: fc.Arbitrary<Edit> = fc.oneof(
  { weight: 4, arbitrary: simpleEdit },
  { weight: 1, arbitrary: fc.array(simpleEdit, { maxLength: 4 }).map((edits): Edit => ({ type: 'sequence', edits })) },
);

describe('an edit and its inverse', () => {
  it('give the same document (E1)', () => {
    let applied = 0;
    fc.assert(
      fc.property(anyPipeline, anyEdit, (before, edit) => {
        const outcome = applyEdit(before, edit);
        if (!outcome.ok) return;
        applied += 1;
        expect(edited(outcome.value.pipeline, outcome.value.inverse)).toEqual(before);
      }),
      { numRuns: 3_000 },
    );
    expect(applied).toBeGreaterThan(500);
  });

  it('can be redone: the inverse of the inverse gives the changed document', () => {
    fc.assert(
      fc.property(anyPipeline, anyEdit, (before, edit) => {
        const outcome = applyEdit(before, edit);
        if (!outcome.ok) return;
        const undone = applyEdit(outcome.value.pipeline, outcome.value.inverse);
        if (!undone.ok) throw new Error(undone.error.message);
        expect(edited(undone.value.pipeline, undone.value.inverse)).toEqual(outcome.value.pipeline);
      }),
      { numRuns: 2_000 },
    );
  });

  it('leave no dangling edge and no equal ids, and do not touch the document they were given', () => {
    fc.assert(
      fc.property(anyPipeline, anyEdit, (before, edit) => {
        const text = JSON.stringify(before);
        const outcome = applyEdit(before, edit);
        expect(JSON.stringify(before)).toBe(text);
        if (outcome.ok) expect(integrityFaults(outcome.value.pipeline)).toEqual([]);
      }),
      { numRuns: 2_000 },
    );
  });

  it('unwind a whole history', () => {
    fc.assert(
      fc.property(anyPipeline, fc.array(anyEdit, { maxLength: 12 }), (before, edits) => {
        const history: Edit[] = [];
        let current = before;
        for (const edit of edits) {
          const outcome = applyEdit(current, edit);
          if (!outcome.ok) continue;
          current = outcome.value.pipeline;
          history.push(outcome.value.inverse);
        }
        for (const inverse of history.reverse()) current = edited(current, inverse);
        expect(current).toEqual(before);
      }),
    );
  });
});

describe('removing a state', () => {
  it('removes its state computations and their edges, and undo brings all of them back in place (E2)', () => {
    const outcome = applyEdit(marketSpread, { type: 'remove-nodes', nodes: [nodeId('symbol-data')] });
    if (!outcome.ok) throw new Error(outcome.error.message);
    const left = outcome.value.pipeline;
    expect(left.nodes.map((node) => node.id)).toEqual([
      'orders',
      'market-data',
      'order-symbol',
      'data-symbol',
      'rejections',
    ]);
    expect(left.edges.map((each) => each.id)).toEqual(['orders-order-symbol', 'market-data-data-symbol']);
    expect(edited(left, outcome.value.inverse)).toEqual(marketSpread);
  });
});

describe('changing an id', () => {
  it('takes edges and state computations along', () => {
    const after = edited(marketSpread, { type: 'change-id', node: nodeId('symbol-data'), id: nodeId('symbols') });
    expect(after.nodes.flatMap((node) => (node.kind === 'state-computation' ? [node.state] : []))).toEqual([
      'symbols',
      'symbols',
    ]);
    const renamed = edited(marketSpread, { type: 'change-id', node: nodeId('orders'), id: nodeId('trades') });
    expect(renamed.edges[0]).toEqual({ id: 'orders-order-symbol', from: 'trades', to: 'order-symbol' });
  });
});

describe('a refused edit', () => {
  const small = pipeline([source('a'), sink('b')], flows(['a', 'b']));

  it('says why by its number', () => {
    expect(refused(small, { type: 'rename-node', node: nodeId('x'), name: 'X' })).toBe('P151');
    expect(refused(small, { type: 'remove-nodes', nodes: [nodeId('x')] })).toBe('P151');
    expect(refused(small, { type: 'move-nodes', moves: [{ node: nodeId('x'), position: { x: 0, y: 0 } }] })).toBe(
      'P151',
    );
    expect(refused(small, { type: 'connect', edge: edge('a', 'x') })).toBe('P151');
    expect(refused(small, { type: 'disconnect', edges: [edgeId('x')] })).toBe('P152');
    expect(refused(small, { type: 'add-node', node: sink('a') })).toBe('P153');
    expect(refused(small, { type: 'connect', edge: edge('a', 'b') })).toBe('P153');
    expect(refused(small, { type: 'change-id', node: nodeId('a'), id: nodeId('b') })).toBe('P153');
    expect(refused(small, { type: 'change-node', node: sink('a') })).toBe('P154');
    expect(refused(small, { type: 'insert', nodes: [{ index: 9, node: sink('c') }], edges: [] })).toBe('P155');
  });

  it('of a sequence refuses the whole sequence', () => {
    const edits: readonly Edit[] = [
      { type: 'set-name', name: 'Other' },
      { type: 'rename-node', node: nodeId('x'), name: 'X' },
    ];
    expect(refused(small, { type: 'sequence', edits })).toBe('P151');
  });

  it('keeps the document within its limits', () => {
    const full = pipeline(
      Array.from({ length: limits.nodesMax }, (_, index) => note(`n${index}`, '')),
      [],
    );
    expect(refused(full, { type: 'add-node', node: note('more', '') })).toBe('P106');
  });
});
