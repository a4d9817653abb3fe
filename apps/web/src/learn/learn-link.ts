/**
 * The address of a moment: which lesson, which seed, which step, which event, and what was done on the way.
 * `/learn/failure?seed=42&step=2&at=520&fork=0~410.0.add&fork=1~410.0.add~520.0.kill.1&history=2`. Each fork is a history: which it
 * leaves, and all that was done in it. Pure, but for the address that the window began with.
 */
import type { Act, Deed, Delivery, FaultKind, Fork, SceneSpec } from '@potoroo/runtime/sim/stage';
import type { Bound } from './play/laboratory.ts';
import type { PlayView } from './play/play-view.ts';

export type LearnMoment = {
  readonly seed?: number;
  readonly step?: number;
  readonly at?: number;
  /** All histories but the first, and which is played. */
  readonly forks?: readonly Fork[];
  readonly history?: number;
  /** What was typed beside a button of the lesson. */
  readonly input?: string;
  /** What the step asks for was done. */
  readonly done?: boolean;
  /** What the learner has written, where a lesson asks for code. Whoever opens the link reads it before they run it. */
  readonly code?: string;
  /** Of the laboratory: what was chosen. */
  readonly lab?: LabLink;
};
/** Longer code is not carried: addresses have an end, and code has many marks of which a link makes three. */
const codeMax = 6_000;
/** Of a larger tree only the branch that is played is carried: each history is played to its end where the link is opened. */
const forksMax = 16;
const forksCharsMax = 4_000;
export const isTreeCarried = (forks: readonly Fork[]): boolean =>
  forks.length <= forksMax && forks.map(forkText).join('').length <= forksCharsMax;
/** Whoever is shown this view stands there; of the laboratory, but for what was chosen. */
export function momentOf(view: PlayView): LearnMoment {
  const { theatre, step, input, written, lab } = view;
  const { history, histories, event } = theatre;
  return {
    ...(lab === null ? { step } : {}),
    ...(isDone(view) ? { done: true } : {}),
    ...(input === '' ? {} : { input }),
    ...(written === null ? {} : { code: written }),
    forks: histories.slice(1).map(({ parent, deeds }) => ({ parent: parent ?? 0, deeds })),
    history,
    at: event,
  };
}

/** What its step asks for has been done: whoever opens the link finds it done. */
const isDone = ({ steps, isWaiting }: PlayView): boolean =>
  !isWaiting && ['act', 'runs', 'search', 'refuse'].includes(steps.at(-1)?.type ?? '');

export const isCarried = (code: string): boolean => encodeURIComponent(code).length <= codeMax;

/** In a link `pipeline.workers.links.outputs.guarantee.faults.bound`, most of them by their numbers. */
export type LabLink = {
  readonly pipeline: string;
  readonly workers: number;
  readonly links: Delivery;
  readonly outputs: NonNullable<SceneSpec['outputs']>;
  readonly guarantee: Delivery;
  readonly faults: readonly FaultKind[];
  readonly bound: Bound;
};

/** The studio gives the window the address of its project soon; what it was asked for is kept here. */
let asked = typeof location === 'undefined' ? '' : location.search;

/** The moment that the window was opened for; once. */
export function takeAskedMoment(): LearnMoment {
  const moment = momentIn(asked);
  asked = '';
  return moment;
}

export function momentIn(search: string): LearnMoment {
  const query = new URLSearchParams(search);
  const whole = (name: string): number | undefined => {
    const text = query.get(name);
    return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
  };
  const [seed, step, at, history] = [whole('seed'), whole('step'), whole('at'), whole('history')];
  const code = query.get('code') ?? '';
  const forks = query.getAll('fork').slice(0, forksMax).map(forkIn);
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(step === undefined ? {} : { step: Math.max(0, step - 1) }),
    ...(at === undefined ? {} : { at }),
    ...(forks.length === 0 ? branchIn(query.get('deeds') ?? '') : { forks, history: history ?? 0 }),
    ...(/^[^\s,]{1,40}$/.test(query.get('input') ?? '') ? { input: query.get('input') ?? '' } : {}),
    ...(query.get('done') === '1' ? { done: true } : {}),
    ...(code === '' || !isCarried(code) ? {} : { code }),
    ...labIn(query.get('lab')),
  };
}

/** In the order of their numbers in links. */
const deliveries: readonly Delivery[] = ['at-most-once', 'at-least-once', 'effectively-once'];
const faultKinds: readonly FaultKind[] = ['lose', 'double', 'kill', 'kill-coordinator', 'add', 'leave'];
const outputsOf = ['with the checkpoint', 'at once'] as const;
const boundNames: readonly Bound[] = ['quick', 'thorough', 'every'];

