/**
 * A compiled pipeline of somebody's own on a stage: its sources make their records by their own generate snippets, since there
 * are no files or sockets here, and its sinks write into memory. Everything else is as the compiler made it. Pure.
 */
import { err, ok, type Result } from '@potoroo/shared/result';
import type { SinkConnector } from '@potoroo/shared/pipeline';
import type { Stage, Topology } from '@potoroo/shared/topology';
import type { SceneSpec } from './scene-spec.ts';
import { shortHash, strictModule } from './topologies.ts';

/** The error says, for a person, why it cannot be played. */
export function playable(topology: Topology): Result<Topology, string> {
  const silent = topology.stages.find((stage) => stage.kind === 'source' && stage.generate === null);
  if (silent !== undefined)
    return err(
      `its source “${silent.name}” reads from outside, which this page cannot, and has no snippet that makes records: write one under *Generate*`,
    );
  return ok(topology);
}

type Asked = Pick<SceneSpec, 'records' | 'rate' | 'outputs' | 'own'>;

/** So many records a source, as fast as is said, from the first one that its snippet makes; and the learner's snippet in the place of the last state's first one. */
export function staged(topology: Topology, { records, rate, outputs, own }: Asked): Topology {
  const stages = topology.stages.map((stage): Stage => {
    if (stage.kind === 'source')
      return { ...stage, connector: { type: 'generator', rate, count: records }, lazy: false };
    if (stage.kind === 'sink') return { ...stage, connector: inMemory(stage.connector, outputs === 'at once') };
    // A tally changes what code only reads, and own code may write.
    return { ...stage, inputs: stage.inputs.map(({ onlyReads: _found, ...input }) => input) };
  });
  const makers = new Set(topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.generate] : [])));
  const written = own === undefined ? null : lastComputation(topology);
  const modules = topology.modules.map((module) => {
    if (own !== undefined && module.id === written?.id)
      return { ...module, ...(own.script ?? { code: strictModule(own.computation) }) };
    return makers.has(module.id) ? { ...module, code: `${module.code}\n${withoutSilence}` } : module;
  });
  if (own === undefined || written === null) return { ...topology, stages, modules };
  return { ...topology, stages, modules, codeHash: shortHash(topology.codeHash + own.computation) };
}

/** How long a snippet may be silent at first: longer than that it is taken as it is. */
const silenceMax = 20_000;
/**
 * A source that makes nothing at first, to be late, would make nothing at all among the few records of a stage. Where it begins is
 * tried out with a memory of its own and with no chance, so that every process finds the same.
 */
const withoutSilence = `
const potorooMake = exports.default;
let potorooFirst = -1;
const potorooBegin = () => {
  const memory = typeof exports.memory === 'function' ? exports.memory() : undefined;
  for (let index = 0; index < ${silenceMax}; index++)
    if ((potorooMake(index, memory, () => 0.5) ?? null) !== null) return index;
  return 0;
};
exports.default = (index, ...rest) => {
  if (potorooFirst < 0) potorooFirst = potorooBegin();
  return potorooMake(potorooFirst + index, ...rest);
};`;

/** What a learner may rewrite: the first state computation of the last state. */
export function lastComputation({ stages, modules }: Topology): Topology['modules'][number] | null {
  const state = stages.findLast((stage) => stage.kind === 'keyed');
  const [input] = state?.kind === 'keyed' ? state.inputs : [];
  return input === undefined ? null : (modules[input.module] ?? null);
}

function inMemory(connector: SinkConnector, isImmediate: boolean): SinkConnector {
  const format = connector.type === 'live' ? 'ndjson' : connector.format;
  return { type: 'file', path: 'unused', format, ...(isImmediate ? { mode: 'immediate' } : {}) };
}
