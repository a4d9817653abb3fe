/** The rows of the placement lab: the runtime's own table of slots, and the seven schemes, on the same keys. Pure. */
import {
  figuresOf,
  firstTable,
  hashOfKey,
  hashText,
  leastShares,
  type Layout,
  type Member,
  schemes,
  slotOf,
  tableWith,
  tableWithout,
} from '@potoroo/shared/placement';
import { limits } from '@potoroo/shared/limits';

export type LabRow = {
  readonly title: string;
  readonly idea: string;
  readonly loads: readonly number[];
  readonly maxOverMean: number;
  /** Shares of all keys. */
  readonly join: number;
  readonly leave: number | null;
  readonly expectedJoin: number | null;
  readonly expectedLeave: number | null;
};

/** `keys`: each once. */
export function labRows(keys: readonly string[], workers: number): readonly LabRow[] {
  const members = Array.from({ length: workers }, (_, index) => index);
  const hashes = { scheme: Uint32Array.from(keys, hashOfKey), own: Uint32Array.from(keys, hashText) };
  return [ours, ...schemes].map((scheme) => {
    const { title, idea, start, expected } = scheme;
    const { loads, maxOverMean, total, movedOnJoin, movedOnLeave } = figuresOf(
      start,
      members,
      scheme === ours ? hashes.own : hashes.scheme,
    );
    const share = (count: number): number => (total === 0 ? 0 : count / total);
    const { join, leave } = expected(workers);
    return {
      title,
      idea,
      loads,
      maxOverMean,
      join: share(movedOnJoin),
      leave: movedOnLeave === null ? null : share(movedOnLeave),
      expectedJoin: join,
      expectedLeave: movedOnLeave === null ? null : leave,
    };
  });
}

/** What runs: a fixed number of slots, a table of who owns which, and the runtime's own hash of a key. */
const ours = {
  title: `This runtime, ${limits.slotsPerStage} slots`,
  idea: 'A table of slots: a joiner takes slots from whoever has most, a leaver’s go to whoever has least.',
  start: (members: readonly Member[]): Layout => tableLayout(members, firstTable(members, limits.slotsPerStage)),
  expected: (n: number) => ({
    join: Math.floor(limits.slotsPerStage / (n + 1)) / limits.slotsPerStage,
    leave: leastShares(n).leave,
  }),
};

function tableLayout(members: readonly Member[], table: readonly Member[]): Layout {
  return {
    members,
    ownerOf: (hash) => table[slotOf(hash, table.length)] ?? -1,
    join: (member) => tableLayout([...members, member], tableWith(table, members, member)),
    leave: (member) => {
      const staying = members.filter((each) => each !== member);
      return tableLayout(staying, tableWithout(table, staying, member));
    },
  };
}
