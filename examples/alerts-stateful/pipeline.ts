/** Alerts with state: the running total of each user is judged. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import checkTotal from './check-total.ts';
import encodeAlert from './encode-alert.ts';
import generateTransaction from './generate-transactions.ts';
import initialAccount from './initial-account.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import transactionUser from './transaction-user.ts';
import type { Transaction } from './types.ts';

const app = pipeline('Alerts, stateful', {
  description: 'Keeps a total for each user and raises an alert whenever it is above 2,000 or below -2,000.',
  layout,
});

const accounts = app.state('accounts', initialAccount);

app
  .source('transactions', {
    connector: generator({ rate: 1_000, count: 10_000 }),
    recordType: type<Transaction>('Transaction'),
    generate: generateTransaction,
  })
  .keyBy('user', transactionUser)
  .compute('check-total', accounts, checkTotal)
  .sink('alerts', live(), { encode: encodeAlert });

app.note('note', 'Five users, five state objects. Each total lives on one worker and is changed one record at a time.');

export default app;
