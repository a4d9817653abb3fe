/**
 * The numbers and words that a lesson may speak of, by name. Pure.
 *
 *   SCENE.COUNT            a count of the scene as it is now: `slicing.moved` (the counts of `scene-look.ts`)
 *   SCENE.phase            the coordinator's phase; also `codeHash`, `codeRun` (of what workers have called), `slotsMoving`, `flying` (messages with records)
 *   SCENE.offers           messages on their way with a `tentative` in them; `rulesBroken` of the ledger: how many do not hold, -1 where there is none
 *   SCENE.changed          objects that are not as they were at the last act; `changedOn`: at how many workers
 *   SCENE.offRemainder     slots whose owner is not the worker of that number modulo the workers; `misplaced` objects elsewhere than the table says
 *   SCENE.ownersKept:12    of the first 12 slots, how many have the owner that they had at the last act
 *   SCENE.slotOwner:5      the worker that owns slot 5
 *   SCENE.movedElsewhere   objects that moved to a worker that had been there before; `toNewest` to the one that joined last
 *   SCENE.owner:KEY        the worker that has an object; `slot:KEY` its slot; `value:KEY` and `value:KEY/FIELD` what it holds
 *   SCENE.total:NAME       of a person as objects or as a list: all items added up
 *   before.SCENE.COUNT     as it was at the last act
 *   runs.SCENE.N.COUNT     of the whole run on N workers; `rate` is records a second
 *   found.SCENE.faults     how many faults the smallest schedule has that breaks it; 0 where none was found; `tried` runs, of them `singles` with one fault and `pairs` with two
 *   project                which pipeline a lesson about the learner's own one plays, and why
 *   input                  what the learner has typed;  `said` their last prediction
 *   stay.3.4               of the numbers below 12: how many have the same remainder by 3 and by 4
 *   beyond.3.4             of a hundred numbers, how many have not, as those below 12 go
 *   acts.apart             events between the last two moments at which the lesson itself did something to the stage
 *   "text"                 in double quotes: the text itself
 *   moved.modulo.N.N+1     of 256 slots, how many change owner by modulo; `moved.slicing` by the runtime's own table; `share` in per cent
 */
import type { MessageView, SceneView } from '@potoroo/runtime/sim/stage';
import { workerName } from '@potoroo/runtime/sim/stage';
import { firstTable, tableWith } from '@potoroo/shared/placement';
import type { Condition, Expression } from './lesson-schema.ts';
import type { Place } from './lesson-start.ts';

export type Value = number | string;
export type Measured = {
  readonly scenes: Readonly<Record<string, SceneView>>;
  readonly before: Readonly<Record<string, SceneView>>;
  /** Scene -> workers -> counts of the whole run. */
  readonly runs: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, number>>>>>>;
  readonly found: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly input: string;
  readonly project: string;
  readonly said: Value | null;
  /** Where the lesson itself has done something to the stage, the last one last. */
  readonly acts: readonly Place[];
};

export function measure(name: string, measured: Measured): Value {
  if (name === 'input') return measured.input;
  if (name === 'project') return measured.project;
  if (name === 'said') return measured.said ?? '';
  const [first = '', second = '', ...rest] = name.split('.');
  if (first === 'runs') return countIn(measured.runs[second]?.[rest[0] ?? ''], rest[1] ?? '', name);
  if (first === 'found') return countIn(measured.found[second], rest[0] ?? '', name);
  if (first === 'before') return ofScene(measured.before[second], rest.join('.'), { name, measured });
  if (first === 'stay') return remaindersKept(Number(second), Number(rest[0])).kept;
  if (first === 'beyond') return shareBeyond(remaindersKept(Number(second), Number(rest[0])));
  if (first === 'moved') return slotsMoved(second, Number(rest[0]));
  if (first === 'share') return Math.round((100 * slotsMoved(second, Number(rest[0]))) / slots);
  if (first === 'acts') return eventsApart(measured.acts);
  return ofScene(measured.scenes[first], [second, ...rest].join('.'), { name, measured });
}

export function evaluate(expression: Expression, measured: Measured): Value {
  if (typeof expression === 'number') return expression;
  if (typeof expression === 'string') return quoted(expression) ?? measure(expression, measured);
  const [left, right] = expression.of.map((term) => Number(evaluate(term, measured)));
  if (left === undefined || right === undefined) throw new Error('an operation has two terms');
  switch (expression.op) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case 'floor/':
      return Math.floor(left / right);
  }
}

const quoted = (term: string): string | null => (term.startsWith('"') ? term.slice(1, -1) : null);

export function holds({ left, is, right }: Condition, measured: Measured): boolean {
  const [a, b] = [evaluate(left, measured), evaluate(right, measured)];
  switch (is) {
    case '=':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
  }
}

/** A text with its measures filled in. */
export const fillIn = (text: string, measured: Measured): string =>
  text.replaceAll(/\{([a-z][^}]*)\}/g, (_, name: string) => written(measure(name, measured)));

export const written = (value: Value): string =>
  typeof value === 'number' ? value.toLocaleString('en', { maximumFractionDigits: value < 10 ? 1 : 0 }) : value;

type Asked = { readonly name: string; readonly measured: Measured };

