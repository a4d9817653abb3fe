/**
 * The statements of a description as chains of calls, a node for each, and what becomes of them when edges and nodes of the graph
 * come and go: a call goes, a new one is put between two, or a chain is divided where what enters a node is another stream.
 * What a chain keeps stays as it was written.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { Pipeline } from '../pipeline/index.ts';
import type { Reader } from './description-reader.ts';
import { trailingEnd } from './source-files.ts';
import type { TextEdits } from './text-edits.ts';

/** What code says, with its syntax, and what it is to say. */
export type Turn = { readonly before: Pipeline; readonly after: Pipeline; readonly reading: Reader };

type Link = {
  readonly id: NodeId;
  readonly call: ts.CallExpression;
  readonly receiver: ts.Expression;
  readonly dot: number;
};
type Chain = {
  readonly statement: ts.Statement;
  /** What it is a constant of; null where it is none. */
  readonly name: string | null;
  readonly start: number;
  readonly root: ts.Expression;
  readonly links: readonly Link[];
};
/** Behind what is left of a chain, the rest of it begins anew. */
type Break = { readonly receiver: string; readonly before: Link; readonly after: Link };

export type NewCalls = {
  /** A call that makes a new node, from its dot on; null where it cannot stand in an expression. */
  readonly callOf: (node: NodeId) => string | null;
  readonly fresh: (words: string) => string;
  readonly app: string;
};

/** Mutable: what has been found to change, until `write` notes it. */
export class Chains {
  readonly #turn: Turn;
  readonly #edits: TextEdits;
  readonly #calls: NewCalls;
  readonly #chains: readonly Chain[];
  readonly #kept: ReadonlySet<string>;
  readonly #breaks = new Map<Chain, Break[]>();
  readonly #named = new Map<NodeId, string>();
  /** New calls in front of one. */
  readonly #spliced = new Map<Link, string>();
  /** Edges that are said, `from to`. */
  readonly said = new Set<string>();
  /** New nodes that are said in chains. */
  readonly placed = new Set<NodeId>();

  constructor(turn: Turn, edits: TextEdits, calls: NewCalls) {
    this.#turn = turn;
    this.#edits = edits;
    this.#calls = calls;
    this.#kept = new Set(turn.after.nodes.map(({ id }) => id));
    this.#chains = chainsOf(turn.reading);
  }

