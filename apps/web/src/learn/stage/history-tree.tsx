/**
 * The histories as a tree: each a line along the same events, which leaves the line that it forked from where something was done.
 * Names stand beside; choosing one plays it from the event at which the stage is.
 */
import type { History } from '@potoroo/runtime/sim/stage';
import { tell } from '../learn-store.ts';
import { pause } from '../stage-clock.ts';
import { workerName } from './stage-words.ts';

type Props = { readonly histories: readonly History[]; readonly shown: number; readonly event: number };

/** As high as a finger needs it. */
const row = 24;
const picture = { width: 200, left: 8, right: 10 } as const;

export function HistoryTree({ histories, shown, event }: Props) {
  const longest = Math.max(1, ...histories.map(({ length }) => length));
  const x = (at: number): number => picture.left + (at / longest) * (picture.width - picture.left - picture.right);
  const y = (index: number): number => index * row + row / 2;
  return (
    <div className="histories">
      <svg width={picture.width} height={histories.length * row} aria-hidden="true">
        {histories.map(({ id, parent, forkedAt, length }) => {
          const isShown = id === shown;
          return (
            <g key={id} className={isShown ? 'history-shown' : ''}>
              {parent !== null && <path d={`M${x(forkedAt)} ${y(parent)} V${y(id) - 5} q0 5 5 5`} />}
              <path
                d={`M${x(forkedAt) + (parent === null ? 0 : 5)} ${y(id)} H${Math.max(x(forkedAt) + 6, x(length))}`}
              />
              {parent !== null && <circle cx={x(forkedAt)} cy={y(parent)} r={2.6} />}
              {isShown && <circle className="history-now" cx={x(Math.min(event, length))} cy={y(id)} r={4} />}
            </g>
          );
        })}
      </svg>
      <ol aria-label="Histories">
        {histories.map((history) => (
          <li key={history.id}>
            <button
              type="button"
              aria-pressed={history.id === shown}
              title={`${history.length} events`}
              onClick={() => {
                pause();
                void tell({ type: 'choose', history: history.id });
              }}
            >
              {history.id + 1} {titleOf(history, histories)}
              {history.parent !== null && (
                <small>
                  {' '}
                  from {history.parent + 1}, event {history.forkedAt}
                </small>
              )}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}

function titleOf({ deeds, parent }: History, histories: readonly History[]): string {
  if (parent === null) return 'as it would go';
  const known = histories[parent]?.deeds.length ?? 0;
  const fresh = deeds.slice(Math.min(known, deeds.length - 1));
  const [first] = fresh;
  if (first === undefined) return '';
  const { act } = first;
  switch (act.type) {
    case 'add':
      return 'a worker is added';
    case 'drain':
      return `${workerName(act.worker)} is told to leave`;
    case 'kill':
      return `${workerName(act.worker)} is killed`;
    case 'kill-coordinator':
      return 'the coordinator is killed';
    case 'drop':
      return 'a message is lost';
    case 'duplicate':
      return 'a message is doubled';
    case 'say':
      return 'a record is sent';
  }
}
