/**
 * The drawable subset of a description: what can be read off the syntax tree without running it. Expressions are literals,
 * names of what was said above, functions, and calls of the package; all else is `Undrawable`, with the reason.
 */
import ts from 'typescript-6';
import type { SinkConnector, SourceConnector } from '../pipeline/index.ts';
import type { RecordLayout } from '../record-layout/index.ts';
import { formatOption, sinkOptions, tcpOptions } from './connector-options.ts';
import { Undrawable } from './undrawable.ts';
import { file, generator, live, type SketchPad, tcp, toFile } from '../sketch/index.ts';
import { data, Given, isAbsent } from './given.ts';
import { heldFunction } from './held-function.ts';
import type { SnippetRef } from './link.ts';

export type Data = string | number | boolean | null | undefined | { readonly [name: string]: Value };
export type Value =
  | { readonly type: 'data'; readonly data: Data }
  | { readonly type: 'list'; readonly items: readonly Value[] }
  | { readonly type: 'record-layout'; readonly layout: RecordLayout }
  | { readonly type: 'app' }
  | { readonly type: 'stream'; readonly from: readonly string[] }
  | { readonly type: 'state'; readonly id: string }
  | { readonly type: 'ours'; readonly name: string }
  /** All of them: `import * as potoroo`. */
  | { readonly type: 'package' }
  | { readonly type: 'snippet'; readonly ref: SnippetRef }
  | { readonly type: 'record-type'; readonly text: string }
  | { readonly type: 'source-connector'; readonly connector: SourceConnector }
  | { readonly type: 'sink-connector'; readonly connector: SinkConnector }
  | { readonly type: 'json'; readonly json: unknown }
  /** What does not keep the value that it is declared with. */
  | { readonly type: 'changed' };

export type Head = {
  readonly name: string;
  readonly description: string;
  readonly checkpointIntervalMs: number | undefined;
  readonly layout: unknown;
  readonly fixtures: unknown;
};
export type Drawing = {
  readonly pad: SketchPad<SnippetRef>;
  readonly path: string;
  readonly lookUp: (name: string) => Value | null;
  /** Told of `pipeline('…')`, once. */
  readonly begin: (head: Head) => void;
  /** Told of `app.layout({…})` and `app.fixtures({…})`. */
  readonly add: (part: Partial<Pick<Head, 'layout' | 'fixtures'>>) => void;
  /** Told of what is said there and goes into no node, such as type arguments. */
  readonly leave: (at: ts.Node, what: string) => void;
  /** Told of each call that makes a node, and of the one that makes the description, which is none. */
  readonly made: (node: string | null, call: ts.CallExpression) => void;
};

/** What an expression says, and does to the drawing. Throws `Undrawable`, and `SketchFault` where the pad refuses. */
export function evaluate(expression: ts.Expression, drawing: Drawing): Value {
  if (ts.isParenthesizedExpression(expression)) return evaluate(expression.expression, drawing);
  const held = heldFunction(expression);
  if (held !== null) return evaluate(held, drawing);
  if (isAsserted(expression)) {
    const value = evaluate(expression.expression, drawing);
    drawing.leave(expression, `\`${expression.getText().slice(expression.expression.getText().length).trim()}\``);
    return value;
  }
  if (ts.isStringLiteralLike(expression)) return data(expression.text);
  if (ts.isNumericLiteral(expression)) return data(Number(expression.text));
  if (ts.isPrefixUnaryExpression(expression) && expression.operator === ts.SyntaxKind.MinusToken) {
    const operand = evaluate(expression.operand, drawing);
    if (operand.type === 'data' && typeof operand.data === 'number') return data(0 - operand.data);
  }
  if (expression.kind === ts.SyntaxKind.NullKeyword) return data(null);
  if (expression.kind === ts.SyntaxKind.TrueKeyword) return data(true);
  if (expression.kind === ts.SyntaxKind.FalseKeyword) return data(false);
  if (ts.isIdentifier(expression)) return named(expression.text, drawing);
  if (ts.isArrowFunction(expression) || ts.isFunctionExpression(expression))
    return {
      type: 'snippet',
      ref: { path: drawing.path, range: { start: expression.getStart(), end: expression.end } },
    };
  if (ts.isObjectLiteralExpression(expression)) return object(expression, drawing);
  if (ts.isArrayLiteralExpression(expression))
    return { type: 'list', items: expression.elements.map((element) => evaluate(element, drawing)) };
  if (ts.isCallExpression(expression)) return called(expression, drawing);
  throw new Undrawable(`${nameOfKind(expression)} cannot be drawn`);
}

