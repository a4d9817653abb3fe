/** The laboratory: which pipeline, what links and outputs do, which guarantee shall hold, and the search that goes on. */
import type { FaultKind } from '@potoroo/runtime/sim/stage';
import { err } from '@potoroo/shared/result';
import { create } from 'zustand';
import { useDocument } from '../designer/document/document-store.ts';
import type { LearnMoment } from './learn-link.ts';
import { beginVisit, tell, useLearn, whileBusy } from './learn-store.ts';
import { workOn } from './long-work.ts';
import { compiled, knownTemplates, ownPipeline } from './own-project.ts';
import type { Given } from './play/given-pipeline.ts';
import type { Arrival } from './play/lesson-start.ts';
import type { LabSetup } from './play/lab-play.ts';
import { type Bound, bounds } from './play/laboratory.ts';
import { pause, seek } from './stage-clock.ts';

/** The project that is open, in the place of a template's name. */
export const openProject = 'open project';
export type LabChoice = Pick<LabSetup, 'links' | 'outputs' | 'guarantee' | 'faults' | 'workers'> & {
  readonly pipeline: string;
  readonly bound: Bound;
};

type LabStore = {
  readonly choice: LabChoice;
  readonly pipelines: readonly { readonly name: string; readonly title: string }[];
  /** Why the chosen pipeline cannot be played. */
  readonly reason: string | null;
};

const firstChoice: LabChoice = {
  pipeline: openProject,
  links: 'effectively-once',
  outputs: 'with the checkpoint',
  guarantee: 'effectively-once',
  faults: ['lose', 'double', 'kill'] satisfies readonly FaultKind[],
  workers: 3,
  bound: 'quick',
};

export const useLab = create<LabStore>(() => ({ choice: firstChoice, pipelines: [], reason: null }));

let made: { readonly of: unknown; readonly given: Given } | null = null;

/** Called when the laboratory is shown. */
export async function openLab({ seed, lab, forks = [], history = 0, at = 0 }: LearnMoment): Promise<void> {
  const isHere = beginVisit();
  useLearn.setState({ seed: seed ?? null });
  if (lab !== undefined) useLab.setState(({ choice }) => ({ choice: { ...choice, ...lab } }));
  const templates = await whileBusy(knownTemplates);
  useLab.setState({ pipelines: templates.map(({ name, title }) => ({ name, title })) });
  // Whoever has chosen something meanwhile has another stage.
  if (isHere()) await setUp({}, { forks, history, at });
}

/** Another choice is another stage. */
export async function setUp(change: Partial<LabChoice>, start: Arrival = {}): Promise<void> {
  const isHere = beginVisit();
  pause();
  const choice = { ...useLab.getState().choice, ...change };
  useLab.setState({ choice });
  useLearn.setState({ isWorking: false });
  await whileBusy(async () => {
    const given = await pipelineFor(choice.pipeline);
    if (!isHere()) return;
    useLab.setState({ reason: given.ok ? null : given.error });
    if (!given.ok) {
      useLearn.setState({ view: null, fault: null });
      return;
    }
    const { singlesMax, pairsMax } = bounds[choice.bound];
    const { pipeline: _name, bound: _bound, ...chosen } = choice;
    const setup: LabSetup = { ...chosen, singlesMax, pairsMax, seed: useLearn.getState().seed ?? 42 };
    await tell({ type: 'lab', pipeline: given.value, setup, ...start });
  });
}

async function pipelineFor(name: string): Promise<Given> {
  const template = (await knownTemplates()).find((each) => each.name === name);
  // A link may name what is not here: another pipeline in its place would be judged under its name.
  if (template === undefined && name !== openProject) return err(`there is no template “${name}” here`);
  const of = template ?? useDocument.getState().pipeline;
  if (made?.of !== of || of === null)
    made = { of, given: template === undefined ? await ownPipeline() : await compiled(template.document) };
  return made.given;
}

/** Looks for a failure, or goes on with that; on a stage that is set anew where there is none. */
export async function findFailure(): Promise<void> {
  if (useLearn.getState().view === null) await setUp({});
  if (useLearn.getState().view?.lab != null) await workOn();
}

/** Chooses the history that was found, and stands right before one of its faults. */
export async function replay(history: number, after: number): Promise<void> {
  pause();
  if (await tell({ type: 'choose', history })) await seek(Math.max(0, after - 1));
}
