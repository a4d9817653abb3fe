/** Everything that the boxes show, as a table: for screen readers, for copying, and for tests. */
import { workerRate } from '../run/frames.ts';
import { bytes, count, counted, percent, rate } from '../ui/numbers.ts';
import { rosterNow, stageViewNow } from './moment.ts';
import { useShown } from './shown-parts.tsx';
import { slotsText } from './slots-text.ts';
import { readShown } from './time-store.ts';
import { idleOf, presenceText, shareOf } from './worker-card.tsx';
import { workerIdentity } from '../theme/worker-identity.ts';

/** All records: of all processes that this worker had; those of everybody, who has left among them, are what was applied. */
const titles = [
  'Worker',
  'Is',
  'Records',
  'Objects',
  'All records',
  'Busy',
  'Held back',
  'Idle',
  'Waiting',
  'Memory',
  'Slots',
] as const;

export function WorkersTable() {
  // Once a frame: rows are few.
  useShown(({ span, cursorMs }) => `${span?.newest.sequence ?? 0} ${cursorMs ?? ''}`);
  const stage = stageViewNow()?.stage ?? null;
  const { span } = readShown();
  return (
    <div className="workers-table" tabIndex={0} role="region" aria-label="Workers as a table">
      <table className="pane-table">
        <thead>
          <tr>
            {titles.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rosterNow().map(({ index, name, presence, sample }) => {
            const isThere = presence !== 'lost' && presence !== 'left';
            return (
              <tr key={name} className="mono">
                <th scope="row">
                  {workerIdentity(index).letter} {name}
                </th>
                <td>{presenceText[presence]}</td>
                <td>{rate(span === null || !isThere ? 0 : workerRate(span, name))}</td>
                <td>{count(isThere ? sample.objects : 0)}</td>
                <td>{count(sample.records)}</td>
                <td>{percent(shareOf(index, 'busy'))}</td>
                <td>{percent(shareOf(index, 'backPressured'))}</td>
                <td>{percent(idleOf(index))}</td>
                <td>{bytes(isThere ? sample.queuedBytes : 0)}</td>
                <td>{bytes(isThere ? sample.memoryBytes : 0)}</td>
                <td>{stage === null ? counted(0, 'slot') : slotsText(stage.placement, index)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
