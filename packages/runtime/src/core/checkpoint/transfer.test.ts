// Another version of a pipeline goes on from a checkpoint of the one before. A stage that is taken for another meets state of a
// stranger, and a position that does not belong to what is read now loses or repeats records. The titles are rules of SPEC.md.
import { moduleId, stageId } from '@potoroo/shared/ids';
import type { Topology } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import type { Quarantined } from '../../api/index.ts';
import { plainText } from '../../api/index.ts';
import { countLines, twoStages } from '../../testing/sample-topologies.ts';
import { Preamble } from '../exchange/preamble.ts';
import { readOutputs, writeOutputs } from './output-section.ts';
import { SectionDecoder, SectionEncoder } from './slot-section.ts';
import type { Cut } from './transfer.ts';
import { closedOutput, originsOf, remadeObjects, toRemake, transfer } from './transfer.ts';

const skipped = (source: number, module: number, offset: number): Quarantined => ({
  source: stageId(source),
  intake: 0,
  offset,
  module: moduleId(module),
  why: 'did not come to an end',
});
const keep = () => 'keep' as const;
/** Its first stage is left out, and the others move up. */
const without: Topology = {
  ...twoStages,
  stages: twoStages.stages.slice(1).map((stage) => ({ ...stage, id: stageId(stage.id - 1) })),
};
const versions = { before: twoStages, after: without };
const cut: Cut<string> = {
  durable: {
    epoch: 7,
    members: [0, 2],
    nextWorker: 5,
    placement: [[0], [2], [0, 2], [2, 0], [2]],
    solos: [{ stage: 2, slot: 2, key: 'hot', homing: false }],
    covered: [1],
    released: new Map([[4, 6]]),
    stopping: false,
  },
  chains: new Map([
    ['0.0', [{ epoch: 7, full: true, place: 'left' }]],
    ['1.0', [{ epoch: 7, full: true, place: 'right' }]],
    ['2.17', [{ epoch: 5, full: true, place: 'first' }]],
    ['4.0', [{ epoch: 7, full: false, place: 'out' }]],
  ]),
  account: {
    accepted: 30,
    applied: 60,
    deadLetters: 1,
    stages: [10, 20, 30, 30, 60].map((records, stage) => ({ records, failures: stage === 1 ? 1 : 0 })),
  },
  quarantine: [skipped(1, 1, 5), skipped(0, 0, 9)],
};

describe('a checkpoint of another version of the pipeline', () => {
  it('finds what stays by its node, whatever numbers stages have', () => {
    const origins = originsOf(versions, keep);
    expect(origins).toEqual([1, 2, 3, 4]);
    const given = transfer(cut, versions, origins, new Map([['3.0', 'closed']]));
    expect(given.durable).toMatchObject({ epoch: 8, placement: [[2], [0, 2], [2, 0], [2]], covered: [0] });
    expect(given.durable.solos, 'an object stays where it was moved to').toEqual([
      { stage: 1, slot: 2, key: 'hot', homing: false },
    ]);
    expect([...given.durable.released]).toEqual([[3, 8]]);
    expect([...given.chains]).toEqual([
      ['0.0', [{ epoch: 7, full: true, place: 'right' }]],
      ['1.17', [{ epoch: 5, full: true, place: 'first' }]],
      ['3.0', [{ epoch: 8, full: true, place: 'closed' }]],
    ]);
    expect(given.account).toMatchObject({ accepted: 20, applied: 60, deadLetters: 1 });
  });

  it('begins what reads or writes elsewhere, and every state that is reset', () => {
    const elsewhere: Topology = {
      ...twoStages,
      stages: twoStages.stages.map((stage) =>
        stage.kind === 'keyed' || stage.id === 1
          ? stage
          : { ...stage, connector: { type: 'file', path: 'other', format: 'lines', rate: null } as never },
      ),
    };
    const policyOf = (state: string) => (state === 'first' ? 'reset' : 'keep');
    const origins = originsOf({ before: twoStages, after: elsewhere }, policyOf);
    expect(origins).toEqual([null, 1, null, 3, null]);
    const given = transfer(cut, { before: twoStages, after: elsewhere }, origins, new Map());
    expect([...given.chains.keys()]).toEqual(['1.0']);
    expect(given.durable.placement[2]).toHaveLength(256);
    expect(given.account.stages[0]).toEqual({ records: 0, failures: 0 });
  });

  it('closes off an output, whose header stays in force or gives way once', () => {
    const [header, other] = [Uint8Array.of(1, 2), Uint8Array.of(3)];
    const sealed = {
      epoch: 7,
      from: { bytes: 100, records: 9 },
      records: 2,
      bytes: 3,
      chunks: [Uint8Array.of(7, 8, 9)],
    };
    const closed = readOutputs(closedOutput([writeOutputs({ sealed, preamble: header, isInherited: false })], 8));
    expect(closed).toMatchObject({
      sealed: { epoch: 8, from: { bytes: 103, records: 11 }, bytes: 0 },
      isInherited: true,
    });
    const preambleOf = (): Preamble => {
      const preamble = new Preamble();
      preamble.restore(closed.preamble ?? other, closed.isInherited);
      return preamble;
    };
    expect(preambleOf().offer(header)).toBe(false);
    const replaced = preambleOf();
    expect(replaced.offer(other)).toBe(true);
    expect(() => replaced.offer(header)).toThrow('other columns');
    expect(toRemake(versions, originsOf(versions, keep), cut.chains, keep)).toEqual([
      { stage: 3, slot: 0, from: { stage: 4 } },
    ]);
  });

  it('makes each object of a state that migrates anew, and says with which key that failed', () => {
    const encoder = new SectionEncoder(plainText);
    const section = (values: Readonly<Record<string, unknown>>): Uint8Array => {
      const draft = encoder.open();
      for (const [key, value] of Object.entries(values)) encoder.add(draft, key, value);
      return encoder.close(draft).slice();
    };
    const chain = [section({ a: { n: 1 }, b: { n: 2 } }), section({ b: { n: 3 } })];
    const made = new Map<string, unknown>();
    const remade = remadeObjects(chain, plainText, (old, key) => ({ sum: (old as { n: number }).n, key }));
    new SectionDecoder(plainText).read(remade, (key, value) => made.set(key, value));
    expect([...made]).toEqual([
      ['a', { sum: 1, key: 'a' }],
      ['b', { sum: 3, key: 'b' }],
    ]);
    expect(() => remadeObjects(chain, plainText, () => () => 0)).toThrow('the object of key "a" could not be migrated');
    const migrated = toRemake(versions, originsOf(versions, keep), cut.chains, () => 'migrate');
    expect(migrated).toContainEqual({ stage: 1, slot: 17, from: { stage: 2 } });
  });

  it('keeps in quarantine the records of snippets that are as they were', () => {
    const given = transfer(cut, versions, originsOf(versions, keep), new Map());
    expect(given.quarantine).toEqual([skipped(0, 1, 5)]);
    const mended: Topology = {
      ...countLines,
      modules: countLines.modules.map((module) => (module.id === moduleId(2) ? { ...module, code: 'other' } : module)),
    };
    const changed = { before: countLines, after: mended };
    const poison = (module: number) => skipped(0, module, module);
    const own: Cut<string> = {
      ...cut,
      durable: { ...cut.durable, placement: [[0], [0], [0]] },
      chains: new Map(),
      quarantine: [poison(0), poison(2)],
    };
    expect(transfer(own, changed, originsOf(changed, keep), new Map()).quarantine).toEqual([poison(0)]);
  });
});
