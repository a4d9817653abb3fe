/** The words and flags of the commands that control the studio's running deployment, to one command each. */
import type { Action } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { disturbWords, parseDisturb } from './disturb-arguments.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

/** Where the studio is: its data directory (null: the usual ones), and its port (null: whichever answers). */
export type StudioPlace = { readonly data: string | null; readonly port: number | null };
export type ControlCommand = (
  | { readonly type: 'worker'; readonly action: Action }
  | { readonly type: 'disturb'; readonly action: Action }
  | { readonly type: 'checkpoint' }
  | { readonly type: 'status' }
  | { readonly type: 'placement' }
  /** `workers`: none for all; `out`: where the profiles go, null for nowhere. */
  | {
      readonly type: 'profile';
      readonly workers: readonly string[];
      readonly seconds: number;
      readonly out: string | null;
    }
  /** `action`: what is to become of the object; null: it is only looked up. */
  | { readonly type: 'state'; readonly state: string; readonly key: string; readonly action: Action | null }
) & { readonly json: boolean; readonly place: StudioPlace };
export type ControlName = ControlCommand['type'];

type ObjectAction = Extract<Action, { type: 'move' | 'release' }>;
export type Words = {
  readonly positionals: readonly string[];
  readonly values: ReadonlyMap<string, readonly string[]>;
};

export const isControlName = (name: string): name is ControlName => Object.hasOwn(wordsOf, name);

const wordsOf: Record<ControlName, string> = {
  worker: 'worker add | worker drain NAME | worker kill -9 NAME',
  disturb: disturbWords,
  checkpoint: 'checkpoint',
  status: 'status',
  placement: 'placement',
  profile: 'profile [--workers w1,w2] [--seconds 5] [--out DIR]',
  state: 'state STATE KEY | state move STATE KEY WORKER | state release STATE KEY',
};

export function parseControl(name: ControlName, words: Words): Result<ControlCommand, Refusal> {
  const place = placeOf(words);
  if (!place.ok) return place;
  const rest = { json: words.values.has('json'), place: place.value };
  if (name === 'disturb') {
    const action = parseDisturb(words);
    return action.ok ? ok({ type: name, action: action.value, ...rest }) : action;
  }
  const [first, second, ...more] = words.positionals;
  const action = name === 'state' ? objectAction(words.positionals) : null;
  if (action !== null)
    return action.ok
      ? ok({ type: 'state', state: action.value.state, key: action.value.key, action: action.value, ...rest })
      : action;
  const surplus = {
    worker: more[0],
    state: more[0],
    checkpoint: first,
    status: first,
    placement: first,
    profile: first,
  }[name];
  if (surplus !== undefined)
    return refuse(
      `The command "${name}" does not know what to do with "${surplus}".`,
      `Write it as: ${wordsOf[name]}.`,
    );
  switch (name) {
    case 'worker': {
      const action = workerAction(first, second);
      return action.ok ? ok({ type: name, action: action.value, ...rest }) : action;
    }
    case 'state':
      return first === undefined || first === '' || second === undefined
        ? refuse('The command "state" needs a state and a key.', `Write it as: ${wordsOf.state}.`)
        : ok({ type: name, state: first, key: second, action: null, ...rest });
    case 'profile': {
      const asked = profileOf(words);
      return asked.ok ? ok({ type: name, ...asked.value, ...rest }) : asked;
    }
    case 'checkpoint':
    case 'status':
    case 'placement':
      return ok({ type: name, ...rest });
  }
}

type ProfileAsked = Pick<Extract<ControlCommand, { type: 'profile' }>, 'workers' | 'seconds' | 'out'>;

function profileOf({ values }: Words): Result<ProfileAsked, Refusal> {
  const [named, secondsText = '5', out = null] = [
    values.get('workers')?.[0],
    values.get('seconds')?.[0],
    values.get('out')?.[0],
  ];
  const workers = named === undefined ? [] : named.split(',');
  const stranger = workers.find((name): boolean => !isWorker(name));
  if (stranger !== undefined)
    return refuse(`"${stranger}" is no name of a worker.`, 'Write them as --workers w1,w2; see `placement`.');
  const seconds = /^\d{1,3}$/.test(secondsText) ? Number(secondsText) : 0;
  if (seconds < 1 || seconds > limits.profileSecondsMax)
    return refuse(
      `--seconds "${secondsText}" is not a whole number from 1 to ${limits.profileSecondsMax}.`,
      'Write it as --seconds 5.',
    );
  return out === ''
    ? refuse('--out names no directory.', 'Give one, such as --out profiles.')
    : ok({ workers, seconds, out });
}

/** Null: the two words of a question. A state may be called `move`. */
function objectAction(words: readonly string[]): Result<ObjectAction, Refusal> | null {
  const [verb, state = '', key = '', worker, ...more] = words;
  const isMove = verb === 'move' && words.length > 2;
  if (!isMove && !(verb === 'release' && words.length > 2)) return null;
  const surplus = isMove ? more[0] : worker;
  if (surplus !== undefined)
    return refuse(
      `The command "state ${verb}" does not know what to do with "${surplus}".`,
      `Write it as: ${wordsOf.state}.`,
    );
  if (state === '') return refuse(`The command "state ${verb}" needs a state.`, `Write it as: ${wordsOf.state}.`);
  if (!isMove) return ok({ type: 'release', state, key });
  return isWorker(worker)
    ? ok({ type: 'move', state, key, worker })
    : refuse(`"${worker ?? ''}" is no name of a worker.`, 'Workers are w1, w2, ...; see `placement`.');
}

function workerAction(verb: string | undefined, name: string | undefined): Result<Action, Refusal> {
  const remedy = `Write it as: ${wordsOf.worker}.`;
  if (name === undefined && (verb === 'drain' || verb === 'kill'))
    return refuse(`The command "worker ${verb}" needs a name.`, remedy);
  switch (verb) {
    case 'add':
      return name === undefined
        ? ok({ type: 'add' })
        : refuse(`A worker cannot be given the name "${name}".`, 'Names follow by themselves; write: worker add.');
    case 'drain':
      return isWorker(name)
        ? ok({ type: 'drain', worker: name })
        : refuse(`"${name}" is no name of a worker.`, 'Workers are w1, w2, ...; see `placement`.');
    case 'kill':
      return isWorker(name) || name === 'coordinator'
        ? ok({ type: 'kill', process: name })
        : refuse(`"${name}" is no name of a process.`, 'They are coordinator, w1, w2, ...; see `status`.');
    case undefined:
      return refuse('The command "worker" needs to know what to do.', remedy);
    default:
      return refuse(`The command "worker" cannot "${verb}".`, remedy);
  }
}

const isWorker = (name: string | undefined): name is string => name !== undefined && /^w[1-9]\d{0,5}$/.test(name);

export function placeOf({ values }: Words): Result<StudioPlace, Refusal> {
  const [data = null] = values.get('data') ?? [];
  const port = values.get('port')?.[0];
  if (data === '') return refuse('--data names no directory.', 'Give the one of the studio, such as --data .potoroo.');
  if (port === undefined) return ok({ data, port: null });
  const number = /^\d{1,5}$/.test(port) ? Number(port) : 0;
  return number >= 1 && number <= 65_535
    ? ok({ data, port: number })
    : refuse(`--port "${port}" is not a port from 1 to 65535.`, 'Give the one in the URL of the studio.');
}
