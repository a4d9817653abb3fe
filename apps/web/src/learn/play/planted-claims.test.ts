// A claim that holds whatever the stage does teaches nothing, and hides a stage that is wrong. Where claims once could not fail, a fault is
// planted in what the stage shows, and the claim that speaks of it must see it.
import type { SceneView } from '@potoroo/runtime/sim/stage';
import { expect, it } from 'vitest';
import { lessons } from '../lessons/course.ts';
import { LessonPlay } from './lesson-play.ts';
import { holds, type Measured } from './measures.ts';
import { claimView } from './play-view.ts';

type Scenes = Readonly<Record<string, SceneView>>;
type Spoil = (scene: SceneView) => Partial<SceneView>;
type Planted = { readonly lesson: string; readonly step: number; readonly scene: string; readonly spoil: Spoil };

/** What of the claims of a step, from 1, does not hold on a stage of which one scene is spoiled. */
function broken({ lesson: id, step: number, scene, spoil }: Planted): readonly string[] {
  const lesson = lessons.find((each) => each.id === id);
  const step = lesson?.steps[number - 1];
  if (lesson === undefined || (step?.type !== 'reveal' && step?.type !== 'say'))
    throw new Error('there is such a step');
  const play = new LessonPlay(lesson);
  let before: Scenes = {};
  while (play.view().step < number - 1) {
    // As it was at the last act.
    if (lesson.steps[play.view().step]?.type === 'act') before = scenesOf(play);
    play.next();
  }
  const scenes = scenesOf(play);
  const measured = (of: Scenes): Measured => ({
    scenes: of,
    before,
    runs: {},
    found: {},
    input: '',
    project: '',
    said: null,
    acts: [],
  });
  const failing = (of: Scenes): readonly string[] =>
    step.claims
      .filter(({ only }) => only === undefined || holds(only, measured(of)))
      .map((claim) => claimView(claim, measured(of)))
      .flatMap(({ says, holds: isSo }) => (isSo ? [] : [says]));
  const whole = scenes[scene];
  if (whole === undefined) throw new Error(`there is a scene ${scene}`);
  const spoiled = failing({ ...scenes, [scene]: { ...whole, ...spoil(whole) } });
  const calm = failing(scenes);
  return spoiled.filter((says) => !calm.includes(says));
}

const scenesOf = (play: LessonPlay): Scenes => {
  const { theatre, sceneIds } = play.view();
  return Object.fromEntries(theatre.scenes.map((scene, index) => [sceneIds[index] ?? '', scene]));
};

const counting =
  (change: (counts: Readonly<Record<string, number>>) => Readonly<Record<string, number>>): Spoil =>
  ({ counts }) => ({ counts: { ...counts, ...change(counts) } });
const withItems =
  (items: readonly number[]): Spoil =>
  ({ objects }) => ({
    objects: objects.map((object) => (object.key === 'Bob' ? { ...object, value: { items } } : object)),
  });
const withMore = (counts: Readonly<Record<string, number>>): number => (counts['slotsMoved'] ?? 0) + 1;

it.each<readonly [what: string, planted: Planted, seen: string]>([
  [
    'a worker of eight that has called other code',
    { lesson: 'two-layers', step: 4, scene: 'eight', spoil: () => ({ codeRun: 'other' }) },
    'and so have eight',
  ],
  [
    'one slot more that moved by modulo',
    { lesson: 'adding-a-worker', step: 5, scene: 'modulo', spoil: counting((all) => ({ slotsMoved: withMore(all) })) },
    'Above, as many slots moved as change their remainder',
  ],
  [
    'one slot more that moved by the table',
    { lesson: 'adding-a-worker', step: 5, scene: 'slicing', spoil: counting((all) => ({ slotsMoved: withMore(all) })) },
    'Below, as many slots moved as the table for four workers says',
  ],
  [
    'an item that has grown twice',
    {
      lesson: 'boundary',
      step: 4,
      scene: 'rows',
      spoil: ({ objects }) => ({
        objects: objects.map((object) =>
          object.key === 'item 6' ? { ...object, value: { of: 'Bob', value: 8 } } : object,
        ),
      }),
    },
    'Above, what he adds up to has grown by as much as items have',
  ],
  [
    'an entity that is half changed',
    { lesson: 'boundary', step: 4, scene: 'whole', spoil: withItems([7, 4, 5, 8]) },
    'Below, all of him has grown',
  ],
  [
    'one order that is lost and one that is doubled',
    { lesson: 'failure', step: 5, scene: 'accounts', spoil: counting(() => ({ missing: 1, extra: 1 })) },
    'No order is missing in its account',
  ],
  [
    'a ledger that cannot be read',
    { lesson: 'transfer', step: 5, scene: 'bank', spoil: () => ({ ledger: null }) },
    'Everything that must hold does',
  ],
])('sees %s', (_what, planted, seen) => {
  expect(broken(planted)).toContain(seen);
});

it('compares with the stage as it was at the act of the lesson, whatever the learner does after it', () => {
  const lesson = lessons.find(({ id }) => id === 'adding-a-worker');
  if (lesson === undefined) throw new Error('there is a lesson about adding a worker');
  const play = new LessonPlay(lesson);
  while (play.view().step < 3) play.next();
  play.meddle(1, { type: 'kill', worker: 1 });
  play.next();
  const claims = play.view().steps.at(-1)?.claims ?? [];
  expect(claims).toContainEqual(expect.objectContaining({ says: 'and that is 3 of them', detail: '3 = 3' }));
  expect(claims.filter(({ holds: isSo }) => !isSo)).toEqual([]);
});

it('compares the two kills of the lesson itself, whatever the learner kills between them', () => {
  const lesson = lessons.find(({ id }) => id === 'failure');
  if (lesson === undefined) throw new Error('there is a lesson about failure');
  const play = new LessonPlay(lesson);
  while (play.view().step < lesson.steps.length - 2) play.next();
  play.seek(300);
  play.meddle(0, { type: 'kill', worker: 2 });
  play.next();
  const claims = play.view().steps.at(-1)?.claims ?? [];
  expect(claims).toContainEqual(
    expect.objectContaining({ says: 'Worker B was killed one event earlier than in the other', detail: '1 = 1' }),
  );
  expect(claims.filter(({ holds: isSo }) => !isSo)).toEqual([]);
});
