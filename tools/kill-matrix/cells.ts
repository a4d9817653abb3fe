/**
 * The cells of the kill matrix: which process of a run ends, or finds its disk full, at which moment of the protocol, and how. The moments are those
 * that the processes themselves tell of (hosts/node/moments.ts), so a name that is not met any more fails its cell.
 */
const ends = ['SIGKILL', 'SIGSTOP', 'out-of-memory'] as const;
/** `disk-full`: it does not end, and for a while it can write nothing. */
export type Way = (typeof ends)[number] | 'disk-full';

export type Cell = {
  /** What the process is for: `source worker`. */
  readonly role: string;
  /** `coordinator`, `w1`. */
  readonly process: string;
  readonly moment: string;
  /** The how-manieth time. */
  readonly nth: number;
  readonly way: Way;
  /** Another worker is killed first: the moment is one of its recovery. */
  readonly duringRecovery: boolean;
  /** What is asked of the run first: that a worker joins; or that one object moves alone, or that another version goes on, and then moments count from there. */
  readonly asks: 'add' | 'move' | 'hand-over';
};

/** The worker to which an object moves alone; it is w1's before. */
export const movedTo = 2;

type Phase = { readonly moment: string; readonly nth?: number; readonly duringRecovery?: boolean };
type Role = {
  readonly role: string;
  readonly process: string;
  readonly phases: readonly Phase[];
  readonly asks?: Cell['asks'];
};

/** In the order in which a worker meets them. */
const ofWorkers: readonly Phase[] = [
  { moment: 'told assign' },
  { moment: 'says ready' },
  { moment: 'told start' },
  { moment: 'told inject', nth: 3 },
  { moment: 'says store', nth: 3 },
  { moment: 'says acked', nth: 4 },
  { moment: 'told complete', nth: 3 },
  { moment: 'told peer-joined' },
  { moment: 'says linked' },
  { moment: 'told halt', duringRecovery: true },
  { moment: 'told load', duringRecovery: true },
  { moment: 'says ready', nth: 2, duringRecovery: true },
];

const ofSinkWorkers: readonly Phase[] = [
  { moment: 'does write', nth: 3 },
  { moment: 'did write', nth: 3 },
  { moment: 'says released', nth: 3 },
];

/** Of whoever is there when everything has left: the run has finished, or is handed over. */
const lastOfWorkers: readonly Phase[] = [{ moment: 'told retire' }, { moment: 'says final' }];

/** Where it is handed over, until the first last word is heard. */
const lastOfCoordinators: readonly Phase[] = [{ moment: 'does hand-over' }, { moment: 'told final' }];

/** Of the worker that joins while records flow. */
const ofJoiners: readonly Phase[] = [
  { moment: 'told assign' },
  { moment: 'says ready' },
  { moment: 'told warm' },
  { moment: 'says warmed' },
  { moment: 'told inject' },
  { moment: 'says acked' },
  { moment: 'says installed' },
  { moment: 'told complete' },
  ...lastOfWorkers,
];

/** Of a process that was ready before it joined. */
const ofSpares: readonly Phase[] = [
  { moment: 'told assign' },
  { moment: 'says ready' },
  { moment: 'told warm' },
  { moment: 'says installed' },
];

const ofCoordinators: readonly Phase[] = [
  { moment: 'does assign' },
  { moment: 'does start-sources' },
  { moment: 'does inject', nth: 3 },
  { moment: 'does commit', nth: 3 },
  { moment: 'does rename-manifest', nth: 3 },
  { moment: 'did rename-manifest', nth: 3 },
  { moment: 'does complete', nth: 3 },
  { moment: 'does admit' },
  { moment: 'does warm' },
  { moment: 'does retire' },
  { moment: 'does roll-back', duringRecovery: true },
  { moment: 'does finish' },
  { moment: 'told final' },
];

/** Of the workers that an object leaves and comes to alone, from when that is asked for. */
const ofOwners: readonly Phase[] = [{ moment: 'told inject' }, { moment: 'says acked' }, { moment: 'told complete' }];
const ofNewOwners: readonly Phase[] = [...ofOwners, { moment: 'says installed' }];
const ofMovers: readonly Phase[] = [
  { moment: 'does inject' },
  { moment: 'does commit' },
  { moment: 'did rename-manifest' },
  { moment: 'does complete' },
];

const roles: readonly Role[] = [
  { role: 'source worker', process: 'w1', phases: [...ofWorkers, ...lastOfWorkers] },
  { role: 'sink worker', process: 'w2', phases: [...ofWorkers, ...ofSinkWorkers, ...lastOfWorkers] },
  { role: 'state worker', process: 'w3', phases: ofWorkers },
  { role: 'joiner', process: 'w4', phases: ofJoiners },
  { role: 'spare', process: 'spare', phases: ofSpares },
  { role: 'coordinator', process: 'coordinator', phases: ofCoordinators },
  { role: 'owner of an object', process: 'w1', phases: ofOwners, asks: 'move' },
  { role: 'new owner of an object', process: `w${movedTo + 1}`, phases: ofNewOwners, asks: 'move' },
  { role: 'coordinator', process: 'coordinator', phases: ofMovers, asks: 'move' },
  { role: 'source worker', process: 'w1', phases: lastOfWorkers, asks: 'hand-over' },
  { role: 'coordinator', process: 'coordinator', phases: lastOfCoordinators, asks: 'hand-over' },
  // It has no moments of its own that matter: everything of the protocol that it does is to be told of the coordinator's.
  { role: 'server', process: 'server', phases: ofCoordinators },
];

/** Nothing is written from then on, or yet. */
const idle: ReadonlySet<string> = new Set([
  'told assign',
  'does finish',
  ...[...lastOfWorkers, ...lastOfCoordinators].map(({ moment }) => moment),
]);

export const cells: readonly Cell[] = roles.flatMap(({ role, process, phases, asks = 'add' }) =>
  phases.flatMap(({ moment, nth = 1, duringRecovery = false }) =>
    waysFor(role, moment).map((way) => ({ role, process, moment, nth, way, duringRecovery, asks })),
  ),
);

/**
 * Checkpoints are the coordinator's to write, outputs are the sink worker's; nobody else writes anything. A run that has not
 * begun is refused where its disk is full, and one that has come to its end writes nothing.
 */
function waysFor(role: string, moment: string): readonly Way[] {
  if (role === 'server') return ['SIGKILL', 'SIGSTOP'];
  const isServing = !idle.has(moment);
  const writes = (role === 'sink worker' || role === 'coordinator') && isServing;
  return writes ? [...ends, 'disk-full'] : ends;
}

export const titleOf = ({ role, process, moment, nth, way, duringRecovery, asks }: Cell): string => {
  const when = `${nth > 1 ? ` for the ${ordinal(nth)} time` : ''}${duringRecovery ? ' in a recovery' : ''}`;
  return `${role} (${process}), ${moment}${when}${asks === 'add' ? '' : ` of a ${asks}`}: ${way}`;
};

const ordinal = (nth: number): string => (nth === 2 ? '2nd' : nth === 3 ? '3rd' : `${nth}th`);
