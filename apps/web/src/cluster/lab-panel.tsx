/**
 * The placement lab: the user's own keys under seven schemes. How evenly each spreads them, how many move when a worker
 * joins and when the one in the middle leaves, and what the mathematics says to that.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { useMemo, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { counted, percent } from '../ui/numbers.ts';
import { labRows, type LabRow } from './lab.ts';
import { useAllKeys } from './lab-keys.ts';
import { rosterNow } from './moment.ts';
import { isThere } from './roster.ts';

export function LabButton({ state }: { readonly state: NodeId }) {
  const [isOpen, open] = useState(false);
  return (
    <>
      <Button aria-haspopup="dialog" onClick={() => open(true)}>
        Placement lab
      </Button>
      {isOpen && <LabDialog state={state} onClose={() => open(false)} />}
    </>
  );
}

function LabDialog({ state, onClose }: { readonly state: NodeId; readonly onClose: () => void }) {
  const keys = useAllKeys(state);
  const [workers, choose] = useState(() => Math.max(2, rosterNow().filter(isThere).length));
  const [own, write] = useState('');
  const [source, look] = useState<'run' | 'typed'>('run');
  const typed = useMemo(
    () => [...new Set(own.split('\n').map((line) => line.trim()))].filter((key) => key !== ''),
    [own],
  );
  const shown = source === 'run' ? keys.keys : typed;
  const rows = useMemo(() => labRows(shown, workers), [shown, workers]);
  return (
    <Dialog
      title="Placement lab"
      description="The same keys under seven placement schemes, and under the slots of this runtime."
      size="wide"
      onClose={onClose}
    >
      <div className="dialog-body lab" tabIndex={0} role="group" aria-label="Schemes compared">
        <div className="lab-controls">
          <div className="segments" role="group" aria-label="Which keys">
            <button type="button" aria-pressed={source === 'run'} onClick={() => look('run')}>
              Keys of this run
            </button>
            <button type="button" aria-pressed={source === 'typed'} onClick={() => look('typed')}>
              Keys of your own
            </button>
          </div>
          <label>
            on{' '}
            <input
              className="input mono lab-workers"
              type="number"
              min={1}
              max={64}
              value={workers}
              onChange={(event) => {
                const count = Number(event.target.value);
                if (Number.isInteger(count) && count >= 1 && count <= 64) choose(count);
              }}
            />{' '}
            workers
          </label>
          <p className="quiet" role="status">
            {source === 'run' ? keys.text : `${counted(typed.length, 'key')}, one a line`}
          </p>
        </div>
        {source === 'typed' && (
          <textarea
            className="input mono"
            rows={5}
            aria-label="Keys, one a line"
            value={own}
            spellCheck={false}
            onChange={(event) => write(event.target.value)}
          />
        )}
        {shown.length === 0 ? (
          <p className="quiet">There are no keys to place yet.</p>
        ) : (
          <LabTable rows={rows} workers={workers} />
        )}
      </div>
    </Dialog>
  );
}

function LabTable({ rows, workers }: { readonly rows: readonly LabRow[]; readonly workers: number }) {
  return (
    <table className="pane-table lab-table">
      <caption className="visually-hidden">Seven placement schemes on the same keys</caption>
      <thead>
        <tr>
          <th scope="col">Scheme</th>
          <th scope="col">Fullest / mean</th>
          <th scope="col">Spread over {counted(workers, 'worker')}</th>
          <th scope="col">Moved on a join</th>
          <th scope="col">by the mathematics</th>
          <th scope="col">Moved when the middle one leaves</th>
          <th scope="col">by the mathematics</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.title}>
            <th scope="row" title={row.idea}>
              {row.title}
            </th>
            <td className="mono">{row.maxOverMean.toFixed(2)}</td>
            <td>
              <Spread loads={row.loads} />
            </td>
            <td className="mono">{percent(row.join)}</td>
            <td className="mono lab-expected">
              {row.expectedJoin === null ? 'no short formula' : percent(row.expectedJoin)}
            </td>
            <td className="mono">{row.leave === null ? 'nobody left' : percent(row.leave)}</td>
            <td className="mono lab-expected">
              {row.expectedLeave === null ? 'no short formula' : percent(row.expectedLeave)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A bar for each worker; its number is in the title, and in words for whoever does not see bars. */
const Spread = ({ loads }: { readonly loads: readonly number[] }) => {
  const most = Math.max(1, ...loads);
  const text = loads.map((load, index) => `w${index + 1}: ${load}`).join(', ');
  return (
    <>
      <span className="visually-hidden">{text}</span>
      <span className="lab-spread" title={text} aria-hidden="true">
        {loads.map((load, index) => (
          <i key={index} style={{ height: `${(load / most) * 100}%`, background: `var(--worker-${index % 8})` }} />
        ))}
      </span>
    </>
  );
};
