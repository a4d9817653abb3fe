/**
 * `npm test`: every check there is, in phases, and at the end one line that adds them up. It goes on after a failure,
 * because the next stage may say more; it ends with 1 if anything failed.
 *
 *   npm test                      everything
 *   npm test -- lint tests        only the stages named
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { addUp } from './counts.ts';
import { endRunningStages, runStage } from './run-stage.ts';
import { phases } from './stages.ts';
import type { Stage, StageResult } from './stage.ts';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
/** A phase holds two stages at a time: the tools in it use several threads of their own. */
const sideBySide = 2;

const signalled = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    endRunningStages('SIGKILL');
    process.exit(signalled[signal]);
  });
}

const results: StageResult[] = [];
process.exitCode = (await verify(process.argv.slice(2))) ? 0 : 1;

async function verify(names: readonly string[]): Promise<boolean> {
  const known = phases.flat().map(({ name }) => name);
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) {
    process.stderr.write(`There is no stage "${unknown}". The stages are: ${known.join(', ')}.\n`);
    return false;
  }
  const startedAt = performance.now();
  for (const phase of phases) await runPhase(phase.filter(({ name }) => names.length === 0 || names.includes(name)));
  const total = addUp(results.map(({ counts }) => counts));
  process.stdout.write(
    `\nin ${Math.round((performance.now() - startedAt) / 1_000)} s\n${total.passed} passed, ${total.failed} failed\n`,
  );
  return total.failed === 0 && total.passed > 0;
}

async function runPhase(stages: readonly Stage[]): Promise<void> {
  const waiting = [...stages];
  const lane = async (): Promise<void> => {
    for (let stage = waiting.shift(); stage !== undefined; stage = waiting.shift()) await runAndTell(stage);
  };
  await Promise.all(Array.from({ length: sideBySide }, lane));
}

async function runAndTell(stage: Stage): Promise<void> {
  if (stage.live) process.stdout.write(`\n  … ${stage.name}\n`);
  const result = needIsMissing(stage) ?? (await runStage(root, stage));
  results.push(result);
  tell(result);
}

function needIsMissing(stage: Stage): StageResult | null {
  const need = results.find(({ name, counts }) => name === stage.needs && counts.failed > 0);
  if (need === undefined) return null;
  return {
    name: stage.name,
    counts: { passed: 0, failed: 1 },
    seconds: 0,
    output: `Not run, because ${need.name} failed.\n`,
  };
}

function tell({ name, counts, seconds, output }: StageResult): void {
  const mark = counts.failed === 0 ? '✓' : '✗';
  const line = `${mark} ${name.padEnd(12)} ${seconds.toFixed(1).padStart(6)} s  ${counts.passed} passed, ${counts.failed} failed`;
  process.stdout.write(counts.failed === 0 ? `${line}\n` : `${line}\n${output}`);
}
