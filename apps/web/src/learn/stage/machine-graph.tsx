/**
 * A machine as a graph: its phases in the order of its table, an arrow for each way between two of them, and where it is now.
 * Ways that are only possible are thin, those that were taken strong, and the last one stands out.
 * A way back lies below, a way over others above, and one that stays in its phase is a loop.
 */
export type GraphNode = { readonly name: string; readonly isNow: boolean; readonly note: string };
export type GraphEdge = {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** What may go this way: told where somebody points at it. */
  readonly about: string;
  readonly look: 'possible' | 'taken' | 'last';
};
type Props = { readonly label: string; readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };

const node = { height: 40, least: 78, letter: 7.2, pad: 22 } as const;
const gap = { least: 40, letter: 6.1, pad: 22 } as const;
const rise = 24;
const margin = 16;

export function MachineGraph({ label, nodes, edges }: Props) {
  const places = placed(nodes, edges);
  const width = Math.max(0, ...places.map(({ right }) => right)) + 2;
  const placeOf = (name: string): Place | undefined => places.find((place) => place.name === name);
  const spans = edges.map(({ from, to }) => (placeOf(to)?.index ?? 0) - (placeOf(from)?.index ?? 0));
  const above = Math.max(rise, ...spans.filter((span) => span > 1).map(bendOf));
  const below = Math.max(0, ...spans.filter((span) => span < 0).map(bendOf));
  const middle = margin + 0.75 * above + node.height / 2;
  const height = middle + node.height / 2 + 0.75 * below + margin;
  return (
    <svg
      className="machine"
      role="img"
      aria-label={label}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
    >
      <defs>
        <marker
          id="machine-head"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto-start-reverse"
        >
          <path d="M0 0 8 4 0 8z" fill="context-stroke" />
        </marker>
      </defs>
      {edges.map((edge) => {
        const [from, to] = [placeOf(edge.from), placeOf(edge.to)];
        if (from === undefined || to === undefined) return null;
        const way = wayOf(from, to, middle);
        return (
          <g key={`${edge.from} ${edge.to} ${edge.label}`} className={`machine-way machine-${edge.look}`}>
            <title>{`${edge.from} → ${edge.to}: ${edge.about}`}</title>
            <path d={way.path} markerEnd="url(#machine-head)" />
            <text x={way.x} y={way.y} textAnchor="middle">
              {edge.label}
            </text>
          </g>
        );
      })}
      {nodes.map(({ name, isNow, note }) => {
        const place = placeOf(name);
        if (place === undefined) return null;
        return (
          <g key={name} className={isNow ? 'machine-phase machine-now' : 'machine-phase'}>
            <rect
              x={place.left + 1}
              y={middle - node.height / 2}
              width={place.right - place.left - 2}
              height={node.height}
              rx={9}
            />
            <text x={place.middle} y={note === '' ? middle + 4 : middle - 2} textAnchor="middle">
              {name}
            </text>
            {note !== '' && (
              <text x={place.middle} y={middle + 13} textAnchor="middle" className="machine-note">
                {note}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}

type Place = {
  readonly name: string;
  readonly index: number;
  readonly left: number;
  readonly right: number;
  readonly middle: number;
};

/** In one row; where a way to the next one has a name, there is room for it. */
function placed(nodes: readonly GraphNode[], edges: readonly GraphEdge[]): readonly Place[] {
  let left = 0;
  return nodes.map(({ name, note }, index) => {
    const width = Math.max(node.least, node.pad + node.letter * Math.max(name.length, note.length * 0.86));
    const place = { name, index, left, right: left + width, middle: left + width / 2 };
    const next = nodes[index + 1]?.name;
    // Whichever of its events a way is labelled with, nothing is shifted.
    const words = edges
      .filter(({ from, to }) => from === name && to === next)
      .flatMap(({ label, about }) => [label, ...about.split(', ')].map(({ length }) => length));
    left = place.right + Math.max(gap.least, gap.pad + gap.letter * Math.max(0, ...words));
    return place;
  });
}

/** How far a way bends out that leads over so many phases: each in an arc of its own. */
const bendOf = (span: number): number => rise + 9 * Math.abs(span);

type Way = { readonly path: string; readonly x: number; readonly y: number };

function wayOf(from: Place, to: Place, middle: number): Way {
  const [top, bottom] = [middle - node.height / 2, middle + node.height / 2];
  const x = (from.middle + to.middle) / 2;
  const span = Math.abs(to.index - from.index);
  if (span === 0) {
    const [left, right] = [from.left + 10, from.left + 32];
    return {
      path: `M${left} ${top} C${left - 4} ${top - rise} ${right + 4} ${top - rise} ${right} ${top}`,
      x: from.left + 21,
      y: top - rise + 1,
    };
  }
  if (to.index === from.index + 1)
    return { path: `M${from.right} ${middle} L${to.left} ${middle}`, x: (from.right + to.left) / 2, y: middle - 6 };
  const isBack = to.index < from.index;
  const [edge, bend] = isBack ? [bottom, bottom + bendOf(span)] : [top, top - bendOf(span)];
  // Ways in and out of one phase do not begin at one point.
  const aside = 10 + 4 * span;
  const [start, end] = isBack ? [from.middle - 10, to.middle + aside] : [from.middle + aside, to.middle - 10];
  return {
    path: `M${start} ${edge} C${start} ${bend} ${end} ${bend} ${end} ${edge}`,
    x,
    y: edge + (bend - edge) * 0.75 + (isBack ? 12 : -5),
  };
}
