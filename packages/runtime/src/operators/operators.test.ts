// User code fails in every way it can. Were a failure to take more than its record, or to lose the author's line, a person
// would lose data or search for hours; were two states to share one object, the result would depend on how many workers run.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { collectLibraries, compile } from '@potoroo/shared/compile';
import { edgeId, exchangeId, moduleId, nodeId, stageId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { pipelineFormat, pipelineVersion } from '@potoroo/shared/pipeline';
import type { Module, Step, Topology } from '@potoroo/shared/topology';
import { describe, expect, it } from 'vitest';
import type { Failure, NodeCount, Outlet, Wiring } from '../api/index.ts';
import { plainText } from '../api/index.ts';
import { runCluster } from '../sim/cluster.ts';
import { TopologyDriver } from '../testing/index.ts';
import { chain } from './chain.ts';
import { failureReport } from './failure-report.ts';
import { sinkFormatsOf } from './sink-formats.ts';
import { instantiate } from './snippets.ts';

const at = (id: string) => ({ id: nodeId(id), name: id, position: { x: 0, y: 0 } });
const size = { width: 100, height: 100 };

/** Lines in, one computation, one key, one state, lines out; each snippet may be replaced. */
type Snippets = {
  readonly compute?: string;
  readonly key?: string;
  readonly initial?: string;
  readonly meet?: string;
  readonly encode?: string;
};
function pipelineOf(snippets: Snippets): Pipeline {
  const nodes: readonly PipelineNode[] = [
    {
      ...at('in'),
      kind: 'source',
      connector: { type: 'file', path: 'in', format: 'lines', rate: null },
      recordType: null,
      decode: null,
      generate: null,
    },
    {
      ...at('compute'),
      kind: 'computation',
      code: snippets.compute ?? 'export default (line: string): string => line;',
    },
    { ...at('by'), kind: 'key', code: snippets.key ?? 'export default (line: string): string => line;' },
    { ...at('state'), kind: 'state', initial: snippets.initial ?? 'export default () => ({ n: 0 });', size },
    {
      ...at('meet'),
      kind: 'state-computation',
      state: nodeId('state'),
      code: snippets.meet ?? 'export default (line: string, state: { n: number }) => `${line}:${++state.n}`;',
    },
    {
      ...at('out'),
      kind: 'sink',
      connector: { type: 'file', path: 'out', format: 'lines' },
      encode: snippets.encode ?? null,
    },
  ];
  const path = ['in', 'compute', 'by', 'meet', 'out'];
  const edges = path
    .slice(1)
    .map((to, index) => ({ id: edgeId(`e${index}`), from: nodeId(path[index] ?? ''), to: nodeId(to) }));
  return { format: pipelineFormat, version: pipelineVersion, name: 'test', description: '', types: '', nodes, edges };
}

const typescript = dirname(createRequire(import.meta.url).resolve('typescript-6'));
const libraries = collectLibraries((file) => readFileSync(join(typescript, file), 'utf8'));
function compiled(snippets: Snippets): Topology {
  const { topology, diagnostics } = compile(pipelineOf(snippets), libraries);
  if (topology === null) throw new Error(diagnostics.map((each) => JSON.stringify(each)).join('\n'));
  return topology;
}

function run(snippets: Snippets, lines: readonly string[]) {
  const topology = compiled(snippets);
  const driver = new TopologyDriver(topology);
  driver.feed(nodeId('in'), plainText.encode(lines.map((line) => `${line}\n`).join('')));
  const report = failureReport(topology);
  return { lines: driver.lines(nodeId('out')), letters: driver.failures.map((failure) => report(failure, 'w1')) };
}

describe('a computation', () => {
  it('may return nothing, one record, or several with holes among them', () => {
    const compute = `export default (line: string): (string | null | undefined)[] | string | null | undefined => {
      if (line === 'none') return null;
      if (line === 'void') return undefined;
      if (line === 'empty') return [];
      if (line === 'many') return ['a', undefined, 'b', null, 'c'];
      return line;
    };`;
    expect(
      run(
        {
          compute: compute
            .replace('(string | null | undefined)[]', 'string[]')
            .replace("'a', undefined, 'b', null, 'c'", "'a', 'b', 'c'"),
        },
        ['none', 'one', 'void', 'empty', 'many'],
      ).lines,
    ).toEqual(['one:1', 'a:1', 'b:1', 'c:1']);
    const sparse = run(
      {
        compute: `export default (line: string): string[] => { const made: string[] = []; made[0] = line; made[3] = line + '3'; return made; };`,
      },
      ['x'],
    );
    expect(sparse).toEqual({ lines: ['x:1', 'x3:1'], letters: [] });
  });

  it('that freezes its context sees the right key all the same, and so does a state computation', () => {
    const compute = 'export default (line: string, ctx: object): string => { Object.freeze(ctx); return line; };';
    const meet =
      'export default (line: string, state: { n: number }, ctx: { readonly key: string }) => { Object.freeze(ctx); return `${line}:${ctx.key}`; };';
    expect(run({ compute, meet }, ['a', 'b', 'a'])).toEqual({ lines: ['a:a', 'b:b', 'a:a'], letters: [] });
  });

  it('that throws loses its record only, and the letter names its node and the line of its author', () => {
    const compute = `type Bad = { readonly why: string };

export default (line: string): string => {
  if (line === 'bad') {
    const bad: Bad = { why: 'told to' };
    throw new Error(bad.why);
  }
  return line;
};`;
    const { lines, letters } = run({ compute }, ['a', 'bad', 'b']);
    expect(lines).toEqual(['a:1', 'b:1']);
    expect(letters).toEqual([
      { node: 'compute', kind: 'snippet', message: 'Error: told to', line: 6, record: 'bad', key: null, worker: 'w1' },
    ]);
  });

  it('that fails deep in a function of its own is traced to the innermost line of the snippet', () => {
    const compute = `function half(line: string): string {
  return JSON.parse(line) as string;
}
export default (line: string): string => half(line);`;
    const [letter] = run({ compute }, ['not json']).letters;
    expect(letter).toMatchObject({ node: 'compute', line: 2 });
    expect(letter?.message).toMatch(/^SyntaxError: /);
  });

  it('may throw anything at all', () => {
    const { letters } = run(
      {
        compute: `export default (line: string): string => { throw line === 'a' ? { odd: 1 } : line === 'b' ? null : 'text'; };`,
      },
      ['a', 'b', 'c'],
    );
    expect(letters.map(({ message, line }) => [message, line])).toEqual([
      ['thrown: {"odd":1}', null],
      ['thrown: null', null],
      ['thrown: text', null],
    ]);
  });
});

describe('a key function', () => {
  it('must return a string, which the types cannot promise for data from outside', () => {
    const { lines, letters } = run(
      {
        key: `export default (line: string): string => (line === 'n' ? (JSON.parse('7') as string) : line === 'z' ? (JSON.parse('null') as string) : line);`,
      },
      ['a', 'n', 'z'],
    );
    expect(lines).toEqual(['a:1']);
    expect(letters.map(({ node, message, key }) => [node, message, key])).toEqual([
      ['by', 'TypeError: the key function returned a number, not a string', null],
      ['by', 'TypeError: the key function returned null, not a string', null],
    ]);
  });

  it('must not return a key beyond the limit', () => {
    const [letter] = run({ key: `export default (line: string): string => line.repeat(${limits.keyCharsMax + 1});` }, [
      'k',
    ]).letters;
    expect(letter?.message).toBe(
      `RangeError: the key is ${limits.keyCharsMax + 1} characters long, more than ${limits.keyCharsMax}`,
    );
  });
});

describe('a state', () => {
  it('whose first value cannot be made loses the records of that key only, one letter each', () => {
    const initial = `export default (key: string) => {
  if (key === 'bad') throw new Error('no ' + key);
  return { n: 0 };
};`;
    const { lines, letters } = run({ initial }, ['a', 'bad', 'a', 'bad']);
    expect(lines).toEqual(['a:1', 'a:2']);
    expect(letters.map(({ node, message, line, key }) => [node, message, line, key])).toEqual([
      ['state', 'Error: no bad', 2, 'bad'],
      ['state', 'Error: no bad', 2, 'bad'],
    ]);
  });

  it('computation that throws names the key, leaves the object as it was, and the next record of the key is applied', () => {
    const meet = `let calls = 0; export default (line: string, state: { n: number }): string => {
  state.n++;
  if (++calls === 2) throw new RangeError('second');
  return line + state.n;
};`;
    const { lines, letters } = run({ meet }, ['k', 'k', 'k']);
    expect(lines).toEqual(['k1', 'k2']);
    expect(letters).toMatchObject([{ node: 'meet', line: 3, key: 'k', record: 'k', message: 'RangeError: second' }]);
  });
});

describe('an encode snippet', () => {
  it('that throws or returns nonsense loses its record, and the letter names the sink', () => {
    const encode = `export default (text: string): string => {
  if (text === 'a:1') throw new Error('not this one');
  return text === 'b:1' ? (JSON.parse('5') as string) : text;
};`;
    const { lines, letters } = run({ encode }, ['a', 'b', 'c']);
    expect(lines).toEqual(['c:1']);
    expect(letters.map(({ node, message, line, key }) => [node, message, line, key])).toEqual([
      ['out', 'Error: not this one', 2, 'a'],
      ['out', 'TypeError: encode returned a number, not bytes or text', null, 'b'],
    ]);
  });
});

const module = (id: number, code: string): Module => ({
  id: moduleId(id),
  node: nodeId(`m${id}`),
  field: 'code',
  code: `exports.default = ${code};`,
  lines: [1],
});

describe('steps that several edges lead to', () => {
  it('are built once and see every record of every branch, in order', () => {
    const steps: readonly Step[] = [
      { type: 'key', node: nodeId('key'), module: moduleId(0), exchanges: [exchangeId(0), exchangeId(1)] },
      { type: 'compute', node: nodeId('tail'), module: moduleId(1), next: [0] },
      { type: 'compute', node: nodeId('left'), module: moduleId(2), next: [1] },
      { type: 'compute', node: nodeId('right'), module: moduleId(3), next: [1] },
    ];
    const topology: Topology = {
      version: 1,
      name: 't',
      codeHash: 't',
      stages: [],
      exchanges: [],
      modules: [
        module(0, '(r) => r'),
        module(1, '(() => { let n = 0; return (r) => r + ++n; })()'),
        module(2, "(r) => r + 'L'"),
        module(3, "(r) => r + 'R'"),
      ],
    };
    const sent: string[] = [];
    const built: number[] = [];
    const counts = new Map<string, NodeCount>();
    const outlet = (id: number): Outlet => ({
      send: (key) => void sent.push(`${id}:${key}`),
      write: () => undefined,
      preamble: () => undefined,
    });
    const wiring: Wiring = {
      reading: { bytes: 0 },
      outlet: (id) => {
        built.push(id);
        return outlet(id);
      },
      fail: (failure: Failure) => expect.fail(String(failure.error)),
      count: (node) => {
        const count = { recordsIn: 0, recordsOut: 0 };
        expect(counts.has(node), `${node} was built once`).toBe(false);
        counts.set(node, count);
        return count;
      },
      valve: () => undefined,
    };
    const push = chain([2, 3], {
      steps,
      snippets: instantiate(topology),
      wiring,
      sinkFormats: sinkFormatsOf(topology),
      text: plainText,
    });
    push('a', '');
    push('b', '');
    expect(built).toEqual([0, 1]);
    expect(sent).toEqual(['0:aL1', '1:aL1', '0:aR2', '1:aR2', '0:bL3', '1:bL3', '0:bR4', '1:bR4']);
    expect(counts.get('tail')).toEqual({ recordsIn: 4, recordsOut: 4 });
  });
});

/** Two states fed by one key step: each keeps the records it met and writes into them. */
function keepers(decode: string | null): Topology {
  const keep = (name: string) =>
    `(record, state) => { for (const kept of state.kept) kept.by = '${name}'; state.kept.push(record); return record; }`;
  const modules = [
    module(0, '(r) => r.id'),
    module(1, '() => ({ kept: [] })'),
    module(2, keep('first')),
    module(3, keep('second')),
    ...(decode === null ? [] : [module(4, decode)]),
  ];
  const keyed = (id: number, meet: number) => ({
    id: stageId(id),
    kind: 'keyed' as const,
    name: `s${id}`,
    state: nodeId(`s${id}`),
    initial: moduleId(1),
    slots: 64,
    inputs: [{ node: nodeId(`i${id}`), module: moduleId(meet), outputs: [] }],
    steps: [],
  });
  return {
    version: 1,
    name: 'keepers',
    codeHash: 'keepers',
    modules,
    stages: [
      {
        id: stageId(0),
        kind: 'source',
        name: 'in',
        node: nodeId('in'),
        connector: { type: 'file', path: 'unused', format: decode === null ? 'ndjson' : 'lines', rate: null },
        decode: decode === null ? null : moduleId(4),
        generate: null,
        shape: null,
        outputs: [0],
        steps: [
          {
            type: 'key',
            node: nodeId('key'),
            module: moduleId(0),
            exchanges: decode === null ? [exchangeId(0), exchangeId(1)] : [exchangeId(0)],
          },
        ],
      },
      keyed(1, 2),
      ...(decode === null ? [keyed(2, 3)] : []),
    ],
    exchanges: [
      { id: exchangeId(0), kind: 'hash', from: stageId(0), to: stageId(1), input: 0, node: nodeId('key') },
      ...(decode === null
        ? [
            {
              id: exchangeId(1),
              kind: 'hash' as const,
              from: stageId(0),
              to: stageId(2),
              input: 0,
              node: nodeId('key'),
            },
          ]
        : []),
    ],
  };
}

describe('a record that is kept and written into', () => {
  for (const workers of [1, 3]) {
    it(`by one state is not seen by another, on ${workers} workers`, () => {
      const input = plainText.encode(
        Array.from({ length: 60 }, (_, index) => `{"id":"k${index % 20}","n":[${index}]}\n`).join(''),
      );
      const topology = keepers(null);
      const result = runCluster({ topology, workers, seed: 5, inputs: new Map([[nodeId('in'), input]]) });
      const driver = new TopologyDriver(topology);
      driver.feed(nodeId('in'), input);
      for (const state of [nodeId('s1'), nodeId('s2')]) expect(result.state(state)).toEqual(driver.state(state));
      expect(JSON.stringify(Array.from(result.state(nodeId('s1')).values()))).not.toContain('second');
    });

    it(`by the decoder that made it is not changed under the state that keeps it, on ${workers} workers`, () => {
      const input = plainText.encode(Array.from({ length: 60 }, (_, index) => `k${index % 20}\n`).join(''));
      const decode = `(() => { const reused = {}; return (bytes) => { reused.id = String.fromCharCode(...bytes); reused.n = (reused.n ?? 0) + 1; return reused; }; })()`;
      const topology = keepers(decode);
      const result = runCluster({ topology, workers, seed: 6, inputs: new Map([[nodeId('in'), input]]) });
      const driver = new TopologyDriver(topology);
      driver.feed(nodeId('in'), input);
      expect(result.state(nodeId('s1'))).toEqual(driver.state(nodeId('s1')));
    });
  }
});
