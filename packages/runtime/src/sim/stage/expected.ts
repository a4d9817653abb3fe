/** What one thread makes of a scene's input: its objects, how often each record is met by which of them, and what leaves. */
import type { Topology } from '@potoroo/shared/topology';
import { nodeId } from '@potoroo/shared/ids';
import { TopologyDriver } from '../../testing/index.ts';
import { inputsOf, linesOf } from './inputs.ts';
import type { SceneSpec } from './scene-spec.ts';
import { asShown } from './shown-value.ts';
import { countOf, recordName } from './tally.ts';

export type Expected = {
  /** Stage -> key -> value, as it is shown. */
  readonly objects: ReadonlyMap<number, ReadonlyMap<string, unknown>>;
  /** Stage -> key and record -> times. */
  readonly met: ReadonlyMap<number, ReadonlyMap<string, number>>;
  readonly lines: ReadonlyMap<string, number>;
  /** Times that a record meets a state object, with an effect or not. */
  readonly records: number;
  /** Records that the code of a state made no object for: it threw. */
  readonly unborn: number;
};

type Given = { readonly topology: Topology; readonly spec: SceneSpec; readonly sources: readonly string[] };

/** `sources`: those that are fed lines; the others make their own. `said`: what the learner has sent to `you`. */
export function expectedOf({ topology, spec, sources }: Given, you: string, said: readonly string[]): Expected {
  const met = new Map<number, string[]>();
  let records = 0;
  const driver = new TopologyDriver(topology, undefined, undefined, (stage, input, key, record) => {
    const name = `${key} ${recordName(input, record)}`;
    records++;
    return (threw) => {
      if (threw) return;
      const names = met.get(stage) ?? [];
      names.push(name);
      met.set(stage, names);
    };
  });
  if (spec.flow === 'given') {
    for (const stage of topology.stages) if (stage.kind === 'source') driver.generate(stage.node, spec.records);
  } else {
    for (const [source, bytes] of inputsOf(spec, sources)) driver.feed(source, bytes);
    if (said.length > 0) driver.feed(nodeId(you), linesOf(said));
  }
  const objects = new Map<number, ReadonlyMap<string, unknown>>();
  const lines: string[] = [];
  for (const stage of topology.stages) {
    if (stage.kind === 'keyed')
      objects.set(stage.id, new Map(Array.from(driver.state(stage.state), ([key, value]) => [key, asShown(value)])));
    if (stage.kind === 'sink') for (const line of driver.lines(stage.node)) lines.push(line);
  }
  const states = new Set<string>(topology.stages.flatMap((stage) => (stage.kind === 'keyed' ? [stage.state] : [])));
  const unborn = driver.failures.filter(({ node }) => states.has(node)).length;
  return {
    objects,
    unborn,
    met: new Map(Array.from(met, ([stage, names]) => [stage, countOf(names)])),
    lines: countOf(lines),
    records,
  };
}
