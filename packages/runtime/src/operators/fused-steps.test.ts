// Steps are fused into functions with code of their own. Were those to do anything else than one step after the other, as the
// drawing says, a pipeline would compute something else than it shows, or lose another record than the one that failed.
import { exchangeId, type ModuleId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { KeyedStage, Module, Step, Topology } from '@potoroo/shared/topology';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Failure, NodeCount, Witness } from '../api/index.ts';
import { plainText } from '../api/index.ts';
import { programBuilder } from './program.ts';
import { instantiate } from './snippets.ts';

/** Each remembers how often it was called, so that another order shows. */
const remembering = (body: string): string => `(() => { let calls = 0; return ${body}; })()`;
const computations = [
  '(r) => r',
  '(r) => ({ ...r, n: r.n * 3 + ++calls })',
  '(r) => { r.n += ++calls; return r; }',
  '(r, context) => { Object.freeze(context); return { ...r, by: `${r.by ?? ""}(${context.key})` }; }',
  '(r) => (r.n % 2 === 0 ? null : r)',
  '(r) => (r.n % 3 === 0 ? undefined : [{ n: r.n + 1 }, null, { n: ++calls }, undefined])',
  '(r) => { const made = []; made[1] = { n: r.n }; made[3] = r; return made; }',
  '(r) => (r.n % 4 === 1 ? [] : [[{ n: r.n }]])',
  '(r) => { if (r.n % 3 === 1) throw new Error(`no ${r.n}, ${++calls}`); return r; }',
  '(r) => { if (r.n % 5 === 2) throw "thrown"; return `${r.n}`; }',
  '(r) => new Proxy([r], { get() { throw new TypeError("not to be read"); } })',
];
const keys = [
  '(r) => String(r.n % 4)',
  '(r) => (r.n % 3 === 0 ? r.n : "some")',
  '(r) => (r.n % 3 === 1 ? null : `${++calls}`)',
  `(r) => "k".repeat(r.n % 2 === 0 ? ${limits.keyCharsMax} : ${limits.keyCharsMax + 1}).slice(0, r.n % 2 === 0 ? 3 : undefined)`,
  '(r) => { if (r.n % 4 === 3) throw new RangeError("no key"); return "key"; }',
];
const encoders = [
  null,
  '(r) => `${r.n} ${++calls}`',
  '(r) => (r.n % 2 === 0 ? Uint8Array.of(65, 66) : r.n)',
  '(r) => { if (r.n % 3 === 2) throw new Error("unwritable"); return null; }',
];

type Kind = 'compute' | 'key' | 'encode';
type Drawn = { readonly kind: Kind; readonly code: number; readonly next: readonly number[]; readonly twice: boolean };
const drawn: fc.Arbitrary<Drawn> = fc.record({
  kind: fc.constantFrom<Kind>('compute', 'compute', 'key', 'encode'),
  code: fc.nat(20),
  /** So many steps further on, as far as there are any. */
  next: fc.uniqueArray(fc.nat(3), { maxLength: 3 }),
  twice: fc.boolean(),
});
const runs = fc.record({
  steps: fc.array(drawn, { minLength: 1, maxLength: 7 }),
  outputs: fc.uniqueArray(fc.nat(6), { minLength: 1, maxLength: 3 }),
  meets: fc.nat(20),
  records: fc.array(fc.record({ key: fc.constantFrom('a', 'b'), n: fc.nat(40) }), { minLength: 1, maxLength: 12 }),
  isWatched: fc.boolean(),
});
type Run = typeof runs extends fc.Arbitrary<infer Value> ? Value : never;

const states = [
  '(r, state) => ({ n: r.n + ++state.met })',
  '(r, state, { key }) => (++state.met % 2 === 0 ? [{ n: r.n }, undefined, { n: state.met, by: key }] : null)',
  '(r, state) => (++state.met % 2 === 0 ? new Proxy([r], { get() { throw new TypeError("not to be read"); } }) : r)',
  '(r, state) => { if (++state.met % 3 === 0) throw new Error(`met ${state.met}`); return r; }',
];
const codeOf = (all: readonly (string | null)[], index: number): string | null => {
  const code = all[index % all.length] ?? null;
  return code === null ? null : remembering(code);
};
const codes = { compute: computations, key: keys, encode: encoders };

