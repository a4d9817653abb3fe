/** The learner's own pipeline in a lesson: the project that is open, compiled, or the sample of the lesson and why. Pure. */
import type { SceneSpec, Script } from '@potoroo/runtime/sim/stage';
import type { ModuleId } from '@potoroo/shared/ids';
import type { Result } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import type { LessonScene } from './lesson-schema.ts';

/** Snippets as their author wrote them, by their module. */
export type Texts = Readonly<Record<ModuleId, string>>;
/** A snippet whose text is missing is shown as the compiler made it. */
export type GivenPipeline = {
  readonly name: string;
  readonly topology: Topology;
  readonly texts?: Texts;
};
/** The error says why it cannot be played: a part of a sentence. */
export type Given = Result<GivenPipeline, string>;
export const noProject: Given = { ok: false, error: 'no project is open in this window' };

/** Records that each source of a learner's own pipeline makes. */
const recordsEach = 500;

/** A scene of somebody's own pipeline is that, or the lesson's sample in its place. */
export function specFor(scene: LessonScene, given: Given, seed: number | undefined): SceneSpec {
  const seeded = seed === undefined ? scene : { ...scene, seed };
  if (seeded.flow !== 'given') return seeded;
  if (!given.ok) return { ...seeded, flow: 'own' };
  const { own: _sample, ...rest } = seeded;
  return { ...rest, topology: given.value.topology, records: recordsEach };
}

/** The same scene with what the learner has written in it. */
export function rewritten(spec: SceneSpec, computation: string, script: Script | undefined): SceneSpec {
  const own = { initial: spec.own?.initial ?? '', computation };
  return { ...spec, own: script === undefined ? own : { ...own, script } };
}

export const givenNote = (given: Given): string =>
  given.ok
    ? `This is **${given.value.name}**, the project that is open in this window, as you have drawn it and written it`
    : `This is a sample, as ${given.error}`;
