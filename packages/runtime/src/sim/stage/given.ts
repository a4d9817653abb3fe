/**
 * A compiled pipeline of somebody's own on a stage: its sources make their records by their own generate snippets, since there
 * are no files or sockets here, and its sinks write into memory. Everything else is as the compiler made it. Pure.
 */
import { err, ok, type Result } from '@potoroo/shared/result';
import type { SinkConnector } from '@potoroo/shared/pipeline';
import type { Stage, Topology } from '@potoroo/shared/topology';
import type { SceneSpec } from './scene-spec.ts';
import { shortHash } from './topologies.ts';

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

/** So many records a source, as fast as is said; and the learner's snippet in the place of the last state's first one. */
export function staged(topology: Topology, { records, rate, outputs, own }: Asked): Topology {
  const stages = topology.stages.map((stage): Stage => {
    if (stage.kind === 'source')
      return { ...stage, connector: { type: 'generator', rate, count: records }, lazy: false };
    if (stage.kind === 'sink') return { ...stage, connector: inMemory(stage.connector, outputs === 'at once') };
    return stage;
  });
  const written = own === undefined ? null : lastComputation(topology);
  if (own === undefined || written === null) return { ...topology, stages };
  const modules = topology.modules.map((module) =>
    module.id === written.id ? { ...module, code: own.computation } : module,
  );
  return { ...topology, stages, modules, codeHash: shortHash(topology.codeHash + own.computation) };
}

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
