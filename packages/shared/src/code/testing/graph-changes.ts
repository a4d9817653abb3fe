/** What people change in the graph of a hand-formatted project, with the words of the code that each may concern. */
import { edgeId, nodeId } from '../../ids.ts';
import type { Pipeline, PipelineNode } from '../../pipeline/index.ts';

type Turn = (pipeline: Pipeline) => Pipeline;
export type GraphChange = {
  readonly title: string;
  readonly make: Turn;
  /** Statements that speak of any of these may be written otherwise, and those of nodes that go may go. */
  readonly concerns: readonly string[];
};

const inTurn =
  (...turns: readonly Turn[]): Turn =>
  (pipeline) =>
    turns.reduce((before, turn) => turn(before), pipeline);
const node =
  (id: string, change: (node: PipelineNode) => object): Turn =>
  (pipeline) => ({
    ...pipeline,
    nodes: pipeline.nodes.map((each) => (each.id === id ? ({ ...each, ...change(each) } as PipelineNode) : each)),
  });
const code = (id: string, change: (text: string) => string): Turn =>
  node(id, (each) => ({ code: change('code' in each ? each.code : '') }));
const removed =
  (...ids: readonly string[]): Turn =>
  (pipeline) => ({
    ...pipeline,
    nodes: pipeline.nodes.filter(({ id }) => !ids.includes(id)),
    edges: pipeline.edges.filter(({ from, to }) => !ids.includes(from) && !ids.includes(to)),
  });
const edge =
  (from: string, to: string): Turn =>
  (pipeline) => ({
    ...pipeline,
    edges: [...pipeline.edges, { id: edgeId(`${from}--${to}`), from: nodeId(from), to: nodeId(to) }],
  });
const noEdge =
  (from: string, to: string): Turn =>
  (pipeline) => ({ ...pipeline, edges: pipeline.edges.filter((each) => each.from !== from || each.to !== to) });
const added =
  (id: string, own: object): Turn =>
  (pipeline) => ({
    ...pipeline,
    nodes: [...pipeline.nodes, { id: nodeId(id), name: 'New', position: { x: 1, y: 2 }, ...own } as PipelineNode],
  });
const computation = (id: string, text = '(a) => a'): Turn => added(id, { kind: 'computation', code: text });
const between = (id: string, from: string, to: string, text?: string): Turn =>
  inTurn(computation(id, text), noEdge(from, to), edge(from, id), edge(id, to));
const withHelper = 'export default (a) => twice(a);\n\n// Twice.\nconst twice = (a) => [a, a];';

const change = (title: string, make: Turn, ...concerns: readonly string[]): GraphChange => ({ title, make, concerns });