/** One keyed stage: a computation of its state, then the steps that were drawn. */
function topologyOf({ steps, outputs, meets }: Run): Topology {
  const modules: Module[] = [];
  const moduleOf = (node: string, code: string) => {
    const id = moduleId(modules.length);
    modules.push({ id, node: nodeId(node), field: 'code', code: `exports.default = ${code};`, lines: [1] });
    return id;
  };
  const initial = moduleOf('state', '() => ({ met: 0 })');
  const input = { node: nodeId('meet'), module: moduleOf('meet', codeOf(states, meets) ?? '') };
  const made = steps.map(({ kind, code, next, twice }, index): Step => {
    const node = nodeId(`s${index}`);
    const text = codeOf(codes[kind], code);
    const module = text === null ? null : moduleOf(node, text);
    const onward = next.map((by) => index + 1 + by).filter((at) => at < steps.length);
    if (kind === 'encode') return { type: 'encode', node, module, exchange: exchangeId(index) };
    if (kind === 'key')
      return {
        type: 'key',
        node,
        module: module ?? moduleId(0),
        exchanges: [index, ...(twice ? [index + 100] : [])].map(exchangeId),
      };
    return { type: 'compute', node, module: module ?? moduleId(0), next: onward };
  });
  const stage: KeyedStage = {
    id: stageId(0),
    kind: 'keyed',
    name: 'state',
    state: nodeId('state'),
    initial,
    slots: 256,
    inputs: [{ ...input, outputs: outputs.filter((output) => output < steps.length) }],
    steps: made,
  };
  const sinks = made.flatMap((step, index) =>
    step.type === 'encode'
      ? [
          {
            id: stageId(index + 1),
            kind: 'sink' as const,
            name: step.node,
            node: step.node,
            connector: { type: 'file' as const, path: 'unused', format: 'lines' as const },
            encode: step.module,
            shards: 1,
            steps: [],
          },
        ]
      : [],
  );
  return { version: 1, name: 'steps', codeHash: 'steps', modules, exchanges: [], stages: [stage, ...sinks] };
}

/** A record that some way out does not take. */
const isRefused = (exchange: number, record: unknown): boolean => (numberOf(record) + exchange) % 7 === 0;
const numberOf = (record: unknown): number => Number(Reflect.get(Object(record), 'n') ?? 1);

type Traces = { readonly events: readonly string[]; readonly counts: Readonly<Record<string, NodeCount>> };
class Notes {
  readonly events: string[] = [];
  readonly counts: Record<string, NodeCount> = {};
  count(node: string): NodeCount {
    return (this.counts[node] ??= { recordsIn: 0, recordsOut: 0 });
  }
  send(exchange: number, key: string, record: unknown): void {
    if (isRefused(exchange, record)) throw new TypeError(`exchange ${exchange} does not take it`);
    this.events.push(`to ${exchange}, ${key}: ${JSON.stringify(record)}`);
  }
  write(exchange: number, text: string): void {
    this.events.push(`to ${exchange}: ${text}`);
  }
  fail({ node, kind, error, record, key }: Failure): void {
    const said = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    this.events.push(`${kind} of ${node}, ${String(key)}: ${said} for ${JSON.stringify(record)}`);
  }
}

const looking: Witness = (_seen, code, ...args) => code(...args);

function fused(topology: Topology, { records, isWatched }: Run): Traces {
  const notes = new Notes();
  const program = programBuilder(
    topology,
    plainText,
  )({
    reading: { bytes: 0 },
    outlet: (id) => ({
      send: (key, record) => notes.send(id, key, record),
      write: (bytes) => notes.write(id, plainText.decode(bytes, 0, bytes.length)),
      preamble: () => expect.fail('lines have no preamble'),
    }),
    fail: (failure) => notes.fail(failure),
    count: (node) => notes.count(node),
    valve: (_node, _place, valve) => valve(isWatched ? looking : null),
  });
  const operator = program.keyed(stageId(0));
  const objects = new Map<string, unknown>();
  for (const { key, n } of records) {
    const object = objects.get(key) ?? operator.initial(key, { n });
    objects.set(key, object);
    operator.input(0)(key, { n }, object);
  }
  return notes;
}

