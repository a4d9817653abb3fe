// The ledger says how many records were accepted and applied. One that counts a record twice after a recovery, or forgets
// those of a worker that has left, tells of a loss that never was, or hides one.
import { describe, expect, it } from 'vitest';
import { countLines } from '../../testing/sample-topologies.ts';
import { nodeId } from '@potoroo/shared/ids';
import type { EpochAccount } from './epoch-ledger.ts';
import { EpochLedger } from './epoch-ledger.ts';
import { addedTotals } from './node-totals.ts';

/** Stages of the sample: source 0, keyed 1, sink 2. */
const ack = (stage: number, records: number, failures = 0) => ({
  type: 'acked' as const,
  epoch: 1,
  stage,
  records,
  failures,
  nodes: [{ node: nodeId(`n${stage}`), recordsIn: records, recordsOut: records - failures }],
});
const nodesOf = ({ stages }: EpochAccount) => addedTotals(stages.flatMap(({ nodes = [] }) => nodes));
const counted = (ledger: EpochLedger) => {
  const { accepted, applied, deadLetters } = ledger.atCut();
  return { accepted, applied, deadLetters };
};

describe('the ledger of epochs', () => {
  it('sums what all workers had counted at one cut', () => {
    const ledger = new EpochLedger(countLines);
    ledger.acked(0, ack(0, 10, 1));
    ledger.acked(0, ack(1, 4));
    ledger.acked(2, ack(1, 5, 2));
    ledger.acked(2, ack(2, 9));
    expect(counted(ledger)).toEqual({ accepted: 10, applied: 9, deadLetters: 3 });
    expect(ledger.account.accepted, 'before it is complete').toBe(0);
    ledger.completed(ledger.atCut());
    expect(ledger.account.accepted).toBe(10);
    ledger.acked(0, ack(0, 15, 1));
    expect(counted(ledger), 'acks hold everything since the generation began').toMatchObject({ accepted: 15 });
  });

  it('goes back to the last complete epoch with a new generation, and counts on from there', () => {
    const ledger = new EpochLedger(countLines);
    ledger.acked(0, ack(0, 10));
    ledger.completed(ledger.atCut());
    ledger.acked(0, ack(0, 17));
    ledger.acked(1, ack(1, 3));
    ledger.rolledBack();
    expect(counted(ledger)).toEqual({ accepted: 10, applied: 0, deadLetters: 0 });
    ledger.acked(1, ack(0, 7));
    expect(counted(ledger)).toMatchObject({ accepted: 17 });
    ledger.rolledBack();
    ledger.rolledBack();
    expect(counted(ledger)).toMatchObject({ accepted: 10 });
  });

  it('keeps the counts of a worker that has left, until a recovery goes back before them', () => {
    const ledger = new EpochLedger(countLines);
    ledger.acked(0, ack(0, 10));
    ledger.acked(1, ack(0, 5, 1));
    ledger.retired(1);
    expect(counted(ledger)).toEqual({ accepted: 15, applied: 0, deadLetters: 1 });
    ledger.acked(0, ack(0, 12));
    expect(counted(ledger)).toMatchObject({ accepted: 17 });
    ledger.retired(7);
    expect(counted(ledger), 'one that never counted').toMatchObject({ accepted: 17 });
    ledger.rolledBack();
    expect(counted(ledger)).toMatchObject({ accepted: 0 });
  });

  it('has one base for nodes, workers and the run, across leaves and recoveries', () => {
    const ledger = new EpochLedger(countLines);
    ledger.acked(0, ack(0, 10));
    ledger.acked(0, ack(1, 4));
    ledger.acked(1, ack(1, 6, 1));
    ledger.completed(ledger.atCut());
    ledger.acked(0, ack(0, 90));
    ledger.acked(0, ack(1, 40));
    ledger.rolledBack();
    expect([...ledger.handled], 'what was undone is met again').toEqual([
      [0, 4],
      [1, 6],
    ]);
    ledger.acked(0, ack(0, 3));
    ledger.acked(1, ack(1, 3));
    ledger.retired(1);
    const account = ledger.atCut();
    expect(account).toMatchObject({ accepted: 13, applied: 13 });
    expect(nodesOf(account)).toEqual([
      { node: 'n0', recordsIn: 13, recordsOut: 13 },
      { node: 'n1', recordsIn: 13, recordsOut: 12 },
    ]);
    expect(account.workers, 'the one that has left among them').toEqual([
      { worker: 0, records: 4 },
      { worker: 1, records: 9 },
    ]);
  });

  it('counts for each slot, across leaves and recoveries, and after an account that did not', () => {
    const ledger = new EpochLedger(countLines, { stages: [0, 1, 2].map(() => ({ records: 0, failures: 0 })) });
    const applied = (): readonly number[] | undefined => ledger.atCut().stages[1]?.applied;
    ledger.acked(0, { ...ack(1, 4), applied: [4] });
    ledger.acked(1, { ...ack(1, 6), applied: [0, 1, 5] });
    expect(applied()).toEqual([4, 1, 5]);
    ledger.completed(ledger.atCut());
    ledger.acked(0, { ...ack(1, 40), applied: [40] });
    ledger.rolledBack();
    ledger.acked(1, { ...ack(1, 2), applied: [0, 2] });
    ledger.retired(1);
    ledger.acked(0, { ...ack(1, 1), applied: [0, 0, 1] });
    expect(applied()).toEqual([4, 3, 6]);
    expect(ledger.atCut().stages[0]).not.toHaveProperty('applied');
  });

  it('goes on from the account of a manifest', () => {
    const first = new EpochLedger(countLines);
    first.acked(0, ack(0, 10, 2));
    const next = new EpochLedger(countLines, first.atCut());
    expect(next.account).toEqual(first.atCut());
    next.acked(0, ack(0, 1));
    expect(counted(next)).toEqual({ accepted: 11, applied: 0, deadLetters: 2 });
  });
});