export const graphChanges: readonly GraphChange[] = [
  change(
    'a name',
    node('kept', () => ({ name: "It's kept" })),
    'kept',
  ),
  change(
    'a place',
    node('kept', () => ({ position: { x: 5, y: 6 } })),
  ),
  change('a node in a chain', between('fresh', 'kept', 'large'), 'kept'),
  change('two nodes in a chain', inTurn(between('fresh', 'kept', 'large'), between('more', 'fresh', 'large')), 'kept'),
  change('a node behind a variable', between('fresh', 'large', 'by'), 'by'),
  change('a node with a helper', between('fresh', 'kept', 'large', withHelper), 'kept'),
  change('a node before a sink', between('fresh', 'worded', 'shown'), 'shown'),
  change('a node of two that merge', between('fresh', 'numbers', 'kept'), 'kept'),
  change(
    'a sink',
    inTurn(added('more', { kind: 'sink', connector: { type: 'live' }, encode: null }), edge('large', 'more')),
  ),
  change('a note', added('note', { kind: 'note', text: 'Hello', size: { width: 240, height: 120 } })),
  change(
    'a state and what uses it',
    inTurn(
      added('seen', { kind: 'state', initial: '() => ({})', size: { width: 252, height: 130 } }),
      added('see', { kind: 'state-computation', state: 'seen', code: '(a, b) => a' }),
      edge('by', 'see'),
    ),
  ),
  change('the end of a chain gone', removed('out'), 'out', 'live'),
  change('the middle of a chain gone', removed('kept'), 'kept', 'small', 'Helps'),
  change('what a variable names gone', removed('large'), 'large', 'both', 'big'),
  change(
    'and bridged',
    inTurn(removed('large'), edge('kept', 'by'), edge('kept', 'by2'), edge('kept', 'hugeOnes')),
    'large',
    'big',
  ),
  change('a source gone', removed('others'), 'others'),
  change(
    'a function of a module gone',
    inTurn(removed('worded'), edge('hugeOnes', 'shown')),
    'worded',
    'words',
    'list',
    'words_',
  ),
  change('a chain gone', removed('by', 'tally', 'out', 'totals'), 'by', 'totals'),
  change('with helpers', removed('hugeOnes', 'worded', 'shown'), 'hugeOnes', 'words', 'words_', 'huge', 'list'),
  change('an edge from another variable', inTurn(noEdge('large', 'by'), edge('numbers', 'by')), 'by'),
  change('an edge from the middle of a chain', inTurn(noEdge('large', 'by'), edge('kept', 'by')), 'by', 'kept'),
  change('an edge in a chain gone', noEdge('tally', 'out'), 'out'),
  change('an edge from a variable gone', noEdge('large', 'by2'), 'by2'),
  change('one of two that merge gone', noEdge('others', 'kept'), 'kept'),
  change('one more that merges', edge('others', 'by')),
  change(
    'a function',
    node('by', () => ({ code: '(row) => {\n  // why\n  return String(row.size + 1);\n}' })),
    'by',
  ),
  change(
    'a function with helpers',
    code('kept', (text) => text.replace('? row', '? [row]')),
    'kept',
  ),
  change(
    'a helper',
    code('kept', (text) => text.replace('n < most', 'n <= most')),
    'small',
  ),
  change(
    'a constant that two share',
    code('kept', (text) => text.replace('30', '31')),
    'kept',
    'small',
    'Helps',
    'made',
  ),
  change(
    'one that both change',
    inTurn(
      code('kept', (text) => text.replace('30', '31')),
      code('hugeOnes', (text) => text.replace('30', '31')),
    ),
    'most',
  ),
  change(
    'one more helper',
    code('kept', (text) => `${text}\n\nconst extra = 1;`),
    'kept',
    'small',
    'Helps',
    'made',
  ),
  change(
    'all of a function',
    node('kept', () => ({ code: '(row: Row) => row' })),
    'kept',
    'small',
    'Helps',
  ),
  change(
    'a function of a module',
    code('worded', (text) => text.replace('list[row.size % 2]', 'list[0]')),
    'words',
  ),
  change(
    'a constant of a module',
    code('worded', (text) => text.replace("'b'", "'c'")),
    'list',
  ),
  change(
    'a comment of a module',
    code('worded', (text) => text.replace('// inside', '// inside\n  // and more')),
    'words',
  ),
  change(
    'a helper of an imported module',
    code('worded', (text) => text.replace('n > 5', 'n > 6')),
    'worded',
    'words',
    'bigger',
    'words_',
    'list',
  ),
  change(
    'a state',
    inTurn(
      node('totals', () => ({ initial: '() => ({ count: 10 })' })),
      node('top', () => ({ state: 'totals' })),
    ),
    'totals',
    'top',
  ),
  change(
    'a connector',
    node('numbers', () => ({ connector: { type: 'generator', rate: 10, count: 7 } })),
    'numbers',
  ),
  change(
    'a sink with a function',
    node('tops', () => ({ connector: { type: 'live' }, encode: withHelper })),
    'tops',
  ),
  change('the name and the description', (pipeline) => ({ ...pipeline, name: 'Another', description: 'More.' }), 'app'),
  change(
    'a type',
    (pipeline) => ({ ...pipeline, types: pipeline.types.replace('number', 'number; more?: string') }),
    'Row',
  ),
  change('one more type', (pipeline) => ({
    ...pipeline,
    types: `${pipeline.types}\n\n/** Some. */\ntype Rows = Row[];`,
  })),
  change('the order of nodes', (pipeline) => ({ ...pipeline, nodes: [...pipeline.nodes].reverse() })),
];

/** What two changes concern together, and neither by itself. */
const together: readonly (readonly [string, string, ...string[]])[] = [
  // What was shared is the one's alone when the other has gone.
  ['a constant that two share', 'with helpers', 'most'],
  // The one leads past what the variable named, the other takes away where it leads from.
  ['and bridged', 'the middle of a chain gone', 'both'],
];

/** The words of the code that any of these, or two of them together, may concern. */
export function concernsOf(made: readonly GraphChange[]): readonly string[] {
  const titles = made.map(({ title }) => title);
  const more = together.filter(([one, other]) => titles.includes(one) && titles.includes(other));
  return [...made.flatMap(({ concerns }) => concerns), ...more.flatMap(([, , ...words]) => words)];
}
