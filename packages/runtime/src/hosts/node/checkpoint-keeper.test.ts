/** What a run that goes on says of a checkpoint that knows less than it would keep now. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { EpochAccount } from '../../core/index.ts';
import { freshStart } from '../../core/index.ts';
import { countLines } from '../../testing/sample-topologies.ts';
import { CheckpointKeeper } from './checkpoint-keeper.ts';
import { CheckpointStore } from './checkpoint-store.ts';
import { JournalDesk } from './journal/journal-desk.ts';

const counts = { records: 40, failures: 0 };
const account = { accepted: 40, applied: 40, deadLetters: 0, stages: [counts, counts, counts] };

/** What is made of a directory with a checkpoint that has this account. */
async function keeperAfter(kept: EpochAccount): Promise<CheckpointKeeper> {
  const directory = mkdtempSync(join(tmpdir(), 'potoroo-keeper-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const store = new CheckpointStore(directory);
  store.begin(1, []);
  await store.commit({
    generation: 1,
    codeHash: countLines.codeHash,
    durable: { ...freshStart([0], []), epoch: 7 },
    chains: new Map(),
    account: kept,
  });
  const begin = {
    type: 'begin',
    topology: countLines,
    workers: 1,
    after: [],
    barrierIntervalMs: 50,
    heartbeatTimeoutMs: 1_000,
    directory,
    recoverable: true,
    movable: [],
    recoveriesMax: 1,
    runningMs: 0,
    deployedAt: 0,
    sequence: 0,
    last: null,
    alive: [0],
    goesBack: null,
    waits: false,
  } as const;
  return new CheckpointKeeper(begin, new JournalDesk(begin, () => undefined));
}

test('says that nodes begin at 0 where the version before did not count for them, and knows nobody who is gone', async () => {
  const { notes, gone, ledger } = await keeperAfter(account);
  expect(notes).toEqual([
    'checkpoint 7 was kept by an older version, which did not count for each node and worker: these begin at 0, and the ledger goes on',
  ]);
  expect(gone).toEqual([]);
  expect(ledger.account).toMatchObject({ accepted: 40, applied: 40 });
});

test('says nothing where every count goes on', async () => {
  const stages = [counts, counts, counts].map((stage) => ({ ...stage, nodes: [] }));
  expect(await keeperAfter({ ...account, stages })).toMatchObject({ notes: [] });
});
