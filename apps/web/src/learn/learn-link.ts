/**
 * The address of a moment: which lesson, which seed, which step, which event, and what was done on the way.
 * `/learn/failure?seed=42&step=2&at=520&deeds=410.0.add~520.0.kill.1`. Pure, but for the address that the window began with.
 */
import type { Act, Deed } from '@potoroo/runtime/sim/stage';

export type LearnMoment = {
  readonly seed?: number;
  readonly step?: number;
  readonly at?: number;
  readonly deeds?: readonly Deed[];
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
  const [seed, step, at] = [whole('seed'), whole('step'), whole('at')];
  const deeds = (query.get('deeds') ?? '').split('~').flatMap((text) => deedIn(text) ?? []);
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(step === undefined ? {} : { step: Math.max(0, step - 1) }),
    ...(at === undefined ? {} : { at }),
    ...(deeds.length === 0 ? {} : { deeds }),
  };
}

export function momentQuery({ seed, step, at, deeds = [] }: LearnMoment): string {
  const query = new URLSearchParams();
  if (seed !== undefined) query.set('seed', String(seed));
  if (step !== undefined) query.set('step', String(step + 1));
  if (at !== undefined) query.set('at', String(at));
  if (deeds.length > 0) query.set('deeds', deeds.map(deedText).join('~'));
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
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
      return [act.line];
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
      return { type, line: subject.replaceAll('\n', ' ') };
    default:
      return null;
  }
}