/** What is said for the checker of types only. */
const isAsserted = (
  expression: ts.Expression,
): expression is ts.AsExpression | ts.SatisfiesExpression | ts.NonNullExpression =>
  ts.isAsExpression(expression) || ts.isSatisfiesExpression(expression) || ts.isNonNullExpression(expression);

function named(name: string, { lookUp }: Drawing): Value {
  if (name === 'undefined') return data(undefined);
  const value = lookUp(name);
  if (value === null) throw new Undrawable(`"${name}" is no node, state, function or constant of the description`);
  if (value.type === 'changed') throw new Undrawable(`"${name}" is changed after it is declared`);
  return value;
}

function object(literal: ts.ObjectLiteralExpression, drawing: Drawing): Value {
  const fields = literal.properties.map((property): [string, Value] => {
    if (ts.isShorthandPropertyAssignment(property)) return [property.name.text, named(property.name.text, drawing)];
    if (!ts.isPropertyAssignment(property)) throw new Undrawable('a spread, a method or an accessor cannot be drawn');
    const { name } = property;
    if (!ts.isIdentifier(name) && !ts.isStringLiteral(name)) throw new Undrawable('a computed name cannot be drawn');
    return [name.text, evaluate(property.initializer, drawing)];
  });
  const names = fields.map(([name]) => name);
  if (names.includes('__proto__')) throw new Undrawable('a prototype cannot be drawn');
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Undrawable(`"${twice}" is said twice`);
  return data(Object.fromEntries(fields));
}

function called(call: ts.CallExpression, drawing: Drawing): Value {
  if (call.questionDotToken !== undefined) throw new Undrawable('an optional call cannot be drawn');
  const { expression } = call;
  const receiver = ts.isPropertyAccessExpression(expression) ? evaluate(expression.expression, drawing) : null;
  if (ts.isPropertyAccessExpression(expression) && receiver !== null && receiver.type !== 'package') {
    const given = givenTo(expression.name.text, call, drawing);
    const result = method(receiver, expression.name.text, given, drawing);
    if (nodeMethods.has(expression.name.text)) drawing.made(given.text(0), call);
    return result;
  }
  const callee: Value =
    ts.isPropertyAccessExpression(expression) && receiver !== null
      ? { type: 'ours', name: expression.name.text }
      : evaluate(expression, drawing);
  if (callee.type !== 'ours') throw new Undrawable('only functions of the package can be called');
  const given = givenTo(callee.name, call, drawing);
  const result = ours(callee.name, given, drawing);
  if (callee.name === 'pipeline') drawing.made(null, call);
  const [written] = call.typeArguments ?? [];
  if (callee.name === 'type' && written !== undefined && written.getText().trim() !== given.text(0).trim())
    drawing.leave(call, `the type in "${call.getText()}" where it is not the text`);
  return result;
}

/** How many arguments each call takes; of `merge`, any number. */
const argumentsMax: Readonly<Record<string, number>> = {
  compute: 4,
  connect: 2,
  file: 2,
  fixtures: 1,
  generator: 1,
  keyBy: 3,
  layout: 1,
  live: 0,
  note: 3,
  pipeline: 2,
  recordLayout: 2,
  sink: 3,
  snippet: 1,
  source: 2,
  state: 3,
  stateNamed: 1,
  tcp: 1,
  toFile: 2,
  type: 1,
  unfinished: 1,
};

