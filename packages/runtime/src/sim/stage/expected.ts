/** What one thread makes of a scene's input: its objects, how often each record is met by which of them, and what leaves. */
import type { Topology } from '@potoroo/shared/topology';
import { nodeId } from '@potoroo/shared/ids';
import { TopologyDriver } from '../../testing/index.ts';
import { inputsOf, linesOf } from './inputs.ts';
import type { SceneSpec } from './scene-spec.ts';
import { asShown } from './shown-value.ts';
import { countOf, heldBy, namesIn, tallied } from './tally.ts';

export type Expected = {
  /** Stage -> key -> value, as it is shown. */
  readonly objects: ReadonlyMap<number, ReadonlyMap<string, unknown>>;
  /** Stage -> key and record of every effect; of a scene that tallies. */
  readonly met: ReadonlyMap<number, readonly string[]>;
  /** The same of those at which the code threw. */
  readonly threw: ReadonlyMap<number, readonly string[]>;
  readonly lines: ReadonlyMap<string, number>;
  /** Records that the code of a state made no object for: it threw. */
  readonly unborn: number;
};

type Given = { readonly topology: Topology; readonly spec: SceneSpec; readonly sources: readonly string[] };

/** `sources`: those that are fed lines; the others make their own. `said`: what the learner has sent to `you`. */
export function expectedOf({ topology, spec, sources }: Given, you: string, said: readonly string[]): Expected {
  // Counted as on the stage: what cannot be kept in a state object has no effect here either.
  const driver = new TopologyDriver(topology, undefined, undefined, (builder) =>
    spec.tallies === true ? tallied(builder, topology, () => {}) : builder,
  );
  if (spec.flow === 'given') {
    for (const stage of topology.stages) if (stage.kind === 'source') driver.generate(stage.node, spec.records);
  } else {
    for (const [source, bytes] of inputsOf(spec, sources)) driver.feed(source, bytes);
    if (said.length > 0) driver.feed(nodeId(you), linesOf(said));
  }
  const objects = new Map<number, ReadonlyMap<string, unknown>>();
  const met = new Map<number, readonly string[]>();
  const threw = new Map<number, readonly string[]>();
  const lines: string[] = [];
  for (const stage of topology.stages) {
    if (stage.kind === 'sink') for (const line of driver.lines(stage.node)) lines.push(line);
    if (stage.kind !== 'keyed') continue;
    const held = [...driver.state(stage.state)];
    objects.set(stage.id, new Map(held.map(([key, value]) => [key, asShown(heldBy(value, spec))])));
    if (spec.tallies !== true) continue;
    met.set(stage.id, namesIn(held, 'met'));
    threw.set(stage.id, namesIn(held, 'threw'));
  }
  const states = new Set<string>(topology.stages.flatMap((stage) => (stage.kind === 'keyed' ? [stage.state] : [])));
  const unborn = driver.failures.filter(({ node }) => states.has(node)).length;
  return {
    objects,
    unborn,
    met,
    threw,
    lines: countOf(lines),
  };
}
