/** What the time of workers went to while records flowed, in all rounds of a row together, from profiles as `run --profile` takes them. */
import { type CpuProfile, joined, type Shares, sharesOf } from '@potoroo/runtime/node';
import type { Module } from '@potoroo/shared/topology';

export type WorkerTime = {
  readonly worker: string;
  /** Of the time that records flowed, 0 to 1. */
  readonly busy: number;
  /** Of the busy time, 0 to 1. */
  readonly parts: Shares['parts'];
  /** With the most time of their own, without what they call, as a share of the busy time. */
  readonly functions: readonly FunctionTime[];
};
export type FunctionTime = { readonly name: string; readonly share: number };

/** In microseconds of the machine's monotonic clock, which profiles have too. */
export type Span = { readonly from: number; readonly to: number };

const functionsShown = 8;

export class WorkerTimes {
  readonly #profiles = new Map<string, CpuProfile[]>();
  #flowed = 0;

  /** One round: the profile of each worker, and when records flowed. */
  add(profiles: readonly (readonly [string, CpuProfile])[], during: Span): void {
    this.#flowed += during.to - during.from;
    for (const [worker, profile] of profiles) {
      const before = this.#profiles.get(worker) ?? [];
      this.#profiles.set(worker, [...before, cutTo(profile, during)]);
    }
  }

  told(modules: readonly Module[]): readonly WorkerTime[] {
    return Array.from(this.#profiles, ([worker, rounds]): WorkerTime => {
      const profile = joined(rounds);
      const { busyMs, parts } = sharesOf(profile, modules);
      return { worker, busy: (busyMs * 1_000) / this.#flowed, parts, functions: functionsOf(profile, busyMs) };
    });
  }
}

/** Without what was sampled before and afterwards: starting, and waiting for the first record. */
export function cutTo(profile: CpuProfile, { from, to }: Span): CpuProfile {
  const [samples, timeDeltas]: [number[], number[]] = [[], []];
  let now = profile.startTime;
  for (const [index, sample] of profile.samples.entries()) {
    const delta = profile.timeDeltas[index] ?? 0;
    now += delta;
    if (now < from || now > to) continue;
    samples.push(sample);
    timeDeltas.push(delta);
  }
  return { ...profile, samples, timeDeltas };
}

function functionsOf({ nodes, samples, timeDeltas }: CpuProfile, busyMs: number): readonly FunctionTime[] {
  const names = new Map(nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]));
  const times = new Map<string, number>();
  for (const [index, sample] of samples.entries()) {
    const name = names.get(sample) ?? '(idle)';
    times.set(name, (times.get(name) ?? 0) + Math.max(0, timeDeltas[index] ?? 0));
  }
  times.delete('(idle)');
  return Array.from(times, ([name, time]) => ({ name, share: time / (busyMs * 1_000) }))
    .toSorted((one, other) => other.share - one.share)
    .slice(0, functionsShown);
}

/** As it stands in the code: `drain (core/exchange/links.ts:12)`; what the engine does itself has no place. */
function nameOf({ functionName, url, lineNumber = -1 }: CpuProfile['nodes'][number]['callFrame']): string {
  const name = functionName === '' ? '(no name)' : functionName;
  if (url === '') return name;
  const place = url.replace(/^file:.*\/(?:src|node_modules)\//, '');
  return `${name} (${place}:${lineNumber + 1})`;
}