function givenTo(name: string, call: ts.CallExpression, drawing: Drawing): Given {
  const given = call.arguments.map((argument) => evaluate(argument, drawing));
  const isOfState = name === 'compute' && given[1]?.type !== 'state';
  const most = (argumentsMax[name] ?? Number.POSITIVE_INFINITY) - (isOfState ? 1 : 0);
  if (given.length > most) throw new Undrawable(`${name} takes ${most} arguments, and these are ${given.length}`);
  const types = call.typeArguments ?? [];
  const [only] = types;
  if (name === 'source' && only !== undefined && types.length === 1) return new Given(name, given, only.getText());
  if (types.length > 0 && name !== 'type')
    drawing.leave(call, `<${types.map((each) => each.getText()).join(', ')}> of ${name}`);
  return new Given(name, given);
}

const nodeMethods: ReadonlySet<string> = new Set(['source', 'state', 'note', 'compute', 'keyBy', 'sink']);

/** Whether it is a layout is for the parser of documents to say. */
function layoutOf(given: Given): RecordLayout {
  const byteOrder = given.fields(1).only('byteOrder').optionalText('byteOrder') ?? 'big';
  return { byteOrder, fields: plain(given.at(0)) } as RecordLayout;
}

function plain(value: Value): unknown {
  if (value.type === 'list') return value.items.map(plain);
  if (value.type !== 'data') throw new Undrawable('only plain data can stand here');
  if (typeof value.data !== 'object' || value.data === null) return value.data;
  return Object.fromEntries(Object.entries(value.data).map(([name, inner]) => [name, plain(inner)]));
}

function ours(name: string, given: Given, drawing: Drawing): Value {
  switch (name) {
    case 'pipeline': {
      const fields = given.fields(1).only('description', 'checkpointIntervalMs', 'layout', 'fixtures');
      drawing.begin({
        name: given.text(0),
        description: fields.optionalText('description') ?? '',
        checkpointIntervalMs: fields.optionalNumber('checkpointIntervalMs') ?? undefined,
        layout: jsonOf(fields.get('layout')),
        fixtures: jsonOf(fields.get('fixtures')),
      });
      return { type: 'app' };
    }
    case 'snippet':
    case 'unfinished': {
      const made = given.at(0);
      if (made.type !== 'snippet')
        return { type: 'snippet', ref: { path: drawing.path, range: null, text: given.text(0) } };
      return { type: 'snippet', ref: { ...made.ref, isModule: true } };
    }
    case 'recordLayout':
      return { type: 'record-layout', layout: layoutOf(given) };
    case 'type':
      return { type: 'record-type', text: given.text(0) };
    case 'generator': {
      const fields = given.fields(0).only('rate', 'count');
      const options = { rate: fields.optionalNumber('rate'), count: fields.optionalNumber('count') };
      return { type: 'source-connector', connector: generator(options) };
    }
    case 'file': {
      const fields = given.fields(1).only('format', 'rate');
      const options = { ...formatOption(fields), rate: fields.optionalNumber('rate') };
      return { type: 'source-connector', connector: file(given.text(0), options) };
    }
    case 'toFile':
      return {
        type: 'sink-connector',
        connector: toFile(given.text(0), sinkOptions(given.fields(1).only('format', 'mode'))),
      };
    case 'tcp': {
      const fields = given.fields(0).only('host', 'port', 'format', 'journal', 'mode', 'ids');
      const port = fields.optionalNumber('port') ?? 0;
      return { type: 'source-connector', connector: tcp({ port, ...tcpOptions(fields) }) };
    }
    case 'live':
      return { type: 'sink-connector', connector: live() };
    default:
      throw new Undrawable(`"${name}" is no function of a description`);
  }
}

function method(receiver: Value, name: string, given: Given, drawing: Drawing): Value {
  if (receiver.type === 'app') return describe(name, given, drawing);
  if (receiver.type === 'stream') return followed(receiver.from, name, given, drawing);
  throw new Undrawable(`only a description and its streams have methods that can be drawn`);
}

