/** An answer that is called outdated after every move of a node would be as useless as one that stands beside other code. */
import { nodeId } from '@potoroo/shared/ids';
import { applyEdit, type Edit, type PipelineNode } from '@potoroo/shared/pipeline';
import { expect, it } from 'vitest';
import { sampleDocument } from '../graph/sample-document.fixture.ts';
import { codeAround } from './code-around.ts';

const first = nodeId('first');

function isAnotherAfter(edit: Edit): boolean {
  const applied = applyEdit(sampleDocument, edit);
  return applied.ok && codeAround(applied.value.pipeline, first) !== codeAround(sampleDocument, first);
}
const changed = (id: string, fields: object): Edit => {
  const node = sampleDocument.nodes.find((each) => each.id === id);
  return { type: 'change-node', node: { ...node, ...fields } as PipelineNode };
};

it('is another when its own code, that of its state or the shared types have changed, and else the same', () => {
  expect(isAnotherAfter(changed('first', { code: '() => 1' }))).toBe(true);
  expect(isAnotherAfter(changed('lane', { initial: '() => ({ n: 0 })' }))).toBe(true);
  expect(isAnotherAfter({ type: 'set-types', types: 'type Word = string;' })).toBe(true);
  expect(isAnotherAfter(changed('first', { name: 'Another', position: { x: 9, y: 9 } }))).toBe(false);
  expect(isAnotherAfter(changed('second', { code: '() => 1' }))).toBe(false);
});
