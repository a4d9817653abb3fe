/** Alerts without state: each transaction is judged by itself. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Alerts, stateless',
  description: 'Raises an alert for every single deposit or withdrawal above 1,000.',
  types: 'types.ts',
  nodes: [
    {
      id: 'transactions',
      kind: 'source',
      name: 'Transactions',
      position: { x: 0, y: 0 },
      connector: { type: 'generator', rate: 1_000, count: 10_000 },
      recordType: 'Transaction',
      decode: null,
      generate: 'generate-transactions.ts',
    },
    {
      id: 'check-transaction',
      kind: 'computation',
      name: 'Check transaction',
      position: { x: 276, y: 0 },
      code: 'check-transaction.ts',
    },
    {
      id: 'alerts',
      kind: 'sink',
      name: 'Alerts',
      position: { x: 552, y: 0 },
      connector: { type: 'live' },
      encode: 'encode-alert.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 276, y: 92 },
      size: { width: 196, height: 84 },
      text: 'Each transaction is judged by itself, so there is no key and no state.',
    },
  ],
  edges: [
    ['transactions', 'check-transaction'],
    ['check-transaction', 'alerts'],
  ],
};
