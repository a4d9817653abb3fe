/**
 * One number for everything that decides what a topology computes: its code and how its stages are connected. Names, and
 * where records come from and go to, may change without changing it. Workers that disagree on it may not serve together.
 */
import { sha256 } from './sha-256.ts';
import type { KeyedInput, Stage, Step, Topology } from './topology.ts';

export function codeHash({ modules, stages, exchanges }: Pick<Topology, 'modules' | 'stages' | 'exchanges'>): string {
  return sha256(
    JSON.stringify({
      modules: modules.map(({ id, node, field, code }) => [id, node, field, code]),
      stages: stages.map(shape),
      exchanges: exchanges.map(({ id, kind, from, to, input }) => [id, kind, from, to, input]),
    }),
  );
}

function shape(stage: Stage): unknown {
  switch (stage.kind) {
    case 'source':
      return [
        stage.kind,
        stage.id,
        stage.node,
        stage.decode,
        stage.recordLayout,
        stage.lazy,
        stage.generate,
        stage.shape,
        stage.outputs,
        stage.steps.map(withoutHints),
      ];
    case 'keyed':
      return [
        stage.kind,
        stage.id,
        stage.state,
        stage.initial,
        stage.slots,
        stage.inputs.map(withoutFinding),
        stage.steps,
      ];
    case 'sink':
      return [stage.kind, stage.id, stage.node, stage.encode, stage.recordLayout, stage.shards];
  }
}

const withoutFinding = ({ onlyReads: _onlyReads, ...own }: KeyedInput): unknown => own;

/** What was found out about a snippet is not part of it. */
function withoutHints(step: Step): unknown {
  if (step.type !== 'key') return step;
  const { field: _field, ...own } = step;
  return own;
}
