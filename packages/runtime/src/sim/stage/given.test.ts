// Whoever plays with a pipeline of their own must see their own pipeline, and a search that names a schedule which breaks nothing,
// or finds none although it never tried a crash, would teach the wrong thing.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import { parsePipelineText } from '@potoroo/shared/pipeline';
import { describe, expect, it } from 'vitest';
import { brokenBy, endOf, Hunt, playable, type SceneSpec, Theatre } from './index.ts';

const libraryFolder = path.dirname(createRequire(import.meta.url).resolve('typescript-6/lib/lib.es5.d.ts'));
const libraries = collectLibraries((name) => readFileSync(path.join(libraryFolder, name), 'utf8'));
const examples = path.join(import.meta.dirname, '../../../../../examples');

function compiled(name: string): NonNullable<SceneSpec['topology']> {
  const parsed = parsePipelineText(readFileSync(path.join(examples, name, 'pipeline.json'), 'utf8'));
  const { topology } = parsed.ok ? compile(parsed.value, libraries) : { topology: null };
  if (topology === null) throw new Error('the example compiles');
  return topology;
}

const spec: SceneSpec = {
  title: 'Alphabet',
  flow: 'given',
  topology: compiled('alphabet'),
  workers: 2,
  seed: 42,
  keys: 0,
  records: 40,
  rate: 2_000,
  barrierMs: 10,
  horizonMs: 20_000,
  tallies: true,
};
const hunted = { spec, singlesMax: 12, pairsMax: 4 } as const;

function over(hunt: Hunt): Hunt['state'] {
  while (hunt.advance(10)) continue;
  return hunt.state;
}

describe('a compiled pipeline on a stage', { timeout: 120_000 }, () => {
  it('begins with the first record that a source makes: orders of Market Spread are met, and none is lost by a crash', () => {
    const market = { ...spec, topology: compiled('market-spread') };
    const deeds = [{ after: 150, scene: 0, act: { type: 'kill', worker: 1 } }] as const;
    for (const [end] of [endOf([market], []), endOf([market], deeds)]) {
      expect(end?.failure).toBeNull();
      expect(end?.counts).toMatchObject({ expected: 80, missing: 0, extra: 0, finished: 1 });
      expect(end?.counts['outputs']).toBeGreaterThan(0);
    }
  });

  it('is played to its end as one thread would, whatever is done to it', () => {
    const [calm] = endOf([spec], []);
    expect(calm?.failure).toBeNull();
    expect(calm?.counts).toMatchObject({
      met: 40,
      expected: 40,
      outputs: 40,
      wrong: 0,
      missing: 0,
      extra: 0,
      finished: 1,
    });
    const theatre = new Theatre([spec]);
    theatre.seek(90);
    theatre.perform([{ scene: 0, act: { type: 'kill', worker: 1 } }]);
    theatre.seekEnd();
    const [end] = theatre.view().scenes;
    expect(end?.counts).toMatchObject({ recoveries: 1, outputs: 40, wrong: 0, missing: 0, extra: 0, finished: 1 });
    expect(
      end?.objects.every(({ state, value }) => state === 'Tally' && Object.keys(value as object).join() === 'votes'),
    ).toBe(true);
  });

  it('is not played where a source reads from outside, and says which', () => {
    const topology = compiled('alphabet');
    const silent = topology.stages.map((stage) => (stage.kind === 'source' ? { ...stage, generate: null } : stage));
    const refused = playable({ ...topology, stages: silent });
    expect(refused.ok ? '' : refused.error).toContain('its source “Votes”');
    expect(playable(topology).ok).toBe(true);
  });
});

describe('the hunt for a failure', { timeout: 120_000 }, () => {
  it('finds the one lost message that breaks a link which gives up, and what it names does break it', () => {
    const lossy = { ...spec, delivery: 'at-most-once' } as const;
    const { found, judged } = over(
      new Hunt({ ...hunted, spec: lossy, guarantee: 'effectively-once', faults: ['lose', 'double'] }),
    );
    expect(found?.deeds.map(({ act }) => act.type)).toEqual(['drop']);
    if (judged === null) throw new Error('it is known what is judged');
    expect(brokenBy(endOf([lossy], found?.deeds ?? [])[0], 'effectively-once', judged)).toContain('missing');
    // The same loss is what that link promises.
    expect(brokenBy(endOf([lossy], found?.deeds ?? [])[0], 'at-most-once', judged)).toBeNull();
  });

  it('finds the one crash after which outputs that did not wait have left twice', () => {
    const { found } = over(
      new Hunt({
        ...hunted,
        spec: { ...spec, outputs: 'at once' },
        guarantee: 'effectively-once',
        faults: ['kill', 'kill-coordinator'],
      }),
    );
    expect(found?.deeds).toHaveLength(1);
    expect(found?.why).toMatch(/left twice|taken back/);
  });

  it('finds none where links are numbered and outputs wait, crashes and changes of members included, up to its bound', () => {
    const state = over(
      new Hunt({
        ...hunted,
        guarantee: 'effectively-once',
        faults: ['lose', 'double', 'kill', 'kill-coordinator', 'add', 'leave'],
      }),
    );
    expect(state).toMatchObject({ phase: 'over', found: null, singles: 12, pairs: 4 });
    expect(state.singlesPossible).toBeGreaterThan(500);
  });
});
