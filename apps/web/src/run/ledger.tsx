/** The ledger: the live account of records of the run on screen, and while the server cannot be heard, the last that it said. */
import { Icon } from '../ui/icon.tsx';
import { count } from '../ui/numbers.ts';
import { ledgerText } from './ledger-text.ts';
import { LiveText, useLive } from './live-parts.tsx';
import { useIsStale, useShownRun } from './shown-run.ts';
import { useIsWaiting } from './troubles.tsx';

const aboutApplied =
  'Accepted: records taken from sources. Applied: records that met a state object; one record may be applied more than once (flat map, several states) or not at all (filter). Released: records that left by a sink. Lost and doubled: records whose counts at both ends of a way between two workers differ at a barrier.';
const aboutStateless = 'Accepted: records taken from sources. Released: records that left by a sink.';

export function Ledger() {
  const isShown = useShownRun();
  const isStale = useIsStale();
  const hasFrame = useLive(({ span }) => span !== null);
  const hasDeadLetters = useLive(({ span }) => (span?.newest.ledger.deadLetters ?? 0) > 0);
  const isUneven = useLive(({ span }) => (span?.newest.ledger.lost ?? 0) + (span?.newest.ledger.doubled ?? 0) > 0);
  const isWaiting = useIsWaiting();
  const hasState = useLive(({ span }) => (span?.newest.stages.length ?? 0) > 0);
  if (!isShown || !hasFrame) return <span className="ledger">Ledger: no run of this project is shown</span>;
  return (
    <>
      <span className="ledger" data-testid="ledger" data-stale={isStale || undefined}>
        {!isStale && (
          <span className={isUneven ? 'status-bad' : hasDeadLetters || isWaiting ? 'status-warn' : 'status-good'}>
            <Icon name={isUneven ? 'error' : hasDeadLetters || isWaiting ? 'warning' : 'check'} size={14} />
          </span>
        )}
        <LiveText
          label={hasState ? aboutApplied : aboutStateless}
          of={({ span }) => (span === null ? '' : ledgerText(span.newest, { isStale }))}
        />
      </span>
      <LiveText className="epoch" of={({ span }) => (span === null ? '' : `Epoch ${count(span.newest.epoch)}`)} />
    </>
  );
}
