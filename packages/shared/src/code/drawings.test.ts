// Drawings go into other people's pages. What would break: a name that ends its label, or brings markup along.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { marketSpread } from '../pipeline/sample-pipelines.ts';
import { generatedPipelines } from './testing/generated-pipelines.ts';
import { mermaidOf } from './mermaid.ts';
import { svgOf } from './svg.ts';

const label = String.raw`"[\p{L}\p{N} .,:!?'#;-]*"`;
const mermaidLine = new RegExp(
  String.raw`^(?:flowchart LR| *end|  subgraph n\d+\[${label}\]|  n\d+ --> n\d+| +n\d+(?:\(\[${label}\]\)|\{\{${label}\}\}|\[${label}\]|>${label}\]))$`,
  'u',
);
/** Our elements, with attributes that hold numbers and our own words, around text without markup. */
const svgPiece =
  /^(?:<\/?(?:svg|title|style|defs|marker|path|rect|g|text)(?: [a-zA-Z:-]+="[\w\s.:/#()-]*")*\/?>|(?:[^<>&]|&(?:lt|gt|amp|quot|apos);)+)/u;

it('no text of a pipeline becomes syntax of Mermaid or markup of SVG', () => {
  fc.assert(
    fc.property(generatedPipelines, (pipeline) => {
      for (const line of mermaidOf(pipeline).trimEnd().split('\n')) expect(line).toMatch(mermaidLine);
      let rest = svgOf(pipeline);
      while (rest !== '') {
        const piece = svgPiece.exec(rest)?.[0];
        if (piece === undefined) throw new Error(`no markup of ours: ${rest.slice(0, 200)}`);
        rest = rest.slice(piece.length);
      }
    }),
    { numRuns: 100 },
  );
});

it('draws states around their state computations, and edges between all', () => {
  expect(mermaidOf(marketSpread)).toContain('subgraph');
  const svg = svgOf(marketSpread);
  expect(svg.match(/class="edge"/g)).toHaveLength(marketSpread.edges.length);
  expect(svg.indexOf('class="state"')).toBeLessThan(svg.indexOf('class="edge"'));
});

it('no name turns the direction of what is written after it, and none is cut into half a character', () => {
  const name = '\u202egnp.exe\u2066 \ud83d';
  const svg = svgOf({ ...marketSpread, name, nodes: marketSpread.nodes.map((node) => ({ ...node, name })) });
  expect(svg).not.toMatch(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/);
  expect(svg).toContain('gnp.exe \ufffd');
  expect(svg).not.toMatch(/\p{Cs}/u);
});