  /** False where a statement that would have to change is no such chain. */
  change(): boolean {
    const { before, reading } = this.#turn;
    const isAll = before.nodes.every(
      ({ id }) => this.#kept.has(id) || this.#chains.some(({ links }) => links.some((link) => link.id === id)),
    );
    if (!isAll) return false;
    for (const [key, statement] of connections(reading.file)) {
      const [from = '', to = ''] = key.split(' ');
      if (this.#isEdge(from, to)) this.said.add(key);
      else if (before.edges.some((edge) => edge.from === from && edge.to === to))
        this.#edits.removeStatement(statement);
    }
    for (const chain of this.#chains) this.#changeChain(chain);
    for (const chain of this.#chains) this.#write(chain);
    return true;
  }

  /** What streams and states are called once all this is done. */
  variables(): ReadonlyMap<NodeId, string> {
    const found = new Map<NodeId, string>(this.#named);
    for (const [name, value] of this.#turn.reading.names) {
      if (value.type === 'state' && this.#kept.has(value.id)) found.set(value.id as NodeId, name);
      const [only, ...more] = value.type === 'stream' ? this.#meaning(name) : [];
      if (only !== undefined && more.length === 0 && !found.has(only)) found.set(only, name);
    }
    return found;
  }

  #isEdge(from: string, to: string): boolean {
    return this.#turn.after.edges.some((edge) => edge.from === from && edge.to === to);
  }

  /** What a name of a stream stands for: what is left of its chain. */
  #meaning(name: string): readonly NodeId[] {
    const value = this.#turn.reading.names.get(name);
    if (value?.type !== 'stream') return [];
    const chain = this.#chains.find((each) => each.name === name);
    if (chain === undefined) return value.from as readonly NodeId[];
    const last = chain.links.findLast(({ id }) => this.#kept.has(id));
    return last === undefined ? [] : [last.id];
  }

  #isGone(name: string): boolean {
    return this.#turn.reading.names.get(name)?.type === 'stream' && this.#meaning(name).length === 0;
  }

  #originsOf(root: ts.Expression): readonly NodeId[] {
    if (ts.isIdentifier(root)) return this.#meaning(root.text);
    if (!ts.isCallExpression(root)) return [];
    return root.arguments.flatMap((each) => this.#originsOf(each));
  }

  #changeChain(chain: Chain): void {
    let before: Link | null = null;
    const isWhole = !isGoneIn(chain.root, (name) => this.#isGone(name));
    let current = isWhole ? this.#originsOf(chain.root) : [];
    for (const link of chain.links) {
      if (!this.#kept.has(link.id)) continue;
      const isTaken = takesStreams(link);
      const hasReceiver = current.length > 0 || (isWhole && link.receiver === chain.root);
      if (!isTaken || (hasReceiver && current.every((from) => this.#isEdge(from, link.id)))) {
        if (before !== null || link.receiver !== chain.root) this.#cutBetween(chain, before, link);
        for (const from of isTaken ? current : []) this.said.add(`${from} ${link.id}`);
      } else if (!this.#insertedBefore(chain, before, link, current)) this.#newReceiver(chain, before, link);
      before = link;
      current = [link.id];
    }
    this.#cutEnd(chain, before);
  }

  /** What went between two that are left. */
  #cutBetween(chain: Chain, before: Link | null, link: Link): void {
    const from = before?.call.end ?? chain.root.end;
    for (const each of chain.links)
      if (each.receiver.end >= from && each.call.end <= link.receiver.end) this.#cut(each);
  }

  #cutEnd(chain: Chain, last: Link | null): void {
    if (last === null) this.#edits.removeStatement(chain.statement);
    else for (const each of chain.links) if (each.receiver.end >= last.call.end) this.#cut(each);
  }

  /** A comment that stands in front of a call stays. */
  #cut({ receiver, call, dot }: Link): void {
    const gap = this.#edits.file.text.slice(receiver.end, dot);
    this.#edits.replace(gap.trim() === '' ? receiver.end : dot, call.end, '');
  }

  /** New nodes between two others are said between them. */
  #insertedBefore(chain: Chain, before: Link | null, link: Link, current: readonly NodeId[]): boolean {
    const calls: string[] = [];
    const edges: string[] = [];
    for (let to = link.id; ;) {
      const [from, ...more] = this.#missing(to);
      if (from === undefined || more.length > 0) return false;
      edges.push(`${from} ${to}`);
      if (current.length === 1 && from === current[0]) break;
      const call = this.#isInline(from) ? this.#calls.callOf(from) : null;
      if (call === null || edges.length > 1000) return false;
      calls.unshift(call);
      to = from;
    }
    this.#cutBetween(chain, before, link);
    const gap = this.#edits.file.text.slice(link.receiver.end, link.dot);
    this.#spliced.set(link, calls.map((call) => `${gap.trim() === '' ? gap : ''}${call}`).join(''));
    this.#place(edges);
    return true;
  }

  #place(edges: readonly string[]): void {
    for (const edge of edges) {
      this.said.add(edge);
      for (const id of edge.split(' ') as NodeId[]) if (this.#isNew(id)) this.placed.add(id);
    }
  }

  /** Where what enters a node comes from, as far as nothing says it yet. */
  #missing(to: NodeId): readonly NodeId[] {
    const { edges } = this.#turn.after;
    return edges.filter((edge) => edge.to === to && !this.said.has(`${edge.from} ${to}`)).map(({ from }) => from);
  }

  readonly #isNew = (id: NodeId): boolean => !this.#turn.before.nodes.some((node) => node.id === id);

  /** A new node that nothing but the next needs. */
  #isInline(id: NodeId): boolean {
    return this.#isNew(id) && this.#turn.after.edges.filter(({ from }) => from === id).length === 1;
  }

  #newReceiver(chain: Chain, before: Link | null, link: Link): void {
    const origins: string[] = [];
    for (const from of this.#missing(link.id)) {
      const text = this.#streamOf(from, link, [`${from} ${link.id}`]);
      if (text !== null) origins.push(text);
    }
    const [only, ...more] = origins;
    const receiver = only !== undefined && more.length === 0 ? only : `${this.#calls.app}.merge(${origins.join(', ')})`;
    const first = chain.links.find(({ id }) => this.#kept.has(id));
    if (before === null || link === first)
      this.#edits.replace(chain.root.getStart(this.#edits.file), link.receiver.end, receiver);
    else this.#breaks.set(chain, [...(this.#breaks.get(chain) ?? []), { receiver, before, after: link }]);
  }

  /** Code for what comes out of a node, above a call; null where none can stand there. */
  #streamOf(id: NodeId, above: Link, edges: readonly string[]): string | null {
    if (this.#isNew(id)) {
      const [from, ...more] = this.#missing(id);
      if (from === undefined || more.length > 0 || !this.#isInline(id) || edges.length > 100) return null;
      const receiver = this.#streamOf(from, above, [...edges, `${from} ${id}`]);
      const call = receiver === null ? null : this.#calls.callOf(id);
      return call === null ? null : `${receiver ?? ''}${call}`;
    }
    const name = this.variables().get(id) ?? null;
    const chain = this.#chains.find(({ links }) => links.some((link) => link.id === id));
    const link = chain?.links.find((each) => each.id === id);
    if (chain === undefined || link === undefined || link.call.end > above.call.end || !makesStream(link)) return null;
    if (link.call.pos !== above.call.pos && chain.statement.end > above.call.end) return null;
    this.#place(edges);
    if (name !== null) return name;
    const fresh = this.#calls.fresh(id);
    this.#named.set(id, fresh);
    return fresh;
  }

  #write(chain: Chain): void {
    const { file } = this.#edits;
    const kept = chain.links.filter(({ id }) => this.#kept.has(id));
    const breaks = this.#breaks.get(chain) ?? [];
    const parts = kept.flatMap((link, index): readonly Break[] => {
      const next = kept[index + 1];
      const own = breaks.find(({ before }) => before === link);
      const name = this.#named.get(link.id);
      if (own !== undefined || next === undefined || name === undefined) return own === undefined ? [] : [own];
      return [{ receiver: name, before: link, after: next }];
    });
    for (const link of kept)
      if (!parts.some(({ after }) => after === link))
        this.#edits.insert(link.receiver.end, this.#spliced.get(link) ?? '');
    const constant = (link: Link | undefined): string => {
      const name = link === undefined ? undefined : this.#named.get(link.id);
      return name === undefined ? '' : `const ${name} = `;
    };
    const own = file.text.slice(chain.start, chain.root.getStart(file));
    const [first] = parts;
    if (first === undefined) {
      const name = constant(kept.at(-1));
      if (own === '' && name !== '') this.#edits.insert(chain.start, name);
      return;
    }
    this.#edits.replace(chain.start, chain.start + own.length, constant(first.before));
    for (const [index, { receiver, before, after }] of parts.entries()) {
      const next = parts[index + 1];
      const prefix = next === undefined ? (own === '' ? constant(kept.at(-1)) : own) : constant(next.before);
      this.#edits.insert(before.call.end, ';');
      const isNext = before.call.end === after.receiver.end;
      const end = isNext ? trailingEnd(file.text, before.call.end, after.dot) : after.receiver.end;
      this.#edits.replace(
        isNext ? end : before.call.end,
        end,
        `\n${prefix}${receiver}${this.#spliced.get(after) ?? ''}`,
      );
    }
  }
}

