export type Transaction = { user: string; amount: number };
export type Account = { total: number };
export type Alert = { kind: 'Deposit' | 'Withdrawal'; user: string; total: number };
