/**
 * The marks of what was asked of the run: `asked` from the click on, `taken` from the answer on, `in effect` once a frame of
 * telemetry says so, and gone with it. Pure.
 */
import type { Action } from '@potoroo/shared/control';
import type { Disturbance, Movement } from '@potoroo/shared/telemetry';
import { placeOf } from '@potoroo/shared/telemetry';
import type { Asked } from './asking.ts';
import { disturbanceText } from './movement-text.ts';

export type Mark = {
  readonly id: string;
  readonly text: string;
  readonly stage: 'asked' | 'taken' | 'in effect';
  /** Whose boxes carry it, and what stands there: `link to w2 cut`. */
  readonly workers: readonly { readonly name: string; readonly brief: string }[];
  /** Its entry in the movement ledger, by which it can be ended; null: it is not known, or over by itself. */
  readonly entry: number | null;
  /** From when, in the time of the run, and for how long; null: not known. */
  readonly term: Term | null;
};
export type Term = { readonly startedMs: number; readonly forMs: number };

export type MarkParts = {
  readonly asked: readonly Asked[];
  readonly entries: readonly Movement[];
  /** Of the shown frame. */
  readonly disturbances: readonly Disturbance[];
};

export function marksOf({ asked, entries, disturbances }: MarkParts): readonly Mark[] {
  const lasting = entries.filter(({ phase }) => phase === 'lasting');
  const told = new Set(disturbances.map(placeOf));
  const taken = lasting.flatMap(({ cause }) => ('forMs' in cause && !told.has(placeOf(cause)) ? [cause] : []));
  const entryOf = (of: Disturbance): Movement | undefined =>
    lasting.find(({ cause }) => 'forMs' in cause && placeOf(cause) === placeOf(of));
  const markOf = (of: Disturbance, stage: Mark['stage']): Mark => {
    const entry = entryOf(of);
    const startedMs = entry?.times.startedMs ?? null;
    const forMs = entry !== undefined && 'forMs' in entry.cause ? entry.cause.forMs : null;
    return {
      id: placeOf(of),
      text: disturbanceText(of),
      stage,
      workers: workersOf(of),
      entry: entry?.id ?? null,
      term: startedMs === null || forMs === null ? null : { startedMs, forMs },
    };
  };
  return [
    ...disturbances.map((of) => markOf(of, 'in effect')),
    ...taken.map((of) => markOf(of, 'taken')),
    ...asked.flatMap(({ number, action }): readonly Mark[] => {
      const text = askedText(action);
      return text === null
        ? []
        : [{ id: `asked ${number}`, text, stage: 'asked', workers: workersOf(action), entry: null, term: null }];
    }),
  ];
}

/** `, 4 s left`. The newest frame may be of before its beginning: never more than it was to last. */
export const leftText = ({ startedMs, forMs }: Term, nowMs: number | null): string =>
  nowMs === null ? '' : `, ${Math.ceil(Math.min(forMs, Math.max(0, startedMs + forMs - nowMs)) / 1_000)} s left`;

function workersOf(of: Disturbance | Action): Mark['workers'] {
  switch (of.type) {
    case 'slow':
      return [{ name: of.worker, brief: `${of.factor} × slower` }];
    case 'drain':
      return [{ name: of.worker, brief: 'drained' }];
    case 'cut':
      return [
        { name: of.worker, brief: `link to ${of.peer} cut` },
        { name: of.peer, brief: `link to ${of.worker} cut` },
      ];
    case 'kill':
      return [{ name: of.process, brief: 'kill -9' }];
    default:
      return [];
  }
}

/** Null: it only ends another one. */
function askedText(action: Action): string | null {
  switch (action.type) {
    case 'add':
      return 'A worker joins';
    case 'drain':
      return `${action.worker} is drained`;
    case 'kill':
      return `kill -9 of ${action.process === 'coordinator' ? 'the coordinator' : action.process}`;
    case 'move':
      return `${JSON.stringify(action.key)} moves to ${action.worker}`;
    case 'release':
      return `${JSON.stringify(action.key)} goes home`;
    case 'checkpoint':
      return 'Checkpoint';
    case 'end':
      return null;
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return disturbanceText(action);
  }
}
