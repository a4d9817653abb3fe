/**
 * Looks for the smallest set of lost and doubled messages after which a scene has counted wrong: single ones first, then
 * pairs, whose second is chosen in the run that already suffered the first. What is tried is bounded, and spread evenly.
 */
import type { Deed, SceneSpec, SceneView } from '@potoroo/runtime/sim/stage';
import { endOf, Run } from '@potoroo/runtime/sim/stage';

export type Found = {
  readonly scene: string;
  readonly title: string;
  /** The smallest schedule that breaks it; empty where none was found. */
  readonly deeds: readonly Deed[];
  readonly singles: number;
  readonly pairs: number;
};
type Search = { readonly specs: readonly SceneSpec[]; readonly scene: number; readonly moments: number };

/** Of the first faults of pairs; each has one second. */
const pairsMax = 6;

export function searchFailure(search: Search): Pick<Found, 'deeds' | 'singles' | 'pairs'> {
  const { specs, scene } = search;
  let [singles, pairs] = [0, 0];
  const breaks = (deeds: readonly Deed[]): boolean => isWrong(endOf(specs, deeds)[scene]);
  const firsts = faultsOf(search, []);
  for (const fault of firsts) {
    singles++;
    if (breaks([fault])) return { deeds: [fault], singles, pairs };
  }
  for (const first of spread(firsts, pairsMax)) {
    const [second] = faultsOf({ ...search, moments: 1 }, [first]);
    if (second === undefined) continue;
    pairs++;
    if (breaks([first, second])) return { deeds: [first, second], singles, pairs };
  }
  return { deeds: [], singles, pairs };
}

const isWrong = (end: SceneView | undefined): boolean =>
  end === undefined ||
  end.failure !== null ||
  end.counts['counted'] !== end.counts['given'] ||
  end.counts['wrong'] !== 0;

/** Both faults, at moments of a run at which a message with records is on its way that nothing has happened to. */
function faultsOf({ specs, scene, moments }: Search, deeds: readonly Deed[]): readonly Deed[] {
  const flying = flyingIn({ specs, scene }, deeds);
  const from = deeds.at(-1)?.after ?? 0;
  const faults: Deed[] = [];
  for (let moment = 1; moment <= moments; moment++) {
    const start = from + Math.floor(((flying.length - 1 - from) * moment) / (moments + 1));
    for (const event of around(start, { from, to: flying.length - 1 })) {
      const message = flying[event];
      if (message === undefined || message === null) continue;
      for (const type of ['drop', 'duplicate'] as const) faults.push({ after: event, scene, act: { type, message } });
      break;
    }
  }
  return faults;
}

/** Event -> the first message with records that is on its way then in this scene; null where there is none. */
function flyingIn({ specs, scene }: Omit<Search, 'moments'>, deeds: readonly Deed[]): readonly (number | null)[] {
  const run = new Run(specs, deeds);
  const found: (number | null)[] = [];
  while (found.length <= run.event) {
    const messages = run.scenes[scene]?.watch.messages.values() ?? [];
    found.push(Array.from(messages).find(({ what, fate }) => what === 'records' && fate === null)?.id ?? null);
    run.to(run.event + 1);
  }
  return found;
}

const looks = 200;

/** The events after a moment, and where the run has little left, those before it: the records of a run may all be early. */
function* around(start: number, { from, to }: { readonly from: number; readonly to: number }): Generator<number> {
  for (let event = start; event < Math.min(to, start + looks); event++) yield event;
  for (let event = start - 1; event > Math.max(from, start - looks); event--) yield event;
}

const spread = <Item>(items: readonly Item[], most: number): readonly Item[] =>
  items.filter((_, index) => index % Math.max(1, Math.ceil(items.length / most)) === 0);

/** What was found, for a person. */
export function foundText({ deeds, singles, pairs }: Found): string {
  if (deeds.length === 0)
    return `None: ${singles} single faults and ${pairs} pairs were tried, and every count was right.`;
  const words = deeds.map(
    ({ after, act }) => `after event ${after} a message is ${act.type === 'drop' ? 'lost' : 'doubled'}`,
  );
  return `Broken by ${deeds.length}: ${words.join(', and ')}. It is in the tree of histories, to be replayed step by step.`;
}
