/**
 * What is done to a run while it goes on, for demonstrations and tests: `at 1s add; at 1500ms kill w1; at 2s kill coordinator;
 * at 3s drain w2`. Times count from the moment at which the run is ready; `kill` is SIGKILL.
 */
import { setTimeout } from 'node:timers';
import type { Deployment } from '@potoroo/runtime/node';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';

export type ScriptAct =
  | { readonly type: 'add' }
  | { readonly type: 'checkpoint' }
  /** A name as in `processes`: `w1`, `coordinator`. */
  | { readonly type: 'kill'; readonly name: string }
  | { readonly type: 'drain'; readonly name: string };
export type ScriptStep = { readonly atMs: number; readonly act: ScriptAct };

const stepForm = /^at\s+(\d+(?:\.\d+)?)\s*(ms|s)\s+(add|checkpoint|kill|drain)(?:\s+(w[1-9]\d*|coordinator))?$/;
const remedy =
  "Write steps like 'at 1s add; at 1500ms kill w1; at 2s kill coordinator; at 3s drain w2; at 4s checkpoint'.";

export function parseScript(text: string): Result<readonly ScriptStep[], Refusal> {
  const steps: ScriptStep[] = [];
  for (const part of text.split(';').map((step) => step.trim())) {
    if (part === '') continue;
    const [, amount = '', unit, verb, name] = stepForm.exec(part) ?? [];
    const act = actOf(verb, name);
    if (act === null) return refuse(`--script has a step "${part}" that cannot be read.`, remedy);
    steps.push({ atMs: Number(amount) * (unit === 's' ? 1_000 : 1), act });
  }
  if (steps.length === 0) return refuse('--script has no step.', remedy);
  return ok(steps.toSorted((a, b) => a.atMs - b.atMs));
}

function actOf(verb: string | undefined, name: string | undefined): ScriptAct | null {
  switch (verb) {
    case 'add':
    case 'checkpoint':
      return name === undefined ? { type: verb } : null;
    case 'kill':
      return name === undefined ? null : { type: verb, name };
    case 'drain':
      return name === undefined || name === 'coordinator' ? null : { type: verb, name };
    default:
      return null;
  }
}

/** Plays a script on a run that is ready; tells what came of each step. Steps that are left when the run ends are dropped. */
export function playScript(steps: readonly ScriptStep[], deployment: Deployment, tell: (text: string) => void): void {
  for (const { atMs, act } of steps) {
    const timer = setTimeout(() => void play(act, deployment).then(tell), atMs);
    void deployment.done.then(() => clearTimeout(timer));
  }
}

async function play(act: ScriptAct, deployment: Deployment): Promise<string> {
  switch (act.type) {
    case 'kill':
      return kill(act.name, deployment);
    case 'drain':
      return told(
        `drain ${act.name}`,
        await deployment.request({ type: 'drain', worker: Number(act.name.slice(1)) - 1 }),
      );
    case 'add':
    case 'checkpoint':
      return told(act.type, await deployment.request(act));
  }
}

const told = (what: string, error: string | null): string => (error === null ? `${what}: done` : `${what}: ${error}`);

function kill(name: string, deployment: Deployment): string {
  const found = deployment.processes().find((candidate) => candidate.name === name);
  if (found === undefined) return `kill ${name}: there is no such process`;
  process.kill(found.pid, 'SIGKILL');
  return `kill ${name}: process ${found.pid} is killed`;
}
