/**
 * The invariants of the transfer application beside its picture: what must hold of all money now, with its numbers, and the pairs
 * of accounts between which something is open. It follows every event, forward and back.
 */
import type { LedgerView } from '@potoroo/runtime/sim/stage';
import { type RefObject, useLayoutEffect, useRef } from 'react';
import { Icon } from '../../ui/icon.tsx';
import { select } from '../learn-store.ts';

type Props = { readonly index: number; readonly title: string; readonly ledger: LedgerView | null };

const stages: Readonly<Record<LedgerView['open'][number]['stage'], string>> = {
  offered: 'tentative',
  taken: 'taken, confirm under way',
  refused: 'refused, cancel under way',
};

export function Ledger({ index, title, ledger }: Props) {
  const element = useRef<HTMLElement>(null);
  const open = useRef<HTMLUListElement>(null);
  useWholeRows(element, open, ledger);
  return (
    <section className="scene-ledger" aria-label={`Invariants: ${title}`} tabIndex={0} ref={element}>
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
          <ul className="scene-ledger-open" ref={open}>
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

/** The list of what is open has as many rows as there is room for, and is scrolled by itself; none is cut through its letters. */
function useWholeRows(
  element: RefObject<HTMLElement | null>,
  list: RefObject<HTMLUListElement | null>,
  ledger: LedgerView | null,
): void {
  const fit = useRef(() => {
    const [outer, inner] = [element.current, list.current];
    if (outer === null || inner === null) return;
    inner.style.display = '';
    const row = inner.firstElementChild?.getBoundingClientRect().height ?? 1;
    const rows = Math.floor((outer.clientHeight - inner.offsetTop) / row);
    inner.style.maxHeight = `${rows * row}px`;
    if (rows < 1) inner.style.display = 'none';
  });
  useLayoutEffect(() => fit.current(), [ledger]);
  useLayoutEffect(() => {
    const sizes = new ResizeObserver(fit.current);
    if (element.current !== null) sizes.observe(element.current);
    return () => sizes.disconnect();
  }, [element]);
}
