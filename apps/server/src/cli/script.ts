/**
 * What is done to a run while it goes on, for demonstrations and tests: `at 1s add; at 1500ms kill w1; at 2s kill coordinator;
 * at 3s drain w2; at 4s move letter-totals a to w1; at 5s slow w1 for 2s factor 3`. Times count from the moment at which the
 * run is ready; `kill` is SIGKILL.
 */
import { setTimeout } from 'node:timers';
import type { Deployment } from '@potoroo/runtime/node';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { Disturbance } from '@potoroo/shared/telemetry';
import { sourceNamed, sourcesOf, type Topology } from '@potoroo/shared/topology';
import { type AskedDisturbance, parseDisturb } from './disturb-arguments.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

export type ScriptAct =
  | { readonly type: 'add' }
  | { readonly type: 'checkpoint' }
  /** A name as in `processes`: `w1`, `coordinator`. */
  | { readonly type: 'kill'; readonly name: string }
  | { readonly type: 'drain'; readonly name: string }
  /** The state object of a key, alone: to a worker, or back to where its key belongs. */
  | { readonly type: 'move'; readonly state: string; readonly key: string; readonly name: string }
  | { readonly type: 'release'; readonly state: string; readonly key: string }
  | AskedDisturbance;
/** `text`: as it was written. */
export type ScriptStep = { readonly atMs: number; readonly act: ScriptAct; readonly text: string };
/** What came of a step, for programs: why it was not done, or null. */
export type StepOutcome = { readonly step: string; readonly error: string | null };

const stepForm = /^at\s+(\d+(?:\.\d+)?)\s*(ms|s)\s+(\w+)(?:\s+(\S.*))?$/;
const processForm = /^(?:w[1-9]\d*|coordinator)$/;
const workerForm = /^w[1-9]\d*$/;
const moveForm = /^(\S+)\s+(\S(?:.*\S)?)\s+to\s+(w[1-9]\d*)$/;
const releaseForm = /^(\S+)\s+(\S(?:.*\S)?)$/;
const remedy =
  "Write steps like 'at 1s add; at 1500ms kill w1; at 2s kill coordinator; at 3s drain w2; at 4s checkpoint; at 5s move STATE KEY to w1; at 6s release STATE KEY; at 7s slow w1 for 2s factor 3; at 8s cut w1 w2 for 1s; at 9s burst SOURCE factor 3; at 9s skew SOURCE share 0.9'.";

export function parseScript(text: string): Result<readonly ScriptStep[], Refusal> {
  const steps: ScriptStep[] = [];
  for (const part of text.split(';').map((step) => step.trim())) {
    if (part === '') continue;
    const [, amount = '', unit, verb, rest = ''] = stepForm.exec(part) ?? [];
    const act = actOf(verb, rest);
    if (act === null) return refuse(`--script has a step "${part}" that cannot be read.`, remedy);
    steps.push({ atMs: Number(amount) * (unit === 's' ? 1_000 : 1), act, text: part });
  }
  if (steps.length === 0) return refuse('--script has no step.', remedy);
  return ok(steps.toSorted((a, b) => a.atMs - b.atMs));
}

/** `rest`: what stands behind the verb. */
function actOf(verb: string | undefined, rest: string): ScriptAct | null {
  switch (verb) {
    case 'add':
    case 'checkpoint':
      return rest === '' ? { type: verb } : null;
    case 'kill':
      return processForm.test(rest) ? { type: verb, name: rest } : null;
    case 'drain':
      return workerForm.test(rest) ? { type: verb, name: rest } : null;
    case 'move': {
      const [, state, key, name] = moveForm.exec(rest) ?? [];
      return state === undefined || key === undefined || name === undefined ? null : { type: verb, state, key, name };
    }
    case 'release': {
      const [, state, key] = releaseForm.exec(rest) ?? [];
      return state === undefined || key === undefined ? null : { type: verb, state, key };
    }
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return disturbanceOf([verb, ...rest.split(/\s+/)]);
    default:
      return null;
  }
}

/** As the command `disturb` has it, with words in the place of its flags: `slow w1 for 2s factor 3`. */
function disturbanceOf(words: readonly string[]): AskedDisturbance | null {
  const values = new Map<string, readonly string[]>();
  const positionals = [...words];
  for (let flag = positionals.at(-2) ?? ''; disturbanceFlags.has(flag); flag = positionals.at(-2) ?? '') {
    if (values.has(flag)) return null;
    values.set(flag, positionals.splice(-2).slice(1));
  }
  const parsed = parseDisturb({ positionals, values });
  return parsed.ok ? parsed.value : null;
}

const disturbanceFlags: ReadonlySet<string> = new Set(['for', 'factor', 'share']);

