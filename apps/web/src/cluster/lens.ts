/**
 * The scale lens: where each node of the pipeline is drawn once, as its author knows it, and where its copies are, as the
 * workers run them. Between the two, everything lies on straight ways, so that a hand can stop anywhere on them. Pure.
 */
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import type { Box } from './tiles.ts';

export type LensNode = {
  readonly id: string;
  readonly name: string;
  readonly kind: Exclude<PipelineNode['kind'], 'note'>;
  /** In the whole picture of the pipeline: 0 to 1 from its left and from its top. */
  readonly at: Box;
  /** The same, grown into what is free around it: the place of a copy, where there is less room for its name. */
  readonly wide: Box;
  /** Of a state: what is free above the computations that it holds, where its own name stands. */
  readonly headroom: number;
};
export type LensEdge = { readonly from: string; readonly to: string };
/** What is drawn: nodes, the edges between them, and the names of the workers that run each. */
export type LensGraph = {
  readonly nodes: readonly LensNode[];
  readonly edges: readonly LensEdge[];
  readonly homes: ReadonlyMap<string, readonly string[]>;
};

/** Where the single slot of a source or a sink lies. */
export type SingleHomes = ReadonlyMap<string, string>;

/** About what a node measures on the canvas; states have a size of their own. */
const nodeSize = { width: 168, height: 54 } as const;
const keySize = { width: 120, height: 40 } as const;

export function lensGraph(
  { nodes, edges }: Pick<Pipeline, 'nodes' | 'edges'>,
  workers: readonly string[],
  singles: SingleHomes,
): LensGraph {
  const drawn = nodes.filter((node) => node.kind !== 'note');
  const boxes = drawn.map(boxOf);
  const frame = frameOf(boxes);
  const inPicture = (of: Box): Box => ({
    x: (of.x - frame.x) / frame.width,
    y: (of.y - frame.y) / frame.height,
    width: of.width / frame.width,
    height: of.height / frame.height,
  });
  const isState = drawn.map(({ kind }) => kind === 'state');
  const wider = boxes.map((box, index) => (isState[index] === true ? box : widened(box, boxes, frame)));
  const grown = wider.map((box, index) => (isState[index] === true ? box : heightened(box, wider, frame)));
  return {
    nodes: drawn.map(({ id, name, kind }, index) => {
      const [at = frame, wide = frame] = [boxes[index], grown[index]];
      const tops = grown.filter((box, other) => isState[other] !== true && liesIn(box, wide)).map(({ y }) => y);
      const headroom = (Math.min(wide.y + wide.height, ...tops) - wide.y) / frame.height;
      return { id, name, kind, at: inPicture(at), wide: inPicture(wide), headroom };
    }),
    edges,
    homes: new Map(drawn.map((node) => [node.id, homesOf(node, { nodes, edges, workers, singles })])),
  };
}

/** The share of a gap that a box may take on its side: what is left is for the wire. */
const gapTaken = 0.36;

/** Up to a part of the way to whatever is beside it, or to the edge of the state that it lies in. */
function widened(box: Box, all: readonly Box[], frame: Box): Box {
  const level = all.filter((other) => other !== box && other.y < box.y + box.height && box.y < other.y + other.height);
  const edges = [frame, ...level].flatMap((other) => [other.x, other.x + other.width]);
  const [before, behind] = gapsOf(box.x, box.x + box.width, edges);
  return { ...box, x: box.x - before, width: box.width + before + behind };
}

/** The same upwards and downwards, among boxes that are as wide as they will be. */
function heightened(box: Box, all: readonly Box[], frame: Box): Box {
  const column = all.filter((other) => other !== box && other.x < box.x + box.width && box.x < other.x + other.width);
  const edges = [frame, ...column].flatMap((other) => [other.y, other.y + other.height]);
  const [above, below] = gapsOf(box.y, box.y + box.height, edges);
  return { ...box, y: box.y - above, height: box.height + above + below };
}

