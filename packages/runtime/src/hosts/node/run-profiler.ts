/**
 * Profiles this worker for a while, when it is asked to. The session with the inspector is opened while the worker still has the
 * right to one, before user code is loaded, which finds neither it nor a way to open another; until it is asked, it does nothing.
 */
import { Session } from 'node:inspector';
import { setTimeout } from 'node:timers';

/** In microseconds. */
const sampledEvery = 500;

export type RunProfiler = {
  /** Calls back with the profile as JSON; null where one is being taken already, or the engine gives none. */
  readonly take: (ms: number, taken: (profile: string | null) => void) => void;
};

export function openRunProfiler(): RunProfiler {
  const session = new Session();
  session.connect();
  let isBusy = false;
  return {
    take: (ms, taken) => {
      if (isBusy) return taken(null);
      isBusy = true;
      session.post('Profiler.enable');
      session.post('Profiler.setSamplingInterval', { interval: sampledEvery });
      session.post('Profiler.start');
      setTimeout(() => {
        session.post('Profiler.stop', (error, stopped) => {
          session.post('Profiler.disable');
          isBusy = false;
          taken(error === null ? JSON.stringify(stopped.profile) : null);
        });
      }, ms);
    },
  };
}
