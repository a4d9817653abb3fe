/** Profiles of workers that run on: each is asked for its own, and its time is divided as that of a whole run would be. */
import type { ChildProcess } from 'node:child_process';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Module } from '@potoroo/shared/topology';
import { toWorker } from './child-process.ts';
import type { FromWorkerProcess } from './control-messages.ts';
import type { CpuProfile, Shares } from './profile-shares.ts';
import { sharesOf } from './profile-shares.ts';

export type RunningProfile = {
  readonly worker: string;
  /** As Chrome's tools and VS Code read it: JSON. */
  readonly profile: string;
  readonly shares: Shares;
};

/** To take a profile of a busy worker, and to tell of it, costs a good part of a second. */
const patienceMs = 10_000;
let asked = 0;

/** Of those that are there and answer, in their order. */
export async function profilesOf(
  workers: readonly (readonly [string, ChildProcess])[],
  { ms, modules }: { readonly ms: number; readonly modules: readonly Module[] },
): Promise<readonly RunningProfile[]> {
  const taken = await Promise.all(
    workers.map(async ([worker, child]): Promise<readonly RunningProfile[]> => {
      const profile = await profileOf(child, ms);
      return profile === null
        ? []
        : [{ worker, profile, shares: sharesOf(JSON.parse(profile) as CpuProfile, modules) }];
    }),
  );
  return taken.flat();
}

function profileOf(child: ChildProcess, ms: number): Promise<string | null> {
  const id = asked++;
  return new Promise((resolve) => {
    const settle = (profile: string | null): void => {
      clearTimeout(timer);
      child.off('message', heard).off('exit', gone);
      resolve(profile);
    };
    const heard = (message: FromWorkerProcess): void => {
      if (message.type === 'profiled' && message.id === id) settle(message.profile);
    };
    const gone = (): void => settle(null);
    const timer = setTimeout(gone, ms + patienceMs);
    child.on('message', heard).once('exit', gone);
    toWorker(child, { type: 'profile', id, ms });
  });
}
