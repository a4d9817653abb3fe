/** The learner's own pipeline in a lesson: the project that is open, compiled, or the sample of the lesson and why. Pure. */
import type { SceneSpec } from '@potoroo/runtime/sim/stage';
import type { Result } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import type { LessonScene } from './lesson-schema.ts';

export type GivenPipeline = { readonly name: string; readonly topology: Topology };
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
export function rewritten(spec: SceneSpec, computation: string): SceneSpec {
  return { ...spec, own: { initial: spec.own?.initial ?? '', computation } };
}

export const givenNote = (given: Given): string =>
  given.ok
    ? `This is **${given.value.name}**, the project that is open in this window, as you have drawn it and written it`
    : `This is a sample, as ${given.error}`;
