/**
 * Profiles of a run, taken by its workers themselves (worker-profiler.ts) and gathered here: one `NAME.cpuprofile` a worker in a
 * directory, which Chrome's tools and VS Code open, and what their time went to.
 */
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Topology } from '@potoroo/shared/topology';
import type { CpuProfile, Shares } from './profile-shares.ts';
import { joined, sharesOf } from './profile-shares.ts';

export type WorkerProfile = { readonly worker: string; readonly file: string; readonly shares: Shares };
export type Profiling = {
  /** What the process of this name loads first; null for one that is not profiled. */
  readonly preload: (name: string) => string | null;
  /** To be called when the run is over. */
  readonly collect: (topology: Topology) => readonly WorkerProfile[];
};

const slicesOf = '.slices';
const profiler = new URL('./worker-profiler.ts', import.meta.url);

/** `workers`: those to profile; empty for all. Throws where the directory cannot be written. */
export function startProfiling(directory: string, workers: readonly string[] = []): Profiling {
  mkdirSync(directory, { recursive: true });
  for (const name of readdirSync(directory)) if (name.endsWith(slicesOf)) rmSync(join(directory, name));
  return {
    preload: (name) => {
      if (name === 'coordinator' || (workers.length > 0 && !workers.includes(name))) return null;
      const url = new URL(profiler);
      url.searchParams.set('out', pathToFileURL(join(directory, `${name}${slicesOf}`)).href);
      return url.href;
    },
    collect: (topology) =>
      readdirSync(directory)
        .filter((name) => name.endsWith(slicesOf))
        .map((name) => collected(directory, name, topology))
        .toSorted((one, other) => one.worker.localeCompare(other.worker, 'en', { numeric: true })),
  };
}

function collected(directory: string, name: string, { modules }: Topology): WorkerProfile {
  const worker = name.slice(0, -slicesOf.length);
  const file = join(directory, `${worker}.cpuprofile`);
  const slices = readFileSync(join(directory, name), 'utf8').split('\n').flatMap(sliceOf);
  const profile = joined(slices);
  writeFileSync(file, JSON.stringify(profile));
  rmSync(join(directory, name));
  return { worker, file, shares: sharesOf(profile, modules) };
}

/** The last line of a worker that was killed may be cut. */
function sliceOf(line: string): readonly CpuProfile[] {
  try {
    return line === '' ? [] : [JSON.parse(line) as CpuProfile];
  } catch {
    return [];
  }
}
