import type { Alert, Transaction } from './types.ts';

export default function checkTransaction({ id, amount }: Transaction): Alert | null {
  if (amount > 1_000) return { kind: 'Deposit', id, amount };
  if (amount < -1_000) return { kind: 'Withdrawal', id, amount };
  return null;
}
