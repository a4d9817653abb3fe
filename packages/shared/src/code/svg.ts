/**
 * The graph of a pipeline as an SVG picture, drawn as its layout has it. It brings its colours along, those of a dark page
 * too, and no script, link or font.
 */
import type { Pipeline, PipelineNode } from '../pipeline/index.ts';

type Box = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };

/** As the studio draws them. */
const nodeSize = { width: 196, height: 58 };
const keySize = { width: 136, height: 32 };
const margin = 24;
const characterWidth = 7.2;

export function svgOf(pipeline: Pipeline): string {
  const boxes = new Map(pipeline.nodes.map((node) => [node.id, boxOf(node)]));
  const { x, y, width, height } = around([...boxes.values()]);
  const ordered = pipeline.nodes.toSorted((a, b) => Number(b.kind === 'state') - Number(a.kind === 'state'));
  const edges = pipeline.edges.flatMap(({ from, to }) => {
    const [start, end] = [boxes.get(from), boxes.get(to)];
    return start === undefined || end === undefined ? [] : [edge(start, end)];
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x} ${y} ${width} ${height}" width="${width}" height="${height}" role="img">
<title>${escaped(pipeline.name)}</title>
<style>${style}</style>
<defs><marker id="end" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="arrow" d="M0 0 8 4 0 8z"/></marker></defs>
<rect class="page" x="${x}" y="${y}" width="${width}" height="${height}"/>
${[...ordered.filter(({ kind }) => kind === 'state').map(drawn), ...edges, ...ordered.filter(({ kind }) => kind !== 'state').map(drawn)].join('\n')}
</svg>
`;
}

const style = `
text { font: 13px system-ui, sans-serif; fill: #1d2433; }
.kind { font-size: 11px; fill: #5b6478; }
.page { fill: #fff; }
.node { fill: #f6f7fa; stroke: #8a93a6; }
.state { fill: none; stroke: #8a93a6; stroke-dasharray: 5 4; }
.note { fill: #fff7d6; stroke: #d9c46a; }
.edge { fill: none; stroke: #5b6478; stroke-width: 1.5; }
.arrow { fill: #5b6478; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9f0; }
  .kind { fill: #a3abbd; }
  .page { fill: #12151d; }
  .node { fill: #1c212c; stroke: #6d768a; }
  .note { fill: #3a3412; stroke: #7d6f2a; }
  .edge { stroke: #a3abbd; }
  .arrow { fill: #a3abbd; }
}
`;

function boxOf(node: PipelineNode): Box {
  const size = node.kind === 'state' || node.kind === 'note' ? node.size : node.kind === 'key' ? keySize : nodeSize;
  return { ...node.position, ...size };
}

function around(boxes: readonly Box[]): Box {
  if (boxes.length === 0) return { x: 0, y: 0, width: 2 * margin, height: 2 * margin };
  const x = Math.min(...boxes.map((box) => box.x)) - margin;
  const y = Math.min(...boxes.map((box) => box.y)) - margin;
  const right = Math.max(...boxes.map((box) => box.x + box.width)) + margin;
  const bottom = Math.max(...boxes.map((box) => box.y + box.height)) + margin;
  return { x, y, width: right - x, height: bottom - y };
}

function drawn(node: PipelineNode): string {
  const box = boxOf(node);
  const { x, y, width, height } = box;
  const kind = node.kind === 'state' || node.kind === 'note' ? node.kind : 'node';
  const frame = `<rect class="${kind}" x="${x}" y="${y}" width="${width}" height="${height}" rx="${node.kind === 'key' ? height / 2 : 8}"/>`;
  return `<g>${frame}${words(node, box)}</g>`;
}

function words(node: PipelineNode, { x, y, width, height }: Box): string {
  const name = node.name.trim() === '' ? node.id : node.name;
  const charactersMax = Math.max(1, Math.floor((width - 24) / characterWidth));
  if (node.kind === 'note') {
    const linesMax = Math.max(1, Math.floor((height - 12) / 17));
    const lines = wrapped(node.text, charactersMax).slice(0, linesMax);
    return lines.map((line, index) => text(x + 12, y + 22 + 17 * index, line)).join('');
  }
  if (node.kind === 'key') return text(x + 16, y + height / 2 + 4.5, shortened(name, charactersMax));
  const kind = `<text class="kind" x="${x + 12}" y="${y + 42}">${escaped(node.kind.replace('-', ' '))}</text>`;
  return text(x + 12, y + 24, shortened(name, charactersMax)) + (node.kind === 'state' ? '' : kind);
}

const text = (x: number, y: number, said: string): string => `<text x="${x}" y="${y}">${escaped(said)}</text>`;

const shortened = (said: string, charactersMax: number): string =>
  said.length <= charactersMax ? said : `${said.slice(0, charactersMax - 1)}…`;

function wrapped(said: string, charactersMax: number): readonly string[] {
  return said.split('\n').flatMap((paragraph) => {
    const lines = [''];
    for (const word of paragraph.split(' ')) {
      const line = lines.at(-1) ?? '';
      const longer = line === '' ? word : `${line} ${word}`;
      if (longer.length <= charactersMax || line === '') lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  });
}

function edge(from: Box, to: Box): string {
  const [x, y] = [from.x + from.width, from.y + from.height / 2];
  const [endX, endY] = [to.x, to.y + to.height / 2];
  const bend = Math.max(24, Math.abs(endX - x) / 2);
  return `<path class="edge" marker-end="url(#end)" d="M${x} ${y}C${x + bend} ${y} ${endX - bend} ${endY} ${endX} ${endY}"/>`;
}

const entities: Readonly<Record<string, string>> = {
  '<': '&lt;',
  '>': '&gt;',
  '&': '&amp;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML cannot hold control characters or half surrogate pairs at all; those that turn the direction would turn what follows. */
const escaped = (said: string): string =>
  said
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .replaceAll(/[\p{Cc}\ufffe\uffff]/gu, ' ')
    .replaceAll(/[<>&"']/g, (character) => entities[character] ?? '');
