/**
 * Runs one stage to its end: a process group of its own, so that a stage which runs too long, or a runner that is told to
 * stop, takes down everything the stage has started.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { turboEnvironment } from '../bootstrap/build-studio.mjs';
import { countsOf } from './counts.ts';
import type { Stage, StageResult } from './stage.ts';

const running = new Set<ChildProcess>();

export async function runStage(root: string, stage: Stage): Promise<StageResult> {
  const startedAt = performance.now();
  const report = 'file' in stage.counts ? path.join(root, stage.counts.file) : null;
  if (report !== null) rmSync(report, { force: true });
  const ended = await run(root, stage);
  const text = report !== null && existsSync(report) ? readFileSync(report, 'utf8') : null;
  return {
    name: stage.name,
    counts: countsOf(stage.counts, { ...ended, report: text }),
    seconds: (performance.now() - startedAt) / 1_000,
    output: stage.live ? '' : ended.output,
  };
}

/** Ends every stage that runs, with all that it has started. */
export function endRunningStages(signal: NodeJS.Signals): void {
  for (const child of running) endGroup(child, signal);
}

function run(root: string, stage: Stage): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, [path.join(root, stage.script), ...stage.args], {
    cwd: root,
    env: { ...turboEnvironment(process.execPath), ...(stage.live ? {} : { NO_COLOR: '1' }), ...stage.environment },
    stdio: ['ignore', stage.live ? 'inherit' : 'pipe', stage.live ? 'inherit' : 'pipe'],
    detached: true,
  });
  running.add(child);
  const printed: string[] = [];
  child.stdout?.on('data', (chunk) => printed.push(String(chunk)));
  child.stderr?.on('data', (chunk) => printed.push(String(chunk)));
  const late = setTimeout(() => {
    printed.push(`\nStopped after ${stage.timeoutMs / 60_000} minutes: a stage must end.\n`);
    endGroup(child, 'SIGKILL');
  }, stage.timeoutMs);
  return new Promise((resolve) => {
    child.once('close', (code) => {
      clearTimeout(late);
      running.delete(child);
      resolve({ code, output: printed.join('') });
    });
  });
}

function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Gone already.
  }
}