/** The first state or source that a script names and the pipeline has not, as a refusal; null where there is none. */
export function unknownName(steps: readonly ScriptStep[], topology: Topology): Refusal | null {
  const states: readonly string[] = topology.stages.flatMap((stage) => (stage.kind === 'keyed' ? [stage.state] : []));
  for (const { act } of steps) {
    if ('state' in act && !states.includes(act.state))
      return {
        message: `--script names a state "${act.state}", which the pipeline does not have.`,
        remedy: states.length === 0 ? 'It has no state at all.' : `It has ${states.join(', ')}.`,
      };
    if ('source' in act && sourceNamed(topology, act.source) === undefined)
      return {
        message: `--script names a source "${act.source}", which the pipeline does not have.`,
        remedy: `It has ${sourcesOf(topology)
          .map(({ node }) => node)
          .join(', ')}.`,
      };
  }
  return null;
}

export type Played = { readonly deployment: Deployment; readonly topology: Topology };

/** What came of a step, for a person and for programs. */
type Told = { readonly text: string; readonly error: string | null };
const overBefore = 'the run was over before';

/** Plays a script on a run, and tells what comes of each step as it comes. Mutable. */
export class ScriptPlay {
  readonly #steps: readonly ScriptStep[];
  readonly #tell: (text: string) => void;
  readonly #timers: NodeJS.Timeout[] = [];
  /** Of the steps whose time has come. */
  readonly #begun = new Map<ScriptStep, Promise<string | null>>();

  constructor(steps: readonly ScriptStep[], tell: (text: string) => void) {
    this.#steps = steps;
    this.#tell = tell;
  }

  /** The run is ready: times count from now on. */
  begin(played: Played): void {
    for (const step of this.#steps)
      this.#timers.push(setTimeout(() => void this.#begun.set(step, this.#play(step, played)), step.atMs));
  }

  /** The run is over: what came of every step, in the order of their times. Those whose time has not come are told as well. */
  async end(): Promise<readonly StepOutcome[]> {
    for (const timer of this.#timers) clearTimeout(timer);
    const outcomes: StepOutcome[] = [];
    for (const step of this.#steps) {
      const begun = this.#begun.get(step);
      if (begun === undefined) this.#tell(`${step.text}: ${overBefore}`);
      outcomes.push({ step: step.text, error: begun === undefined ? overBefore : await begun });
    }
    return outcomes;
  }

  async #play({ act }: ScriptStep, played: Played): Promise<string | null> {
    const { text, error } = await play(act, played);
    this.#tell(text);
    return error;
  }
}

async function play(act: ScriptAct, { deployment, topology }: Played): Promise<Told> {
  switch (act.type) {
    case 'move':
    case 'release':
      return told(objectText(act), await changeObject(act, { deployment, topology }));
    case 'kill':
      return kill(act.name, deployment);
    case 'drain':
      return told(`drain ${act.name}`, await deployment.request({ type: 'drain', worker: indexOf(act.name) }));
    case 'add':
    case 'checkpoint':
      return told(act.type, await deployment.request(act));
    case 'slow':
    case 'cut':
    case 'burst':
    case 'skew':
      return disturb(act, { deployment, topology });
  }
}

/** It is answered once it has ended. */
async function disturb({ forMs, ...asked }: AskedDisturbance, { deployment, topology }: Played): Promise<Told> {
  const disturbance = known(asked, topology);
  if (disturbance === null) return told(asked.type, 'there is no such source');
  const whom = 'source' in asked ? asked.source : 'peer' in asked ? `${asked.worker} ${asked.peer}` : asked.worker;
  return told(
    `${asked.type} ${whom} for ${forMs} ms`,
    await deployment.request({ type: 'disturb', disturbance, forMs }),
  );
}

function known(asked: Disturbance<string>, topology: Topology): Disturbance | null {
  if (!('source' in asked)) return asked;
  const source = sourceNamed(topology, asked.source);
  return source === undefined ? null : { ...asked, source };
}

type ObjectAct = Extract<ScriptAct, { type: 'move' | 'release' }>;
const objectText = (act: ObjectAct): string =>
  `${act.type} ${act.state} ${act.key}${act.type === 'move' ? ` to ${act.name}` : ''}`;
const indexOf = (name: string): number => Number(name.slice(1)) - 1;

/** There must be an object: a key that was mistyped is not moved. */
async function changeObject(act: ObjectAct, { deployment, topology }: Played): Promise<string | null> {
  const stage = topology.stages.find((each) => each.kind === 'keyed' && each.state === act.state)?.id;
  if (stage === undefined) return 'there is no such state';
  const { key } = act;
  if (act.type === 'release') return deployment.request({ type: 'release', stage, key });
  const found = await deployment.look(stage, key);
  if (found === null) return 'its owner does not answer';
  if (found.value === null) return 'no record with this key has come';
  return deployment.request({ type: 'move', stage, key, worker: indexOf(act.name) });
}

const told = (what: string, error: string | null): Told => ({ text: `${what}: ${error ?? 'done'}`, error });

function kill(name: string, deployment: Deployment): Told {
  const found = deployment.processes().find((candidate) => candidate.name === name);
  if (found === undefined) return told(`kill ${name}`, 'there is no such process');
  process.kill(found.pid, 'SIGKILL');
  return { text: `kill ${name}: process ${found.pid} is killed`, error: null };
}
