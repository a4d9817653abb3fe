import { amountAfter } from './amounts.ts';
import type { Transaction } from './types.ts';

type Memory = { amount: number };
export const memory = (): Memory => ({ amount: 1 });

export default function generateTransaction(index: number, memory: Memory): Transaction {
  if (index > 0) memory.amount = amountAfter(memory.amount);
  return { id: index, amount: memory.amount };
}
