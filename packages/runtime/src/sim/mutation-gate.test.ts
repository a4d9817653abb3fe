// A judge that never finds anything is worth nothing: without a load-bearing rule of the core the swarm must notice. The
// rest of the rules, and the seeds at which they are missed, are told by `npm run sim:mutants`.
import { describe, expect, it } from 'vitest';
import { mutants } from './mutants.ts';
import { catchMutant } from './mutation-gate.ts';
import { failureOf, drawRun } from './seed-run.ts';

/** Rules whose absence shows within so few seeds are tried with every run of the tests. */
const seeds = 30;
const quick: readonly string[] = [
  'alignment: a task cuts only when every channel has delivered the barrier',
  'frames that wait are kept',
  'I16: records of a channel keep their order',
  'I16: a link keeps its order',
  'records go to the new owner behind the barrier',
  'I17: without credit nothing is sent',
  'I17: no more is granted than was consumed',
  'what has left is forgotten where it was',
  'objects that change are part of the next checkpoint',
  'a source goes on where the checkpoint left it',
  'an output knows where it stands after a recovery',
  'what was staged for a checkpoint that is given up counts no more',
  'the ledger of a new generation goes on from the last complete epoch',
  'I10: the next barrier waits until every moved slot has arrived',
  'I14: an epoch is complete only when its manifest is durable',
  'I18: a change of members moves nothing between members that stay',
  'I12: words and frames of another generation are not heard',
];

/** Those that show only where a loss meets what is late, or much else comes together, and a seed at which they do. */
const late = [
  { rule: 'outputs are kept until they have left', seed: 41, reason: 'I15' },
  {
    rule: 'the cut of a preview in a file is told of only when what left before it is there',
    seed: 115,
    reason: 'I14',
  },
  {
    rule: 'I17: sources are held while an outbox is full, checkpoints cannot be kept, or the run is handed over',
    seed: 4,
    reason: 'I17',
  },
  {
    rule: 'outputs that a manifest should have held that was not written are part of the next one',
    seed: 87,
    reason: 'I1',
  },
  { rule: 'who waits for something is answered before the run is over', seed: 2, reason: 'have no answer' },
  { rule: 'a change that is asked for is done once a manifest holds it', seed: 143, reason: 'answered as done' },
  { rule: 'a request for a checkpoint is done once that is kept', seed: 22, reason: 'never taken up' },
  { rule: 'I17: who joins holds its sources where the others hold theirs', seed: 15, reason: 'I17' },
  { rule: 'I17: a sink that is slow to release is given three epochs at most', seed: 266, reason: 'I17' },
  { rule: 'I12: no word of a manifest of another generation or another epoch is heard', seed: 730, reason: 'I13' },
  { rule: 'outputs are kept no longer than until they have left', seed: 2, reason: 'is kept yet' },
  { rule: 'a source starts only once those before it are covered', seed: 6, reason: 'L1: source 1 starts' },
  {
    rule: 'L1: sources of a run that is being stopped are told so by each generation',
    seed: 62,
    reason: 'was not told to stop',
  },
  { rule: 'I1: who joined by a change that no manifest holds begins anew', seed: 19, reason: 'still writes' },
  { rule: 'I1: a generation begins only when whoever begins anew has ended', seed: 19, reason: 'still writes' },
  {
    rule: 'a change that a manifest holds is done, whatever is lost before all of it has arrived',
    seed: 601,
    reason: 'has no answer',
  },
  {
    rule: 'L1: the end of a run is taken back by the loss of a worker that has not said its last word',
    seed: 10,
    reason: 'L1: no end',
  },
  { rule: 'L1: who is to join and is lost is started again', seed: 5, reason: 'nobody starts it' },
  { rule: 'L1: who cannot join is refused, and not waited for', seed: 18, reason: 'nobody starts it' },
  {
    rule: 'a request for a checkpoint is not done by a barrier that was in flight',
    seed: 22,
    reason: 'answered as done',
  },
];

describe('a cluster without one of its rules', () => {
  it('has no two rules of one name', () => {
    const rules = mutants.map(({ rule }) => rule);
    expect(new Set(rules).size).toBe(rules.length);
  });

  for (const rule of quick) {
    it(`is caught: ${rule}`, { timeout: 120_000 }, () => {
      const mutant = mutants.find((one) => one.rule === rule);
      if (mutant === undefined) throw new Error(`there is no rule ${rule}`);
      expect(catchMutant(mutant, seeds)).not.toBeNull();
    });
  }

  for (const { rule, seed, reason } of late) {
    it(`is caught: ${rule}`, () => {
      const mutant = mutants.find((one) => one.rule === rule);
      if (mutant === undefined) throw new Error(`there is no rule ${rule}`);
      const { rules, restore } = mutant.take();
      try {
        expect(failureOf(drawRun(seed), { rules })?.message).toMatch(reason);
      } finally {
        restore();
      }
      expect(failureOf(drawRun(seed))).toBeNull();
    });
  }

  it('has its rule back afterwards', () => {
    expect(failureOf(drawRun(1))).toBeNull();
  });
});
