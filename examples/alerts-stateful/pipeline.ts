/** Alerts with state: the running total of each user is judged. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Alerts, stateful',
  description: 'Keeps a total for each user and raises an alert whenever it is above 2,000 or below -2,000.',
  types: 'types.ts',
  nodes: [
    {
      id: 'transactions',
      kind: 'source',
      name: 'Transactions',
      position: { x: 0, y: 48 },
      connector: { type: 'generator', rate: 1_000, count: 10_000 },
      recordType: 'Transaction',
      decode: null,
      generate: 'generate-transactions.ts',
    },
    { id: 'user', kind: 'key', name: 'user', position: { x: 244, y: 61 }, code: 'transaction-user.ts' },
    {
      id: 'accounts',
      kind: 'state',
      name: 'Accounts',
      position: { x: 400, y: 0 },
      size: { width: 252, height: 130 },
      initial: 'initial-account.ts',
    },
    {
      id: 'check-total',
      kind: 'state-computation',
      name: 'Check total',
      position: { x: 428, y: 48 },
      state: 'accounts',
      code: 'check-total.ts',
    },
    {
      id: 'alerts',
      kind: 'sink',
      name: 'Alerts',
      position: { x: 708, y: 48 },
      connector: { type: 'live' },
      encode: 'encode-alert.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 400, y: 160 },
      size: { width: 252, height: 84 },
      text: 'Five users, five state objects. Each total lives on one worker and is changed one record at a time.',
    },
  ],
  edges: [
    ['transactions', 'user'],
    ['user', 'check-total'],
    ['check-total', 'alerts'],
  ],
};