/** What a JSON file that is imported says, or plain data that is written in its place. */
const jsonOf = (value: Value): unknown => (value.type === 'json' ? value.json : plain(value));

function describe(name: string, given: Given, { pad, add }: Drawing): Value {
  switch (name) {
    case 'layout':
      add({ layout: jsonOf(given.at(0)) });
      return data(undefined);
    case 'fixtures':
      add({ fixtures: jsonOf(given.at(0)) });
      return data(undefined);
    case 'source': {
      const fields = given.fields(1).only('name', 'connector', 'recordType', 'recordLayout', 'decode', 'generate');
      const recordType = fields.get('recordType');
      if (!isAbsent(recordType) && recordType.type !== 'record-type')
        throw new Undrawable("source: recordType is not type<…>('…')");
      const id = pad.source(given.text(0), {
        name: fields.optionalText('name'),
        connector: sourceConnector(fields.get('connector')),
        recordType: recordType.type === 'record-type' ? recordType.text : given.type,
        decode: fields.optionalSnippet('decode'),
        generate: fields.optionalSnippet('generate'),
        ...fields.recordLayout(),
      });
      return { type: 'stream', from: [id] };
    }
    case 'state':
      return { type: 'state', id: pad.state(given.text(0), given.snippet(1), naming(given, 2)) };
    case 'stateNamed':
      return { type: 'state', id: given.text(0) };
    case 'merge':
      return { type: 'stream', from: given.all().flatMap(originsOf) };
    case 'note':
      pad.note(given.text(0), given.text(1), naming(given, 2));
      return data(undefined);
    case 'connect':
      pad.connect(given.text(0), given.text(1));
      return data(undefined);
    default:
      throw new Undrawable(`a description has no method "${name}"`);
  }
}

const naming = (given: Given, index: number): string | undefined =>
  given.fields(index).only('name').optionalText('name');

function originsOf(value: Value): readonly string[] {
  if (value.type === 'stream') return value.from;
  throw new Undrawable('merge takes streams');
}

function followed(from: readonly string[], name: string, given: Given, { pad }: Drawing): Value {
  const after = (id: string): Value => {
    for (const origin of from) pad.connect(origin, id);
    return { type: 'stream', from: [id] };
  };
  switch (name) {
    case 'compute': {
      const second = given.at(1);
      if (second.type === 'state')
        return after(pad.stateComputation(given.text(0), second.id, given.snippet(2), naming(given, 3)));
      return after(pad.computation(given.text(0), given.snippet(1), naming(given, 2)));
    }
    case 'keyBy':
      return after(pad.key(given.text(0), given.snippet(1), naming(given, 2)));
    case 'sink': {
      const fields = given.fields(2).only('name', 'encode', 'recordLayout');
      const connector = sinkConnector(given.at(1));
      after(
        pad.sink(given.text(0), {
          name: fields.optionalText('name'),
          connector,
          encode: fields.optionalSnippet('encode'),
          ...fields.recordLayout(),
        }),
      );
      return data(undefined);
    }
    default:
      throw new Undrawable(`a stream has no method "${name}"`);
  }
}

function sourceConnector(value: Value): SourceConnector {
  if (value.type === 'source-connector') {
    if ('mode' in value.connector) throw new Undrawable('source: a source has no mode, only a sink');
    if ('ids' in value.connector) throw new Undrawable('source: a source sends no ids, only a sink');
    return value.connector;
  }
  throw new Undrawable('source: connector is not generator(), file() or tcp()');
}

function sinkConnector(value: Value): SinkConnector {
  if (value.type === 'sink-connector') return value.connector;
  if (value.type === 'source-connector' && value.connector.type === 'tcp') {
    if ('journal' in value.connector) throw new Undrawable('sink: a sink has no journal, only a source');
    return value.connector;
  }
  throw new Undrawable('sink: the connector is not live(), toFile() or tcp()');
}

/** `a conditional expression` of `ConditionalExpression`. */
export function nameOfKind(node: ts.Node): string {
  const words = (ts.SyntaxKind[node.kind] ?? 'this').replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;
}