/** What the drawing says: each step by itself, one record after the other, depth first. */
function plain(topology: Topology, { records }: Run): Traces {
  const notes = new Notes();
  const snippets = instantiate(topology);
  const call = (module: ModuleId | null, ...given: readonly unknown[]): unknown =>
    snippets.of(module ?? moduleId(0)).default(...given);
  const [stage] = topology.stages;
  if (stage?.kind !== 'keyed') expect.fail('no keyed stage');

  const made = (result: unknown): readonly unknown[] => {
    const all: readonly unknown[] = Array.isArray(result)
      ? Array.from({ length: result.length }, (_, i) => result[i])
      : [result];
    return all.filter((each) => each !== null && each !== undefined);
  };
  const attempt = <Value>(act: () => Value, failure: Omit<Failure, 'error'>): { readonly value: Value } | null => {
    try {
      return { value: act() };
    } catch (error) {
      notes.fail({ ...failure, error });
      return null;
    }
  };
  const onward = (node: string, results: readonly unknown[], next: readonly number[], key: string): void => {
    for (const result of results) {
      notes.count(node).recordsOut++;
      for (const index of next) step(index, result, key);
    }
  };
  const step = (index: number, record: unknown, key: string): void => {
    const each = stage.steps[index] ?? expect.fail(`no step ${index}`);
    const { node } = each;
    notes.count(node).recordsIn++;
    if (each.type === 'compute') {
      const results = attempt(() => made(call(each.module, record, { key })), {
        node,
        kind: 'snippet',
        record,
        key: null,
      });
      onward(node, results?.value ?? [], each.next, key);
    } else if (each.type === 'encode') {
      attempt(
        () =>
          notes.write(each.exchange, `${textOf(each.module === null ? record : encoded(call(each.module, record)))}\n`),
        {
          node,
          kind: 'snippet',
          record,
          key,
        },
      );
    } else {
      const own = attempt(() => asKey(call(each.module, record)), { node, kind: 'snippet', record, key: null });
      if (own === null) return;
      const sent = attempt(() => each.exchanges.forEach((exchange) => notes.send(exchange, own.value, record)), {
        node,
        kind: 'record',
        record,
        key: own.value,
      });
      if (sent !== null) notes.count(node).recordsOut++;
    }
  };
  const objects = new Map<string, unknown>();
  const [input] = stage.inputs;
  for (const { key, n } of records) {
    const object = objects.get(key) ?? call(stage.initial, key);
    objects.set(key, object);
    const record = { n };
    const node = input?.node ?? nodeId('none');
    notes.count(node).recordsIn++;
    const results = attempt(() => made(call(input?.module ?? null, record, object, { key })), {
      node,
      kind: 'snippet',
      record,
      key,
    });
    onward(node, results?.value ?? [], input?.outputs ?? [], key);
  }
  return notes;
}

function asKey(key: unknown): string {
  if (typeof key !== 'string')
    throw new TypeError(`the key function returned ${key === null ? 'null' : `a ${typeof key}`}, not a string`);
  if (key.length > limits.keyCharsMax)
    throw new RangeError(`the key is ${key.length} characters long, more than ${limits.keyCharsMax}`);
  return key;
}

function encoded(result: unknown): string {
  if (result instanceof Uint8Array) return plainText.decode(result, 0, result.length);
  if (typeof result === 'string') return result;
  throw new TypeError(`encode returned ${result === null ? 'null' : `a ${typeof result}`}, not bytes or text`);
}
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

it('fused steps do what one step after the other does: what leaves, what fails and in which words, and what is counted', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(runs, (run) => {
      const topology = topologyOf(run);
      const [expected, found] = [plain(topology, run), fused(topology, run)];
      expect(found.events).toEqual(expected.events);
      for (const [node, count] of Object.entries(expected.counts))
        expect({ node, ...found.counts[node] }).toEqual({ node, ...count });
      for (const event of found.events) seen.add(event.startsWith('to') ? 'left' : (event.split(' ')[0] ?? ''));
    }),
    { numRuns: 500 },
  );
  expect([...seen].toSorted()).toEqual(['left', 'record', 'snippet']);
});
