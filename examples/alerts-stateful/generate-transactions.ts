import { amountAfter } from '../alerts-stateless/amounts.ts';
import type { Transaction } from './types.ts';

const users = ['Fido', 'Rex', 'Dr. Whiskers', 'Feathers', 'Mountaineer'];
const totalMax = 5_000;
const turn = 6_000;

type Memory = { amount: number; totals: number[] };
export const memory = (): Memory => ({ amount: 1, totals: [1, 0, 0, 0, 0] });

// The users take turns. Whoever has strayed too far is turned back by a large amount.
export default function generateTransaction(index: number, memory: Memory): Transaction {
  const place = index % users.length;
  const user = users[place] ?? '';
  if (index === 0) return { user, amount: memory.amount };
  const total = memory.totals[place] ?? 0;
  memory.amount = total > totalMax ? -turn : total < -totalMax ? turn : amountAfter(memory.amount);
  memory.totals[place] = total + memory.amount;
  return { user, amount: memory.amount };
}
