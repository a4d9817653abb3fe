/** Looks for the smallest set of crashes that breaks a guarantee of the canonical run. */
import { canonicalRun, search } from '@potoroo/runtime/sim';
import { clock, faultLines, say } from './say.ts';

/** True where none was found. */
export function runSearch(minutes: number): boolean {
  const since = performance.now();
  const until = since + minutes * 60_000;
  const canonical = canonicalRun();
  say('The canonical run: one source, two keyed stages with a re-keying between, one sink, two workers, and:');
  for (const line of faultLines(canonical.faults)) say(line);
  const found = search(canonical, { mayGoOn: () => performance.now() < until });
  if (found.type === 'breaks') {
    say(`Broken by ${found.faults.length} crash${found.faults.length === 1 ? '' : 'es'}:`);
    for (const line of faultLines(found.faults)) say(line);
    say(found.failure.message);
    say(`sim:search: a set of ${found.faults.length} breaks it, found in ${found.runs} runs, in ${clock(since)}`);
    return false;
  }
  const { singles, pairs, alike, complete } = found;
  say(`${singles} single crashes at every step; ${pairs} pairs, and ${alike} more like one of them`);
  say(
    `sim:search: none ${complete ? 'up to size 2' : `found, but the time was up after ${singles + pairs} sets`}, in ${clock(since)}`,
  );
  return true;
}
