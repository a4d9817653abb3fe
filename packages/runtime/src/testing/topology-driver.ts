/**
 * Runs a topology in one thread without workers, slots, links or barriers: records in, depth first, records out. Authors
 * test their logic with it, and it is the oracle that judges what a cluster made of the same records.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import { watchOf } from '@potoroo/shared/origins';
import type { Exchange, Topology } from '@potoroo/shared/topology';
import type {
  Failure,
  Gate,
  KeyedOperator,
  Outlet,
  Program,
  ProgramBuilder,
  Quarantined,
  TextCodec,
} from '../api/index.ts';
import { plainText, streamStart } from '../api/index.ts';
import { programBuilder } from '../operators/index.ts';

const open: Gate = { blocked: false };

export class TopologyDriver {
  readonly #topology: Topology;
  readonly #text: TextCodec;
  readonly #program: Program;
  readonly #operators = new Map<number, KeyedOperator>();
  readonly #states = new Map<number, Map<string, unknown>>();
  readonly #bytes = new Map<NodeId, Uint8Array[]>();
  readonly failures: Failure[] = [];

  /** `quarantine`: records that are skipped; `around`: what is put around the program. */
  constructor(
    topology: Topology,
    text: TextCodec = plainText,
    quarantine: readonly Quarantined[] = [],
    around: (builder: ProgramBuilder) => ProgramBuilder = (builder) => builder,
  ) {
    this.#topology = topology;
    this.#text = text;
    this.#program = around(programBuilder(topology, text))({
      reading: { bytes: 0 },
      outlet: (id) => {
        const exchange = topology.exchanges[id];
        assert(exchange !== undefined, `the topology has no exchange ${id}`);
        return this.#outlet(exchange);
      },
      fail: (failure) => void this.failures.push(failure),
      count: () => ({ recordsIn: 0, recordsOut: 0 }),
      watch: (source, intake) => watchOf({ source, intake }, quarantine),
      valve: () => undefined,
    });
    for (const stage of topology.stages)
      if (stage.kind === 'keyed') this.#operators.set(stage.id, this.#program.keyed(stage.id));
  }

  /** Feeds the whole input of a byte source and ends it. */
  feed(source: NodeId, bytes: Uint8Array): void {
    const operator = this.#program.source(this.#stageOf(source));
    assert(operator.type === 'bytes', `source ${source} is a generator: use generate`);
    const intake = operator.open(streamStart, 0);
    intake.push(bytes);
    intake.end();
    while (intake.pending) intake.run(open, 4096);
  }

  /** Lets a generator source make records until its count, or this many. */
  generate(source: NodeId, recordsMax: number): void {
    const operator = this.#program.source(this.#stageOf(source));
    assert(operator.type === 'generator', `source ${source} is fed bytes: use feed`);
    operator.open(null).run(open, recordsMax);
  }

  /** The encoded records of a sink, in order. */
  outputs(sink: NodeId): readonly Uint8Array[] {
    return this.#bytes.get(sink) ?? [];
  }

  /** The encoded records of a sink as text, in order, line ends removed. */
  lines(sink: NodeId): readonly string[] {
    return this.outputs(sink).map((bytes) => this.#text.decode(bytes, 0, bytes.length).replace(/\n$/, ''));
  }

  /** The state objects of one state: key -> value. */
  state(state: NodeId): ReadonlyMap<string, unknown> {
    const stage = this.#topology.stages.find((candidate) => candidate.kind === 'keyed' && candidate.state === state);
    assert(stage !== undefined, `the topology has no state ${state}`);
    return this.#states.get(stage.id) ?? new Map();
  }

  #stageOf(source: NodeId): Topology['stages'][number]['id'] {
    const stage = this.#topology.stages.find((candidate) => candidate.kind === 'source' && candidate.node === source);
    assert(stage !== undefined, `the topology has no source ${source}`);
    return stage.id;
  }

  #outlet(exchange: Exchange): Outlet {
    const target = this.#topology.stages[exchange.to];
    const sink = target?.kind === 'sink' ? target.node : null;
    return {
      send: (key, record) => this.#apply(exchange, key, structuredCopy(record)),
      write: (bytes) => {
        if (sink === null) return;
        const written = this.#bytes.get(sink) ?? [];
        written.push(bytes.slice());
        this.#bytes.set(sink, written);
      },
      preamble: () => undefined,
    };
  }

  #apply(exchange: Exchange, key: string, record: unknown): void {
    const operator = this.#operators.get(exchange.to);
    assert(operator !== undefined, `exchange ${exchange.id} leads to a keyed stage`);
    const objects = this.#states.get(exchange.to) ?? new Map<string, unknown>();
    this.#states.set(exchange.to, objects);
    const state = objects.has(key) ? objects.get(key) : operator.initial(key, record);
    if (state === undefined) return;
    const before = cloneOf(state);
    const isWhole = operator.input(exchange.input)(key, record, state);
    objects.set(key, isWhole ? state : before);
  }
}

/** As it is now, to be put back; what holds what is no plain data, or a circle, is not. */
function cloneOf(state: unknown): unknown {
  try {
    return deepCopy(state);
  } catch {
    return state;
  }
}

function deepCopy(value: unknown): unknown {
  if (typeof value === 'function' || typeof value === 'symbol') throw new TypeError('no plain data');
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Map) return new Map(Array.from(value, ([key, item]) => [deepCopy(key), deepCopy(item)]));
  if (value instanceof Set) return new Set(Array.from(value, deepCopy));
  if (Array.isArray(value)) return value.map(deepCopy);
  if (value instanceof Date) return new Date(value.getTime());
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) return (value as Uint8Array).slice();
  if (Object.prototype.toString.call(value) !== '[object Object]') throw new TypeError('no plain data');
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, deepCopy(item)]));
}

/** A record never shares anything with the one it was made from, as if it had travelled. */
function structuredCopy(record: unknown): unknown {
  if (typeof record !== 'object' || record === null) return record;
  if (Array.isArray(record)) return record.map(structuredCopy);
  if (Object.getPrototypeOf(record) !== Object.prototype) return record;
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, structuredCopy(value)]));
}
