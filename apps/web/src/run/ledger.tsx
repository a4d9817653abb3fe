/** The ledger: the live account of records of the run on screen. */
import { Icon } from '../ui/icon.tsx';
import { count, counted } from '../ui/numbers.ts';
import { LiveText, useLive } from './live-parts.tsx';
import { useShownRun } from './shown-run.ts';

export function Ledger() {
  const isShown = useShownRun();
  const hasFrame = useLive(({ span }) => span !== null);
  const hasDeadLetters = useLive(({ span }) => (span?.newest.ledger.deadLetters ?? 0) > 0);
  if (!isShown || !hasFrame) return <span className="ledger">Ledger: nothing has run yet</span>;
  return (
    <>
      <span className="ledger" data-testid="ledger">
        <span className={hasDeadLetters ? 'status-warn' : 'status-good'}>
          <Icon name={hasDeadLetters ? 'warning' : 'check'} size={14} />
        </span>
        <LiveText
          of={({ span }) => {
            if (span === null) return '';
            const { accepted, applied, released, deadLetters } = span.newest.ledger;
            return `Ledger: ${count(accepted)} accepted, ${count(applied)} applied, ${count(released)} released, ${counted(deadLetters, 'dead letter')}`;
          }}
        />
      </span>
      <LiveText className="epoch" of={({ span }) => (span === null ? '' : `Epoch ${count(span.newest.epoch)}`)} />
    </>
  );
}
