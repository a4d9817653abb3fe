/**
 * The simulator: whole clusters of the real runtime core in one thread, with faults, judged against one thread.
 *
 *   npm run sim -- --seeds 2000 [--from 1]     so many seeds
 *   npm run sim -- --minutes 10 [--from 1]     as many seeds as fit
 *   npm run sim -- --seed 42 [--trace]         one seed, and what happened in it
 *   npm run sim:mutants [-- --seeds 5000]      each rule of the core is taken away, and must be missed
 *   npm run sim:search [-- --minutes 5]        the smallest set of crashes that breaks a guarantee
 *
 * Exits with 1 where something fails. The last line says how much was done.
 */
import { parseArgs } from 'node:util';
import { runGate } from './gate.ts';
import { runSearch } from './search.ts';
import { runOne, runSwarm } from './swarm.ts';

const usage = `npm run sim -- [--seeds N | --minutes N] [--from N] | --seed N [--trace]
     npm run sim:mutants -- [--seeds N] [--minutes N]
     npm run sim:search -- [--minutes N]`;

class UsageError extends Error {}

function read(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        seeds: { type: 'string' },
        seed: { type: 'string' },
        from: { type: 'string' },
        minutes: { type: 'string' },
        trace: { type: 'boolean' },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function numberOf(name: string, text: string | undefined, otherwise: number, least = 1): number {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (text.trim() === '' || !Number.isFinite(number) || number < least || number > Number.MAX_SAFE_INTEGER)
    throw new UsageError(`--${name} ${JSON.stringify(text)} is not a number of at least ${least}`);
  return number;
}

function wholeOf(name: string, text: string | undefined, otherwise: number): number {
  const number = numberOf(name, text, otherwise);
  if (!Number.isInteger(number) && number !== Number.POSITIVE_INFINITY)
    throw new UsageError(`--${name} ${text} is not a whole number`);
  return number;
}

/** True where everything held. */
function run(args: readonly string[]): boolean {
  const { values, positionals } = read(args);
  const [command = 'swarm', ...others] = positionals;
  if (others.length > 0) throw new UsageError(`nothing is known of ${others.join(' ')}`);
  const only = (what: string, ...known: readonly (keyof typeof values)[]): void => {
    const other = Object.keys(values).find((name) => !known.some((own) => own === name));
    if (other !== undefined) throw new UsageError(`--${other} does not go with ${what}`);
  };
  const least = 0.01;
  const minutes = (otherwise: number): number => numberOf('minutes', values.minutes, otherwise, least);
  switch (command) {
    case 'swarm': {
      if (values.seed !== undefined) {
        only('--seed, which is one', 'seed', 'trace');
        return runOne(wholeOf('seed', values.seed, 1), values.trace === true);
      }
      only('many seeds: give one as --seed N', 'seeds', 'from', 'minutes');
      const isTimed = values.minutes !== undefined && values.seeds === undefined;
      return runSwarm({
        from: wholeOf('from', values.from, 1),
        seeds: wholeOf('seeds', values.seeds, isTimed ? Number.POSITIVE_INFINITY : 2_000),
        minutes: minutes(Number.POSITIVE_INFINITY),
      });
    }
    case 'mutants':
      only('mutants', 'seeds', 'minutes');
      return runGate(wholeOf('seeds', values.seeds, 5_000), minutes(Number.POSITIVE_INFINITY));
    case 'search':
      only('search', 'minutes');
      return runSearch(minutes(5));
    default:
      throw new UsageError(`nothing is known of ${command}`);
  }
}

try {
  const args = process.argv.slice(2);
  if (args.includes('--help')) process.stdout.write(`Use: ${usage}\n`);
  else process.exitCode = run(args) ? 0 : 1;
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`${error.message}\nUse: ${usage}\n`);
  process.exitCode = 2;
}