const methodOf = ({ call }: Link): string =>
  ts.isPropertyAccessExpression(call.expression) ? call.expression.name.text : '';
const takesStreams = (link: Link): boolean => ['compute', 'keyBy', 'sink'].includes(methodOf(link));
const makesStream = (link: Link): boolean => ['compute', 'keyBy', 'source'].includes(methodOf(link));

/** Whether a name in what a chain begins with stands for nothing any more. */
function isGoneIn(root: ts.Expression, isGone: (name: string) => boolean): boolean {
  if (ts.isIdentifier(root)) return isGone(root.text);
  return ts.isCallExpression(root) && root.arguments.some((each) => isGoneIn(each, isGone));
}

/** `app.connect('from', 'to')` by what it says. */
function connections(file: ts.SourceFile): ReadonlyMap<string, ts.Statement> {
  const found = new Map<string, ts.Statement>();
  for (const statement of file.statements) {
    if (!ts.isExpressionStatement(statement) || !ts.isCallExpression(statement.expression)) continue;
    const { expression, arguments: given } = statement.expression;
    const [from, to] = given;
    if (!ts.isPropertyAccessExpression(expression) || expression.name.text !== 'connect') continue;
    if (from === undefined || to === undefined || !ts.isStringLiteralLike(from) || !ts.isStringLiteralLike(to))
      continue;
    found.set(`${from.text} ${to.text}`, statement);
  }
  return found;
}

function chainsOf(reading: Reader): readonly Chain[] {
  const { file } = reading;
  const nodeOf = new Map([...reading.calls].map(([id, call]) => [call, id as NodeId]));
  return reading.drawn.flatMap(({ statement }): readonly Chain[] => {
    const [declared] = ts.isVariableStatement(statement) ? statement.declarationList.declarations : [];
    const whole = declared?.initializer ?? (ts.isExpressionStatement(statement) ? statement.expression : undefined);
    const links: Link[] = [];
    let root = whole;
    while (root !== undefined && ts.isCallExpression(root) && ts.isPropertyAccessExpression(root.expression)) {
      const id = nodeOf.get(root);
      if (id === undefined) break;
      const { expression: receiver, name } = root.expression;
      const dot = file.text.lastIndexOf('.', name.getStart(file));
      links.unshift({ id, call: root, receiver, dot });
      root = receiver;
    }
    if (root === undefined || links.length === 0) return [];
    const name = declared !== undefined && ts.isIdentifier(declared.name) ? declared.name.text : null;
    return [{ statement, name, start: statement.getStart(file), root, links }];
  });
}
