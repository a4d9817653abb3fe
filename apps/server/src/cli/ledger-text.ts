/** The ledger of a run in a line: what was accepted, applied and released, and what must be 0. */
import type { Ledger } from '@potoroo/shared/telemetry';

const whole = new Intl.NumberFormat('en-US');

export const ledgerText = ({ accepted, applied, released, lost, doubled, deadLetters }: Ledger): string =>
  `accepted ${whole.format(accepted)}, applied ${whole.format(applied)}, released ${whole.format(released)}, ` +
  `lost ${whole.format(lost)}, doubled ${whole.format(doubled)}, dead letters ${whole.format(deadLetters)}`;
