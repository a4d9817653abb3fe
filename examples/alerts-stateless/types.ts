export type Transaction = { id: number; amount: number };
export type Alert = { kind: 'Deposit' | 'Withdrawal'; id: number; amount: number };