/** Nothing where it is not what this writes. */
function labIn(text: string | null): Pick<LearnMoment, 'lab'> {
  const [pipeline = '', workers = '', links = '', outputs = '', guarantee = '', faults = '', bounded = ''] = (
    text ?? ''
  ).split('.');
  const [link, output, promised] = [
    deliveries[Number(links)],
    outputsOf[Number(outputs)],
    deliveries[Number(guarantee)],
  ];
  if (!/^[1-4]$/.test(workers) || link === undefined || output === undefined || promised === undefined) return {};
  const chosen = faultKinds.filter((_, index) => faults.includes(String(index)));
  const bound = boundNames[Number(bounded)] ?? 'quick';
  return {
    lab: {
      pipeline,
      workers: Number(workers),
      links: link,
      outputs: output,
      guarantee: promised,
      faults: chosen,
      bound,
    },
  };
}

function labText({ pipeline, workers, links, outputs, guarantee, faults, bound }: LabLink): string {
  const numbers = faults.map((kind) => faultKinds.indexOf(kind)).join('');
  return [
    pipeline,
    workers,
    deliveries.indexOf(links),
    outputsOf.indexOf(outputs),
    deliveries.indexOf(guarantee),
    numbers,
    boundNames.indexOf(bound),
  ].join('.');
}

export function momentQuery({ seed, step, at, forks = [], history = 0, input, done, code, lab }: LearnMoment): string {
  const query = new URLSearchParams();
  if (seed !== undefined) query.set('seed', String(seed));
  if (step !== undefined) query.set('step', String(step + 1));
  if (at !== undefined) query.set('at', String(at));
  const tree = isTreeCarried(forks) ? { forks, history } : branchOf(forks[history - 1]?.deeds ?? []);
  for (const fork of tree.forks ?? []) query.append('fork', forkText(fork));
  if ((tree.history ?? 0) > 0) query.set('history', String(tree.history));
  if (input !== undefined) query.set('input', input);
  if (done === true) query.set('done', '1');
  if (code !== undefined && isCarried(code)) query.set('code', code);
  if (lab !== undefined) query.set('lab', labText(lab));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

const deedsIn = (text: string): readonly Deed[] =>
  text
    .split('~')
    .flatMap((each) => deedIn(each) ?? [])
    .toSorted((one, other) => one.after - other.after);

const forkText = ({ parent, deeds }: Fork): string => [String(parent), ...deeds.map(deedText)].join('~');

/** What cannot be read in one is left out, and it keeps its place among the others. Older links say after which event it leaves. */
function forkIn(text: string): Fork {
  const [place = '', ...rest] = text.split('~');
  const [, parent = '0'] = /^(\d{1,3})(?:\.\d{1,9})?$/.exec(place) ?? [];
  return { parent: Number(parent), deeds: deedsIn(rest.join('~')) };
}

/** One history by its deeds alone, as older links have it. */
const branchIn = (text: string): Pick<LearnMoment, 'forks' | 'history'> => branchOf(deedsIn(text));

function branchOf(deeds: readonly Deed[]): Pick<LearnMoment, 'forks' | 'history'> {
  if (deeds.length === 0) return {};
  return { forks: [{ parent: 0, deeds }], history: 1 };
}

const deedText = ({ after, scene, act }: Deed): string => [after, scene, act.type, ...subjectOf(act)].join('.');

function subjectOf(act: Act): readonly string[] {
  switch (act.type) {
    case 'kill':
    case 'drain':
      return [String(act.worker)];
    case 'drop':
    case 'duplicate':
      return [String(act.message)];
    case 'say':
      return [act.line.replaceAll('%', '%25').replaceAll('~', '%7E')];
    case 'add':
    case 'kill-coordinator':
      return [];
  }
}

function deedIn(text: string): Deed | null {
  const [after = '', scene = '', type = '', ...rest] = text.split('.');
  if (!/^\d{1,9}$/.test(after) || !/^[0-2]$/.test(scene)) return null;
  const act = actIn(type, rest.join('.'));
  return act === null ? null : { after: Number(after), scene: Number(scene), act };
}

function actIn(type: string, subject: string): Act | null {
  const number = /^\d{1,9}$/.test(subject) ? Number(subject) : null;
  switch (type) {
    case 'add':
    case 'kill-coordinator':
      return { type };
    case 'kill':
    case 'drain':
      return number === null ? null : { type, worker: number };
    case 'drop':
    case 'duplicate':
      return number === null ? null : { type, message: number };
    case 'say':
      return { type, line: subject.replaceAll('%7E', '~').replaceAll('%25', '%').replaceAll('\n', ' ') };
    default:
      return null;
  }
}
