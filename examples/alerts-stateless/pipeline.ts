/** Alerts without state: each transaction is judged by itself. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import checkTransaction from './check-transaction.ts';
import encodeAlert from './encode-alert.ts';
import generateTransaction from './generate-transactions.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import type { Transaction } from './types.ts';

const app = pipeline('Alerts, stateless', {
  description: 'Raises an alert for every single deposit or withdrawal above 1,000.',
  layout,
});

app
  .source('transactions', {
    connector: generator({ rate: 1_000, count: 10_000 }),
    recordType: type<Transaction>('Transaction'),
    generate: generateTransaction,
  })
  .compute('check-transaction', checkTransaction)
  .sink('alerts', live(), { encode: encodeAlert });

app.note('note', 'Each transaction is judged by itself, so there is no key and no state.');

export default app;
