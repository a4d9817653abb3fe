/**
 * Money between accounts without a step that touches two of them: the payer sets money aside and offers it, the payee takes
 * it or refuses, and the payer settles or takes it back. What an account says to another leaves by the sink `out` and comes
 * back by the source `post`, as it would by a log that both read.
 */
import type { Flow } from './topologies.ts';

/** What every account has at first. */
export const openingBalance = 100;
/** An account that has this much refuses more. */
export const balanceMax = 150;

export const transferFlow = (rate: number | null): Flow => ({
  name: 'transfer: tentative, confirm, cancel',
  rate,
  sources: [
    {
      name: 'orders',
      parse: `(line) => {
  const [number, from, to, amount] = line.split(' ');
  return { type: 'ask', id: Number(number), key: from, other: to, amount: Number(amount) };
}`,
      key: '(order) => order.key',
      input: 0,
    },
    {
      name: 'post',
      parse: `(line) => {
  const [type, id, key, other, amount] = line.split(' ');
  return { type, id: Number(id), key, other, amount: Number(amount) };
}`,
      key: '(letter) => letter.key',
      input: 1,
    },
  ],
  states: [
    {
      name: 'account',
      initial: `() => ({
  balance: ${openingBalance}, aside: {}, taken: [], turnedDown: [],
  offered: 0, confirmed: 0, cancelled: 0, refused: 0, paid: 0, received: 0,
})`,
      computations: [
        `(order, account) => {
  if (account.balance < order.amount) { account.refused++; return null; }
  account.balance -= order.amount;
  account.aside[order.id] = { to: order.other, amount: order.amount };
  account.offered++;
  return { type: 'tentative', id: order.id, key: order.other, other: order.key, amount: order.amount };
}`,
        `(letter, account) => {
  const answer = (type) => ({ type, id: letter.id, key: letter.other, other: letter.key, amount: letter.amount });
  switch (letter.type) {
    case 'tentative':
      if (account.balance + letter.amount > ${balanceMax}) {
        account.turnedDown.push(String(letter.id));
        return answer('cancel');
      }
      account.balance += letter.amount;
      account.taken.push(String(letter.id));
      account.received += letter.amount;
      return answer('confirm');
    case 'confirm':
      delete account.aside[letter.id];
      account.confirmed++;
      account.paid += letter.amount;
      return null;
    case 'cancel':
      delete account.aside[letter.id];
      account.cancelled++;
      account.balance += letter.amount;
      return null;
  }
}`,
      ],
    },
  ],
  encode: '(letter) => `${letter.type} ${letter.id} ${letter.key} ${letter.other} ${letter.amount}`',
});