function ofScene(view: SceneView | undefined, what: string, asked: Asked): Value {
  if (view === undefined) throw new Error(`there is no measure ${asked.name}`);
  const [field = '', subject = ''] = what.split(':');
  switch (field) {
    case 'phase':
      return view.coordinator.phase;
    case 'slotsMoving':
      return view.coordinator.slotsMoving;
    case 'codeHash':
      return view.codeHash;
    case 'codeRun':
      return view.codeRun;
    case 'total':
      return itemsOf(view, subject).reduce((sum, item) => sum + item, 0);
    case 'flying':
      return view.messages.filter(({ what: kind, fate }) => kind === 'records' && fate === null).length;
    case 'offers':
      return view.messages.filter((message) => message.fate === null && carries(message, 'tentative')).length;
    case 'rulesBroken':
      return view.ledger?.rules.filter(({ holds: isKept }) => !isKept).length ?? -1;
    case 'changed':
      return changedIn(view, asked).length;
    case 'changedOn':
      return new Set(changedIn(view, asked).map(({ worker }) => worker)).size;
    case 'offRemainder':
      return view.slots.filter((owner, slot) => owner !== slot % view.coordinator.members.length).length;
    case 'misplaced':
      return view.objects.filter(({ worker, slot }) => worker !== view.slots[slot]).length;
    case 'ownersKept':
      return ownersKept(view, Number(subject), asked);
    case 'slotOwner':
      return workerName(view.slots[Number(subject)] ?? -1);
    case 'movedElsewhere':
      return arrivedAt(view, (worker) => worker !== newestOf(view));
    case 'toNewest':
      return arrivedAt(view, (worker) => worker === newestOf(view));
    case 'owner':
    case 'slot':
    case 'value':
      return ofObject(view, { field, subject }, asked);
    default:
      return countIn(view.counts, field, asked.name);
  }
}

const newestOf = ({ workers }: SceneView): number => Math.max(...workers.map(({ worker }) => worker));

/** Objects that have moved to a worker of this kind. */
const arrivedAt = ({ objects }: SceneView, isMeant: (worker: number) => boolean): number =>
  objects.filter(({ worker, home }) => worker !== null && worker !== home && isMeant(worker)).length;

type Person = { readonly of?: unknown; readonly value?: unknown; readonly items?: unknown };

/** Each in an object that says whose it is, or all in the list of one object. */
const itemsOf = ({ objects }: SceneView, name: string): readonly number[] =>
  objects.flatMap(({ key, value }) => {
    const { of, value: item, items } = value as Person;
    if (of === name) return [Number(item)];
    return key === name && Array.isArray(items) ? items.map(Number) : [];
  });

/** Whether a message has a letter of this type in it. */
export const carries = ({ content }: MessageView, type: string): boolean =>
  content.type === 'records' &&
  content.records.some(
    ({ record }) => typeof record === 'object' && record !== null && 'type' in record && record.type === type,
  );

/** The same scene at the last act. */
function beforeOf(view: SceneView, { name, measured }: Asked): SceneView {
  const scene = Object.entries(measured.scenes).find(([, candidate]) => candidate === view)?.[0] ?? '';
  const before = measured.before[scene];
  if (before === undefined) throw new Error(`${name}: nothing has been done yet`);
  return before;
}

function ownersKept(view: SceneView, first: number, asked: Asked): number {
  const before = beforeOf(view, asked);
  return view.slots.filter((owner, slot) => slot < first && owner === before.slots[slot]).length;
}

function changedIn(view: SceneView, asked: Asked): SceneView['objects'] {
  const before = beforeOf(view, asked);
  const values = new Map(before.objects.map(({ key, value }) => [key, JSON.stringify(value)]));
  return view.objects.filter(({ key, value }) => values.get(key) !== JSON.stringify(value));
}

function ofObject(
  view: SceneView,
  { field, subject }: { field: string; subject: string },
  { measured, name }: Asked,
): Value {
  const [named = '', member] = subject.split('/');
  const key = named === 'input' ? measured.input : named;
  const object = view.objects.find((candidate) => candidate.key === key);
  if (object === undefined) throw new Error(`${name}: there is no object ${key}`);
  if (field === 'slot') return object.slot;
  if (field === 'owner') return object.worker === null ? 'nobody' : workerName(object.worker);
  const value: unknown =
    member === undefined ? object.value : (object.value as Readonly<Record<string, unknown>>)[member];
  return typeof value === 'number' ? value : JSON.stringify(value);
}

function countIn(counts: Readonly<Record<string, number>> | undefined, field: string, name: string): number {
  const found = counts?.[field];
  if (found === undefined) throw new Error(`there is no measure ${name}`);
  return found;
}

/** Of the numbers up to where both remainders begin again. */
function remaindersKept(one: number, other: number): { readonly kept: number; readonly of: number } {
  const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
  const numbers = Array.from({ length: (one * other) / divisor(one, other) }, (_, number) => number);
  return { kept: numbers.filter((number) => number % one === number % other).length, of: numbers.length };
}

const shareBeyond = ({ kept, of }: { readonly kept: number; readonly of: number }): number => 100 * (1 - kept / of);

const slots = 256;

function slotsMoved(scheme: string, workers: number): number {
  const all = Array.from({ length: slots }, (_, slot) => slot);
  const members = Array.from({ length: workers }, (_, worker) => worker);
  const table = firstTable(members, slots);
  const after = tableWith(table, members, workers);
  return all.filter((slot) =>
    scheme === 'modulo' ? slot % workers !== slot % (workers + 1) : table[slot] !== after[slot],
  ).length;
}

function eventsApart(acts: readonly Place[]): number {
  const [other, last] = acts.slice(-2);
  if (other === undefined || last === undefined) throw new Error('the lesson has not done two things yet');
  return Math.abs(last.event - other.event);
}
