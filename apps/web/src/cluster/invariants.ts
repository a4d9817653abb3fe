/**
 * The promises of the runtime as lights, each from counts that workers make: how many say that they have a slot, and how
 * many records went into and came out of every channel before a barrier. A light says how it knows. Pure.
 */
import type { KeyedStageSample, Ledger } from '@potoroo/shared/telemetry';
import { count, counted } from '../ui/numbers.ts';

export type LightState =
  | 'good'
  | 'bad'
  /** Samples of different instants disagree, as they do for a moment while slots move. */
  | 'unsure'
  /** It follows from how the runtime is built, and nothing counts it. */
  | 'given';
export type Light = { readonly title: string; readonly state: LightState; readonly detail: string };

type Evidence = {
  /** Loss and doubling are absent where they are not counted. */
  readonly ledger: Pick<Ledger, 'accepted'> & { readonly lost?: number; readonly doubled?: number };
  /** Of the newest frame, and of those of the last seconds, oldest first. */
  readonly stages: readonly KeyedStageSample[];
  readonly recent: readonly (readonly KeyedStageSample[])[];
};

export function lightsOf({ ledger, stages, recent }: Evidence): readonly Light[] {
  return [
    ...(stages.length === 0 ? [] : [ownerLight(stages, recent)]),
    countLight('Nothing lost', ledger.lost, `${count(ledger.accepted)} accepted, accounted for`),
    countLight('Nothing doubled', ledger.doubled, 'both ends of every channel agree'),
    {
      title: 'Order kept per key',
      state: 'given',
      detail: 'one owner a key, and a link is one ordered stream',
    },
  ];
}

/** Both ends of every channel count, and are compared at each barrier. */
function countLight(title: string, found: number | undefined, whole: string): Light {
  if (found === undefined) return { title, state: 'given', detail: 'the sources are read again after a loss' };
  return found === 0
    ? { title, state: 'good', detail: whole }
    : { title, state: 'bad', detail: `not so for ${counted(found, 'record')}` };
}

/** Bad only where the disagreement lasts: every frame of the last seconds has it. */
function ownerLight(stages: readonly KeyedStageSample[], recent: Evidence['recent']): Light {
  const title = 'One owner per key';
  const slots = stages.reduce((sum, { placement }) => sum + placement.length, 0);
  const contested = contestedIn(stages);
  if (contested === 0) return { title, state: 'good', detail: `${count(slots)} slots, each at one worker` };
  const lasts = recent.length > 0 && recent.every((earlier) => contestedIn(earlier) > 0);
  const detail = `${counted(contested, 'slot')} seen at two workers${lasts ? '' : ', in samples of different instants'}`;
  return { title, state: lasts ? 'bad' : 'unsure', detail };
}

const contestedIn = (stages: readonly KeyedStageSample[]): number =>
  stages.reduce((sum, { contested = 0 }) => sum + contested, 0);
