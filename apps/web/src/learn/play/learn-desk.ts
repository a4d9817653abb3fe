/** What the page may ask of the worker that plays a lesson, and what it answers: plain data. Mutable: it holds the play. */
import type { Act, CellLook, CoordinatorPhase, Script } from '@potoroo/runtime/sim/stage';
import { coordinatorTable, workerMachines } from '@potoroo/runtime/sim/stage';
import { lessons } from '../lessons/course.ts';
import type { PlayView } from './play-view.ts';
import type { GivenPipeline } from './given-pipeline.ts';
import { LabPlay, type LabSetup } from './lab-play.ts';
import { LessonPlay } from './lesson-play.ts';
import type { Arrival, Start } from './lesson-start.ts';
import type { Value } from './measures.ts';

export type LearnCommand =
  | { readonly type: 'list' }
  /** `given`: the project that is open, for the lesson that plays it. */
  | ({ readonly type: 'open'; readonly lesson: string } & Start)
  | ({ readonly type: 'lab'; readonly pipeline: GivenPipeline; readonly setup: LabSetup } & Arrival)
  /** A search, or whole runs, go on for so many slices. */
  | { readonly type: 'work'; readonly slices: number }
  | { readonly type: 'next' | 'back' }
  | { readonly type: 'predict'; readonly said: Value }
  | { readonly type: 'act'; readonly text?: string; readonly script?: Script }
  | { readonly type: 'meddle'; readonly scene: number; readonly act: Act }
  | { readonly type: 'seek'; readonly event: number }
  | { readonly type: 'seek-time'; readonly ms: number }
  | { readonly type: 'choose'; readonly history: number };
export type LearnRequest = { readonly id: number; readonly command: LearnCommand };

export type CourseEntry = { readonly id: string; readonly title: string; readonly about: string };
/** Machine -> phase -> event -> the phase after it. */
export type Machines = typeof workerMachines;
export type ProtocolTable = Readonly<Record<CoordinatorPhase, Readonly<Record<string, CellLook>>>>;
export type LearnAnswer =
  | {
      readonly id: number;
      readonly type: 'course';
      readonly course: readonly CourseEntry[];
      readonly table: ProtocolTable;
      readonly machines: Machines;
    }
  | { readonly id: number; readonly type: 'view'; readonly view: PlayView }
  | { readonly id: number; readonly type: 'fault'; readonly message: string }
  /** What was asked is not answered yet, and goes on. */
  | { readonly id: null; readonly type: 'pulse' };

export class LearnDesk {
  readonly #pulse: () => void;
  #play: LessonPlay | LabPlay | null = null;

  /** `pulse`: told now and then while a lesson is played, which may take long where it runs somebody's code. */
  constructor(pulse: () => void = () => {}) {
    this.#pulse = pulse;
  }

  handle({ id, command }: LearnRequest): Exclude<LearnAnswer, { type: 'pulse' }> {
    try {
      if (command.type === 'list')
        return {
          id,
          type: 'course',
          course: lessons.map(entryOf),
          table: coordinatorTable(),
          machines: workerMachines,
        };
      return { id, type: 'view', view: this.#do(command).view() };
    } catch (error) {
      return { id, type: 'fault', message: error instanceof Error ? error.message : String(error) };
    }
  }

  #do(command: Exclude<LearnCommand, { type: 'list' }>): LessonPlay | LabPlay {
    if (command.type === 'open') {
      const lesson = lessons.find((candidate) => candidate.id === command.lesson);
      if (lesson === undefined) throw new Error(`There is no lesson ${command.lesson}.`);
      this.#play = new LessonPlay(lesson, { ...command, pulse: this.#pulse });
      return this.#play;
    }
    if (command.type === 'lab') {
      this.#play = new LabPlay(command.pipeline, command.setup, { ...command, pulse: this.#pulse });
      return this.#play;
    }
    const play = this.#play;
    if (play === null) throw new Error('No lesson is open.');
    switch (command.type) {
      case 'meddle':
        play.meddle(command.scene, command.act);
        return play;
      case 'seek':
        play.seek(command.event);
        return play;
      case 'seek-time':
        play.seekTime(command.ms);
        return play;
      case 'choose':
        play.choose(command.history);
        return play;
      case 'work':
        if (play instanceof LabPlay) play.hunt(command.slices);
        else play.work(command.slices);
        return play;
      default:
        return play instanceof LessonPlay ? onward(play, command) : play;
    }
  }
}

type Onward = Extract<LearnCommand, { type: 'next' | 'back' | 'predict' | 'act' }>;

function onward(play: LessonPlay, command: Onward): LessonPlay {
  switch (command.type) {
    case 'next':
      play.next();
      break;
    case 'back':
      play.back();
      break;
    case 'predict':
      play.predict(command.said);
      break;
    case 'act':
      play.act(command.text, command.script);
      break;
  }
  return play;
}

const entryOf = ({ id, title, about }: CourseEntry): CourseEntry => ({ id, title, about });
