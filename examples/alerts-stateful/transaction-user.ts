import type { Transaction } from './types.ts';

export default (transaction: Transaction): string => transaction.user;
