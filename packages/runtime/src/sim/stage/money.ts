/**
 * The ledger of the transfer application, from what its accounts hold: which transfers are open, what must hold of all money at
 * every event, and whether it does. A transfer is known by its number at both ends, so money that a repeated or a lost letter
 * makes or loses is seen. Pure.
 */
import type { LedgerView, ObjectView, OpenTransfer } from './scene-view.ts';
import { openingBalance } from './transfer.ts';

type Account = {
  readonly key: string;
  readonly balance: number;
  /** Number of a transfer -> what was set aside for it, until the answer is there. */
  readonly aside: Readonly<Record<string, { readonly to: string; readonly amount: number }>>;
  readonly taken: readonly string[];
  readonly turnedDown: readonly string[];
  readonly counts: Readonly<Record<'offered' | 'confirmed' | 'cancelled' | 'refused' | 'paid' | 'received', number>>;
};

function accountOf({ key, value }: ObjectView): Account {
  const { balance, aside, taken, turnedDown, ...counts } = value as Omit<Account, 'key' | 'counts'> & Account['counts'];
  return { key, balance, aside, taken, turnedDown, counts };
}

type Sums = Account['counts'] & { readonly balance: number; readonly below: number };

function sumsOf(accounts: readonly Account[]): Sums {
  const sum = (of: (account: Account) => number): number => accounts.reduce((all, account) => all + of(account), 0);
  return {
    balance: sum(({ balance }) => balance),
    below: accounts.filter(({ balance }) => balance < 0).length,
    offered: sum(({ counts }) => counts.offered),
    confirmed: sum(({ counts }) => counts.confirmed),
    cancelled: sum(({ counts }) => counts.cancelled),
    refused: sum(({ counts }) => counts.refused),
    paid: sum(({ counts }) => counts.paid),
    received: sum(({ counts }) => counts.received),
  };
}

/** Transfers whose payer has no answer yet, and what the payee has said of each. */
function openOf(accounts: readonly Account[]): readonly OpenTransfer[] {
  const byKey = new Map(accounts.map((account) => [account.key, account]));
  return accounts.flatMap(({ key, aside }) =>
    Object.entries(aside).map(([id, { to, amount }]): OpenTransfer => {
      const payee = byKey.get(to);
      const stage =
        payee?.taken.includes(id) === true ? 'taken' : payee?.turnedDown.includes(id) === true ? 'refused' : 'offered';
      return { id, from: key, to, amount, stage };
    }),
  );
}

const amountOf = (transfers: readonly OpenTransfer[]): number => transfers.reduce((sum, { amount }) => sum + amount, 0);
const told = (number: number): string => number.toLocaleString('en');

export function ledgerOf(objects: readonly ObjectView[]): LedgerView {
  const accounts = objects.map(accountOf);
  const sums = sumsOf(accounts);
  const open = openOf(accounts);
  const taken = open.filter(({ stage }) => stage === 'taken');
  // What a payee has taken is in its balance; what it has not is still with its payer.
  const onItsWay = amountOf(open) - amountOf(taken);
  const [money, opened] = [sums.balance + onItsWay, accounts.length * openingBalance];
  const answered = sums.confirmed + sums.cancelled + open.length;
  const settled = sums.paid + amountOf(taken);
  return {
    counts: { ...sums, money, opened, aside: amountOf(open), onItsWay, open: open.length },
    open,
    rules: [
      {
        says: 'All money is there',
        holds: money === opened,
        detail: `${told(sums.balance)} in accounts + ${told(onItsWay)} on its way = ${told(money)} of ${told(opened)}`,
      },
      {
        says: 'No account is below zero',
        holds: sums.below === 0,
        detail: sums.below === 0 ? `${accounts.length} accounts` : `${sums.below} are`,
      },
      {
        says: 'Each tentative has one answer, or waits for it',
        holds: sums.offered === answered,
        detail: `${sums.offered} tentative = ${sums.confirmed} confirm + ${sums.cancelled} cancel + ${open.length} open`,
      },
      {
        says: 'What one received another paid',
        holds: sums.received === settled,
        detail: `${told(sums.received)} received = ${told(sums.paid)} paid + ${told(amountOf(taken))} not confirmed yet`,
      },
    ],
  };
}
