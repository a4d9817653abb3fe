/** What happens to a simulated cluster, drawn from a seed: when, and to whom. Pure. */
import type { Random } from './random.ts';

export type Fault =
  | { readonly type: 'kill'; readonly who: number }
  | { readonly type: 'kill-coordinator' }
  | { readonly type: 'add' }
  | { readonly type: 'drain'; readonly who: number }
  | { readonly type: 'checkpoint' }
  /** Manifests cannot be written for a while. */
  | { readonly type: 'full-disk'; readonly forMs: number };

export type Schedule = readonly { readonly at: number; readonly fault: Fault }[];

const kinds = ['kill', 'kill', 'kill-coordinator', 'add', 'add', 'drain', 'drain', 'checkpoint', 'full-disk'] as const;

/** `who` counts through whoever is there at the time. */
export function drawSchedule(random: Random, faultsMax: number, horizonMs: number): Schedule {
  const faults = random.below(faultsMax + 1);
  return Array.from({ length: faults }, () => ({ at: random.next() * horizonMs, fault: drawFault(random) })).toSorted(
    (a, b) => a.at - b.at,
  );
}

function drawFault(random: Random): Fault {
  const type = kinds[random.below(kinds.length)] ?? 'kill';
  switch (type) {
    case 'kill':
    case 'drain':
      return { type, who: random.below(8) };
    case 'full-disk':
      return { type, forMs: random.next() * 30 };
    case 'kill-coordinator':
    case 'add':
    case 'checkpoint':
      return { type };
  }
}
