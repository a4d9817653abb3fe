/** The laboratory: which pipeline, what links and outputs do, which guarantee shall hold, and the search that goes on. */
import type { FaultKind } from '@potoroo/runtime/sim/stage';
import { create } from 'zustand';
import { useDocument } from '../designer/document/document-store.ts';
import type { LearnMoment } from './learn-link.ts';
import { tell, useLearn } from './learn-store.ts';
import { compiled, knownTemplates, ownPipeline } from './own-project.ts';
import type { Given } from './play/given-pipeline.ts';
import type { LabSetup } from './play/lab-play.ts';
import { pause, seek } from './stage-clock.ts';

/** The project that is open, in the place of a template's name. */
export const openProject = 'open project';
export const bounds = {
  quick: { title: '120 single faults, 36 pairs', singlesMax: 120, pairsMax: 36 },
  thorough: { title: '600 single faults, 400 pairs', singlesMax: 600, pairsMax: 400 },
  every: { title: 'every single fault, 900 pairs', singlesMax: 100_000, pairsMax: 900 },
} as const;
export type Bound = keyof typeof bounds;

export type LabChoice = Pick<LabSetup, 'links' | 'outputs' | 'guarantee' | 'faults' | 'workers'> & {
  readonly pipeline: string;
  readonly bound: Bound;
};

type LabStore = {
  readonly choice: LabChoice;
  readonly pipelines: readonly { readonly name: string; readonly title: string }[];
  /** Why the chosen pipeline cannot be played. */
  readonly reason: string | null;
  readonly isHunting: boolean;
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

export const useLab = create<LabStore>(() => ({ choice: firstChoice, pipelines: [], reason: null, isHunting: false }));

let made: { readonly of: unknown; readonly given: Given } | null = null;
let settings = 0;

/** Called when the laboratory is shown. */
export async function openLab({ seed, deeds, at, lab }: LearnMoment): Promise<void> {
  const templates = await knownTemplates();
  useLab.setState({ pipelines: templates.map(({ name, title }) => ({ name, title })) });
  useLearn.setState({ seed: seed ?? null });
  if (lab !== undefined) useLab.setState(({ choice }) => ({ choice: { ...choice, ...lab } }));
  await setUp({}, { ...(deeds === undefined ? {} : { deeds }), ...(at === undefined ? {} : { at }) });
}

/** Another choice is another stage. */
export async function setUp(change: Partial<LabChoice>, start: Pick<LearnMoment, 'deeds' | 'at'> = {}): Promise<void> {
  const setting = ++settings;
  pause();
  const choice = { ...useLab.getState().choice, ...change };
  useLab.setState({ choice, isHunting: false });
  useLearn.setState({ isBusy: true });
  const given = await pipelineFor(choice.pipeline);
  if (setting !== settings) return;
  useLab.setState({ reason: given.ok ? null : given.error });
  if (!given.ok) {
    useLearn.setState({ view: null, fault: null, isBusy: false });
    return;
  }
  const { singlesMax, pairsMax } = bounds[choice.bound];
  const { pipeline: _name, bound: _bound, ...chosen } = choice;
  const setup: LabSetup = { ...chosen, singlesMax, pairsMax, seed: useLearn.getState().seed ?? 42 };
  await tell({ type: 'lab', pipeline: given.value, setup, ...start });
}

async function pipelineFor(name: string): Promise<Given> {
  const template = (await knownTemplates()).find((each) => each.name === name);
  const of = template ?? useDocument.getState().pipeline;
  if (made?.of !== of || of === null)
    made = { of, given: template === undefined ? await ownPipeline() : await compiled(template.document) };
  return made.given;
}

const runsATime = 5;

/** A few runs at a time, until something is found, nothing is left to be tried, or somebody stops it. */
export async function hunt(): Promise<void> {
  pause();
  useLab.setState({ isHunting: true });
  const setting = settings;
  while (useLab.getState().isHunting && setting === settings) {
    await tell({ type: 'hunt', runs: runsATime });
    const { view, fault } = useLearn.getState();
    if (fault !== null || view?.lab?.hunt?.phase === 'over') break;
  }
  if (setting === settings) useLab.setState({ isHunting: false });
}

export const stopHunting = (): void => useLab.setState({ isHunting: false });

/** Chooses the history that was found, and stands right before one of its faults. */
export async function replay(history: number, after: number): Promise<void> {
  pause();
  await tell({ type: 'choose', history });
  await seek(Math.max(0, after - 1));
}
