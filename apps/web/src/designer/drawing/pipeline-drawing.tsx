/** Draws a `Drawing`: small, as a preview without words, or with names and the marks of a difference. */
import type { DrawnEdge, DrawnNode, Drawing, Mark } from './drawing.ts';

type PipelineDrawingProps = {
  readonly drawing: Drawing;
  /** What a screen reader is told instead; empty where the words beside it say everything. */
  readonly label: string;
  readonly hasNames: boolean;
  /** The node that is looked at, where nodes can be pointed at. */
  readonly over?: string | null;
  readonly onOver?: ((key: string | null) => void) | undefined;
  readonly onChoose?: ((key: string) => void) | undefined;
};

const signs: Readonly<Record<Mark, string>> = { added: '+', removed: '−', changed: '~', moved: '↔' };
const nameSize = 13;
const charWidth = 7;

export function PipelineDrawing({ drawing, label, hasNames, over = null, onOver, onChoose }: PipelineDrawingProps) {
  const pointing = { over, onOver, onChoose };
  const { x, y, width, height, nodes, edges } = drawing;
  return (
    <svg
      className="drawing"
      viewBox={`${x} ${y} ${width} ${height}`}
      preserveAspectRatio="xMidYMid meet"
      {...(label === '' ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label })}
    >
      {nodes.filter(isGround).map((node) => (
        <Box key={node.key} node={node} hasNames={hasNames} {...pointing} />
      ))}
      {edges.map((edge) => (
        <Curve key={edge.key} edge={edge} />
      ))}
      {nodes
        .filter((node) => !isGround(node))
        .map((node) => (
          <Box key={node.key} node={node} hasNames={hasNames} {...pointing} />
        ))}
    </svg>
  );
}

const isGround = ({ kind }: DrawnNode): boolean => kind === 'state' || kind === 'note';

const Curve = ({ edge: { path, mark } }: { readonly edge: DrawnEdge }) => (
  <path className="drawn-edge" data-mark={mark ?? undefined} d={path} />
);

type BoxProps = Pick<PipelineDrawingProps, 'hasNames' | 'over' | 'onOver' | 'onChoose'> & { readonly node: DrawnNode };

function Box({ node, hasNames, over, onOver, onChoose }: BoxProps) {
  const { kind, name, x, y, width, height, mark } = node;
  const isLane = kind === 'state' || kind === 'note';
  const textY = isLane ? y + 20 : y + height / 2 + nameSize / 3;
  return (
    <g
      className={`drawn-node drawn-${kind}`}
      data-mark={mark ?? undefined}
      data-over={over === node.key || undefined}
      onPointerEnter={onOver === undefined ? undefined : () => onOver(node.key)}
      onPointerLeave={onOver === undefined ? undefined : () => onOver(null)}
      onClick={onChoose === undefined ? undefined : () => onChoose(node.key)}
    >
      <rect x={x} y={y} width={width} height={height} rx={kind === 'key' ? height / 2 : 10} />
      {!isLane && kind !== 'key' && <rect className="drawn-kind" x={x} y={y} width={8} height={height} rx={4} />}
      {hasNames && (
        <text x={x + (isLane ? 12 : 18)} y={textY} fontSize={nameSize}>
          {shortened(name, (width - 30 - (mark === null ? 0 : 18)) / charWidth)}
        </text>
      )}
      {hasNames && mark !== null && (
        <text className="drawn-sign" x={x + width - 14} y={textY} fontSize={16} textAnchor="middle">
          {signs[mark]}
        </text>
      )}
    </g>
  );
}

function shortened(name: string, chars: number): string {
  const [line = ''] = name.split('\n');
  return line.length <= chars ? line : `${line.slice(0, Math.max(1, Math.floor(chars) - 1))}…`;
}
