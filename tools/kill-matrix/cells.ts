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
};

type Phase = { readonly moment: string; readonly nth?: number; readonly duringRecovery?: boolean };

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
];

const roles = [
  { role: 'source worker', process: 'w1', phases: ofWorkers },
  { role: 'sink worker', process: 'w2', phases: [...ofWorkers, ...ofSinkWorkers] },
  { role: 'state worker', process: 'w3', phases: ofWorkers },
  { role: 'joiner', process: 'w4', phases: ofJoiners },
  { role: 'spare', process: 'spare', phases: ofSpares },
  { role: 'coordinator', process: 'coordinator', phases: ofCoordinators },
] as const;

export const cells: readonly Cell[] = roles.flatMap(({ role, process, phases }) =>
  phases.flatMap(({ moment, nth = 1, duringRecovery = false }) =>
    waysFor(role, moment).map((way) => ({ role, process, moment, nth, way, duringRecovery })),
  ),
);

/**
 * Checkpoints are the coordinator's to write, outputs are the sink worker's; nobody else writes anything. A run that has not
 * begun is refused where its disk is full.
 */
function waysFor(role: string, moment: string): readonly Way[] {
  const isServing = moment !== 'told assign';
  const writes = (role === 'sink worker' && isServing) || (role === 'coordinator' && moment !== 'does finish');
  return writes ? [...ends, 'disk-full'] : ends;
}

export const titleOf = ({ role, process, moment, nth, way, duringRecovery }: Cell): string =>
  `${role} (${process}), ${moment}${nth > 1 ? ` for the ${ordinal(nth)} time` : ''}${duringRecovery ? ' in a recovery' : ''}: ${way}`;

const ordinal = (nth: number): string => (nth === 2 ? '2nd' : nth === 3 ? '3rd' : `${nth}th`);
