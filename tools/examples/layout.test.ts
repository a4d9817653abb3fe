// How the documents are drawn. What would break: nodes that overlap, lie outside their swimlane, or flow backwards.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type Pipeline, type PipelineNode, parsePipelineText } from '@potoroo/shared/pipeline';
import { documentPath, exampleNames } from './examples.ts';

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

// As the studio draws them.
const nodeSize = { width: 196, height: 58 };
const keySize = { width: 136, height: 32 };
const canvas = { width: 1_120, height: 380 };
const swimlane = { side: 24, top: 40 };

function boxOf(node: PipelineNode): Box {
  const size = node.kind === 'state' || node.kind === 'note' ? node.size : node.kind === 'key' ? keySize : nodeSize;
  return { ...node.position, ...size };
}

function documentOf(name: string): Pipeline {
  const parsed = parsePipelineText(readFileSync(documentPath(name), 'utf8'));
  if (!parsed.ok) throw new Error(`${name} does not parse`);
  return parsed.value;
}

const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

describe.each(exampleNames())('the drawing of %s', (name) => {
  test('has no overlaps but the computations inside their state', () => {
    const { nodes } = documentOf(name);
    for (const [index, node] of nodes.entries()) {
      for (const other of nodes.slice(index + 1)) {
        const nested =
          (node.kind === 'state' && other.kind === 'state-computation') ||
          (other.kind === 'state' && node.kind === 'state-computation');
        expect(!nested && overlap(boxOf(node), boxOf(other)), `${node.id} and ${other.id}`).toBe(false);
      }
    }
  });

  test('keeps every state computation inside its swimlane, with room around it', () => {
    const { nodes } = documentOf(name);
    for (const node of nodes) {
      if (node.kind !== 'state-computation') continue;
      const state = nodes.find((candidate) => candidate.id === node.state);
      expect(state?.kind).toBe('state');
      if (state === undefined) continue;
      const [inner, outer] = [boxOf(node), boxOf(state)];
      expect(inner.x).toBeGreaterThanOrEqual(outer.x + swimlane.side);
      expect(inner.y).toBeGreaterThanOrEqual(outer.y + swimlane.top);
      expect(inner.x + inner.width).toBeLessThanOrEqual(outer.x + outer.width - swimlane.side);
      expect(inner.y + inner.height).toBeLessThanOrEqual(outer.y + outer.height - swimlane.side);
    }
  });

  test('flows from left to right', () => {
    const { nodes, edges } = documentOf(name);
    const boxes = new Map(nodes.map((node) => [node.id, boxOf(node)]));
    for (const { from, to } of edges) {
      const [left, right] = [boxes.get(from), boxes.get(to)];
      if (left === undefined || right === undefined) throw new Error(`the edge ${from} -> ${to} leads to no node`);
      expect(left.x + left.width, `${from} -> ${to}`).toBeLessThanOrEqual(right.x);
    }
  });

  test('fits onto the canvas', () => {
    const boxes = documentOf(name).nodes.map(boxOf);
    expect(Math.min(...boxes.map((box) => box.x))).toBe(0);
    expect(Math.max(...boxes.map((box) => box.x + box.width))).toBeLessThanOrEqual(canvas.width);
    expect(Math.max(...boxes.map((box) => box.y + box.height))).toBeLessThanOrEqual(canvas.height);
  });
});
