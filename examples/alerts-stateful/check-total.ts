import type { Account, Alert, Transaction } from './types.ts';

export default function checkTotal({ user, amount }: Transaction, account: Account): Alert | null {
  account.total += amount;
  const { total } = account;
  if (total > 2_000) return { kind: 'Deposit', user, total };
  if (total < -2_000) return { kind: 'Withdrawal', user, total };
  return null;
}
