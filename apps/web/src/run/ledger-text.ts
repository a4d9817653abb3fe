/** The ledger in words. Pure. */
import type { TelemetryFrame } from '@potoroo/shared/telemetry';
import { count, counted } from '../ui/numbers.ts';

/** Where a pipeline has no state, nothing is ever applied, and a 0 there would look like a loss. */
export function ledgerText(
  { ledger, stages }: Pick<TelemetryFrame, 'ledger' | 'stages'>,
  { isStale }: { readonly isStale: boolean },
): string {
  const parts = [
    `${count(ledger.accepted)} accepted`,
    ...(stages.length > 0 ? [`${count(ledger.applied)} applied`] : []),
    `${count(ledger.released)} released`,
    `${count(ledger.lost)} lost`,
    `${count(ledger.doubled)} doubled`,
    counted(ledger.deadLetters, 'dead letter'),
  ];
  return `${isStale ? 'Ledger, last known' : 'Ledger'}: ${parts.join(', ')}`;
}
