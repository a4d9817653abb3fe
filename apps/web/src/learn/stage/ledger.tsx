/**
 * The invariants of the transfer application beside its picture: what must hold of all money now, with its numbers, and the pairs
 * of accounts between which something is open. It follows every event, forward and back.
 */
import type { LedgerView } from '@potoroo/runtime/sim/stage';
import { Icon } from '../../ui/icon.tsx';
import { select } from '../learn-store.ts';

type Props = { readonly index: number; readonly title: string; readonly ledger: LedgerView | null };

const stages: Readonly<Record<LedgerView['open'][number]['stage'], string>> = {
  offered: 'tentative',
  taken: 'taken, confirm under way',
  refused: 'refused, cancel under way',
};

export function Ledger({ index, title, ledger }: Props) {
  return (
    <section className="scene-ledger" aria-label={`Invariants: ${title}`} tabIndex={0}>
      <h4>What must hold</h4>
      {ledger === null ? (
        <p className="quiet">Everybody goes back to the last checkpoint; it is counted again from there.</p>
      ) : (
        <>
          <ul className="scene-ledger-rules">
            {ledger.rules.map(({ says, holds, detail }) => (
              <li key={says} className={holds ? 'claim-holds' : 'claim-fails'}>
                <Icon name={holds ? 'check' : 'warning'} size={14} />
                <span>
                  {says}
                  {!holds && <b> is broken</b>} <span className="scene-ledger-detail">{detail}</span>
                </span>
              </li>
            ))}
          </ul>
          <h4>Open between two accounts ({ledger.open.length})</h4>
          <ul className="scene-ledger-open">
            {ledger.open.map(({ id, from, to, amount, stage }) => (
              <li key={`${from} ${id}`}>
                <button
                  type="button"
                  onClick={() => select({ type: 'object', scene: index, state: 'account', key: from })}
                >
                  {from}
                </button>{' '}
                →{' '}
                <button
                  type="button"
                  onClick={() => select({ type: 'object', scene: index, state: 'account', key: to })}
                >
                  {to}
                </button>{' '}
                {amount} {stages[stage]}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
