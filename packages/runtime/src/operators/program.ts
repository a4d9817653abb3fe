/** Assembles the program of a topology: its sources and keyed stages as functions, ready to be driven. */
import { assert } from '@potoroo/shared/assert';
import type { ExchangeId, StageId } from '@potoroo/shared/ids';
import { wholeRecord } from '@potoroo/shared/record-layout';
import type { Stage, Topology } from '@potoroo/shared/topology';
import type { KeyedOperator, Outlet, ProgramBuilder, SourceOperator, TextCodec, Wiring } from '../api/index.ts';
import { byteSource } from './byte-source.ts';
import type { Watching } from './chain.ts';
import { chain } from './chain.ts';
import { splitRows } from './formats/csv.ts';
import { generatorSource } from './generator-source.ts';
import { keyedOperator } from './keyed.ts';
import { byBytes } from './layout-intake.ts';
import { sinkFormatsOf } from './sink-formats.ts';
import type { Snippets } from './snippets.ts';
import { instantiate } from './snippets.ts';

/** Each call of `source` or `keyed` makes the operator anew, so a caller asks once a stage. */
export function programBuilder(topology: Topology, text: TextCodec): ProgramBuilder {
  return (wiring) => {
    const common = { text, snippets: instantiate(topology, wiring.calling), sinkFormats: sinkFormatsOf(topology) };
    const assemblyOf = (id: StageId): Assembly => ({ ...common, wiring: ofStage(wiring, id) });
    return {
      source: (id) => {
        const stage = topology.stages[id];
        assert(stage?.kind === 'source', `stage ${id} is not a source`);
        return sourceOperator(stage, assemblyOf(id));
      },
      keyed: (id) => {
        const stage = topology.stages[id];
        assert(stage?.kind === 'keyed', `stage ${id} is not a keyed stage`);
        return stateOperator(stage, assemblyOf(id));
      },
      rows: (bytes) => splitRows(text.decode(bytes, 0, bytes.length)),
    };
  };
}

/** What a failure tells of is looked at later, when the bytes of a lazy record are those of another one. */
const ofStage = (wiring: Wiring, stage: StageId): Wiring => ({
  ...wiring,
  count: (node) => wiring.count(node, stage),
  fail: (failure) => wiring.fail({ ...failure, record: kept(failure.record) }, stage),
});

/** A record may be an object of user code that throws whatever is asked of it; then it is handed on as it is. */
function kept(record: unknown): unknown {
  try {
    return wholeRecord(record);
  } catch {
    return record;
  }
}

type Assembly = {
  readonly text: TextCodec;
  readonly wiring: Wiring;
  readonly snippets: Snippets;
  readonly sinkFormats: ReturnType<typeof sinkFormatsOf>;
};

function sourceOperator(stage: Extract<Stage, { kind: 'source' }>, given: Assembly): SourceOperator {
  const assembly = { ...given, wiring: withOneOutletEach(given.wiring) };
  const push = chain(stage.outputs, { steps: stage.steps, ...assembly });
  const watching: Watching = { by: null };
  assembly.wiring.valve(stage.node, 'makes', (watch) => {
    watching.by = watch;
  });
  const parts = { stage, push, watching, ...assembly };
  return stage.connector.type === 'generator'
    ? generatorSource(parts)
    : byteSource({ ...parts, byBytes: byBytes(parts) });
}

/** The short way of a source leaves it by the same outlet as the long one. */
function withOneOutletEach(wiring: Wiring): Wiring {
  const outlets = new Map<ExchangeId, Outlet>();
  const outlet = (exchange: ExchangeId): Outlet => {
    const known = outlets.get(exchange) ?? wiring.outlet(exchange);
    outlets.set(exchange, known);
    return known;
  };
  return { ...wiring, outlet };
}

function stateOperator(stage: Extract<Stage, { kind: 'keyed' }>, assembly: Assembly): KeyedOperator {
  return keyedOperator({
    stage,
    ...assembly,
    pushOf: (input) => chain(input.outputs, { steps: stage.steps, ...assembly }),
  });
}