/** What may be taken before a stretch and behind it. */
const gapsOf = (from: number, to: number, edges: readonly number[]): readonly [number, number] => [
  gapTaken * (from - Math.max(...edges.filter((edge) => edge <= from))),
  gapTaken * (Math.min(...edges.filter((edge) => edge >= to)) - to),
];

const liesIn = (box: Box, state: Box): boolean =>
  box.x >= state.x &&
  box.x + box.width <= state.x + state.width &&
  box.y >= state.y &&
  box.y + box.height <= state.y + state.height;

/** Around all of them. */
function frameOf(boxes: readonly Box[]): Box {
  const [x, y] = [Math.min(...boxes.map((box) => box.x)), Math.min(...boxes.map((box) => box.y))];
  const [right, bottom] = [boxes.map((box) => box.x + box.width), boxes.map((box) => box.y + box.height)];
  return {
    x,
    y,
    width: Math.max(1, ...right.map((edge) => edge - x)),
    height: Math.max(1, ...bottom.map((edge) => edge - y)),
  };
}

const boxOf = (node: PipelineNode): Box => ({
  ...node.position,
  ...('size' in node ? node.size : node.kind === 'key' ? keySize : nodeSize),
});

type HomeParts = Pick<Pipeline, 'nodes' | 'edges'> & {
  readonly workers: readonly string[];
  readonly singles: SingleHomes;
};

/**
 * What holds state is on every worker, each with its share; a source and a sink are where their slot is; what lies in between
 * runs where its records come from.
 */
function homesOf(node: PipelineNode, parts: HomeParts, seen: ReadonlySet<string> = new Set()): readonly string[] {
  const { nodes, edges, workers, singles } = parts;
  switch (node.kind) {
    case 'state':
    case 'state-computation':
      return workers;
    case 'source':
    case 'sink': {
      const home = singles.get(node.id);
      return home === undefined || !workers.includes(home) ? workers.slice(0, 1) : [home];
    }
    default: {
      const before = edges.flatMap(({ from, to }) =>
        to === node.id && !seen.has(from) ? nodes.filter(({ id }) => id === from) : [],
      );
      const homes = new Set(before.flatMap((each) => homesOf(each, parts, new Set([...seen, node.id]))));
      return workers.filter((worker) => homes.has(worker));
    }
  }
}

/** The boxes of the workers, side by side in as few rows as are wide enough. */
export function workerBoxes(workers: readonly string[], area: Box): ReadonlyMap<string, Box> {
  const gap = 12;
  const columns = Math.max(1, Math.min(workers.length, Math.max(1, Math.floor(area.width / 240)), columnsMax));
  const rows = Math.max(1, Math.ceil(workers.length / columns));
  const width = (area.width - gap * (columns - 1)) / columns;
  const height = (area.height - gap * (rows - 1)) / rows;
  return new Map(
    workers.map((worker, index) => [
      worker,
      {
        x: area.x + (index % columns) * (width + gap),
        y: area.y + Math.floor(index / columns) * (height + gap),
        width,
        height,
      },
    ]),
  );
}

const columnsMax = 6;

/** A place of the picture in an area. */
export const within = (at: Box, area: Box): Box => ({
  x: area.x + at.x * area.width,
  y: area.y + at.y * area.height,
  width: at.width * area.width,
  height: at.height * area.height,
});

/** A share of the way from one box to another. */
export function between(from: Box, to: Box, share: number): Box {
  const on = (a: number, b: number): number => a + (b - a) * share;
  return {
    x: on(from.x, to.x),
    y: on(from.y, to.y),
    width: on(from.width, to.width),
    height: on(from.height, to.height),
  };
}

/** The text twin: `Check order: on w1, w2 and w3`. */
export function homesText({ nodes, homes }: LensGraph): readonly { readonly id: string; readonly text: string }[] {
  return nodes.map(({ id, name }) => ({ id, text: `${name}: on ${listed(homes.get(id) ?? [])}` }));
}

const listed = (names: readonly string[]): string =>
  names.length === 0
    ? 'no worker'
    : names.length === 1
      ? (names[0] ?? '')
      : `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
