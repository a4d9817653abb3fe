/** The way of one key as a space-time diagram: workers side by side, time downwards, bars where it stayed, dashes where it passed. */
import { workerIdentity } from '../theme/worker-identity.ts';
import { millisecondsText } from '../run/movement-text.ts';
import { bytes } from '../ui/numbers.ts';
import { historyText, type KeyHistory } from './key-history.ts';

const size = { width: 366, head: 20, row: 46, margin: 44 } as const;

/** Events at equal distances: what happens within milliseconds and what takes minutes are both to be seen. */
export function SpaceTime({ history }: { readonly history: KeyHistory }) {
  const { stays, passages, falls } = history;
  const workers = [...new Set(stays.map(({ worker }) => worker))].toSorted((a, b) => a - b);
  const height = size.head + size.row * stays.length + 8;
  const xOf = (worker: number): number =>
    workers.length === 1
      ? size.width / 2
      : size.margin + (workers.indexOf(worker) * (size.width - 2 * size.margin)) / (workers.length - 1);
  const yOf = (index: number): number => size.head + index * size.row;
  return (
    <svg
      className="space-time"
      viewBox={`0 0 ${size.width} ${height}`}
      role="img"
      aria-label={`Where the key has been: ${historyText(history)}`}
    >
      {workers.map((worker) => (
        <g key={worker}>
          <line className="space-line" x1={xOf(worker)} x2={xOf(worker)} y1={size.head - 2} y2={height} />
          <text x={xOf(worker)} y={11} textAnchor="middle">
            {workerIdentity(worker).letter} {workerIdentity(worker).name}
          </text>
        </g>
      ))}
      {stays.map(({ worker }, index) => (
        <rect
          key={index}
          x={xOf(worker) - 5}
          y={yOf(index) + (index === 0 ? 0 : 10)}
          width={10}
          height={size.row - (index === 0 ? 8 : 18)}
          rx={3}
          style={{ fill: workerIdentity(worker).colour }}
        />
      ))}
      {falls.map(({ atMs, worker }) => {
        const index = stays.findLastIndex(({ fromMs }) => fromMs <= atMs);
        const own = falls.filter((fall) => stays.findLastIndex(({ fromMs }) => fromMs <= fall.atMs) === index);
        const place = own.findIndex((fall) => fall.atMs === atMs);
        const y = yOf(index) + 12 + ((size.row - 22) * (place + 1)) / (own.length + 1);
        const x = xOf(worker);
        return (
          <g key={atMs} className="space-fall">
            <path d={`M${x - 7} ${y - 4} l14 8 m0 -8 l-14 8`} />
            {own.length <= 2 && (
              <text x={x + 12} y={y + 4}>
                killed
              </text>
            )}
          </g>
        );
      })}
      {passages.map(({ from, to, bytes: carried, holdMs }, index) => {
        const [x1, x2] = [xOf(from), xOf(to)];
        const y = yOf(index + 1) - 8;
        return (
          <g key={index}>
            <line
              className="space-passage"
              x1={x1}
              x2={x2}
              y1={y}
              y2={y + 18}
              style={{ stroke: workerIdentity(to).colour }}
            />
            <text x={(x1 + x2) / 2} y={y + 4} textAnchor="middle">
              {carried === null ? 'state' : `slot’s state, ${bytes(carried)}`}
            </text>
            {holdMs !== null && holdMs >= 0.05 && (
              <text
                className="space-held"
                x={x2 + (x2 > x1 ? -10 : 10)}
                y={y + 26}
                textAnchor={x2 > x1 ? 'end' : 'start'}
              >
                held {millisecondsText(holdMs)}
              </text>
            )}
          </g>
        );
      })}
    </svg>
  );
}
