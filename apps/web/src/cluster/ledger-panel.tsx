/** The movement ledger: each thing that was asked of the run, or befell it, with what it cost. A click plays it again. */
import type { Movement } from '@potoroo/shared/telemetry';
import { recording } from '../run/live-store.ts';
import { useMovements } from '../run/movement-store.ts';
import { causeText, outcomeText, phaseText } from '../run/movement-text.ts';
import { clockText } from './clock-text.ts';
import { replay } from './replay.ts';
import { useShown } from './shown-parts.tsx';

const leadMs = 700;
const tailMs = 1_500;

export function LedgerPanel() {
  const entries = useMovements((store) => store.entries);
  return (
    <section aria-label="Movement ledger">
      <h3 className="section-title">Movement ledger</h3>
      {entries.length === 0 ? (
        <p className="quiet">
          Nothing has moved yet. Add a worker, drain one or kill one: what moved, and what it cost, is noted here.
        </p>
      ) : (
        <ol className="movement-list">
          {entries.toReversed().map((entry) => (
            <Entry key={entry.id} entry={entry} />
          ))}
        </ol>
      )}
    </section>
  );
}

const tones: Readonly<Partial<Record<Movement['phase'], string>>> = { done: 'good', refused: 'bad', failed: 'bad' };

function Entry({ entry }: { readonly entry: Movement }) {
  const { times, phase } = entry;
  const outcome = outcomeText(entry);
  // A click on what lies before the recording would show another moment.
  const isKept = useShown(() => (recording.frames[0]?.atMs ?? Infinity) <= (times.startedMs ?? times.askedMs));
  const words = (
    <>
      <span className="movement-head">
        <b>{causeText(entry)}</b>
        <span className="mono">{clockText(times.askedMs)}</span>
      </span>
      <span className="movement-phase" data-tone={tones[phase] ?? 'busy'}>
        {phaseText(entry)}
        {entry.barrier === null
          ? ''
          : `, ${entry.redone === undefined ? 'barrier' : 'from checkpoint'} ${entry.barrier}`}
      </span>
      {outcome !== '' && <span className="movement-outcome">{outcome}</span>}
    </>
  );
  return (
    <li>
      {times.endedMs === null || phase === 'refused' || !isKept ? (
        <div
          className="movement-entry"
          title={isKept ? undefined : 'It lies before the recording, which holds the last five minutes.'}
        >
          {words}
        </div>
      ) : (
        <button
          type="button"
          className="movement-entry"
          title="Play it again"
          onClick={() => replay(times.askedMs - leadMs, (times.endedMs ?? times.askedMs) + tailMs)}
        >
          {words}
          <span className="visually-hidden">Play it again</span>
        </button>
      )}
    </li>
  );
}
