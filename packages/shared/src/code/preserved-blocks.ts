/**
 * What of a description is in no node, edge, snippet or type: undrawable statements, functions and imports that nothing
 * drawn uses, and comments. What lies between two drawn statements becomes one block, as it was written.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { PreservedBlock } from '../pipeline/index.ts';
import type { PreservedMark } from '../pipeline/preserved-mark.ts';
import { type Mark, marksIn } from './preserved-marks.ts';
import { type Speaking, type Spoken, spokenOf } from './preserved-uses.ts';
import { isQuotedTypes } from './shared-types.ts';
import {
  followsType,
  importsOf,
  isRelative,
  isTypeStatement,
  ownStart,
  runtimePackage,
  without,
} from './source-files.ts';

export type Drawn = {
  readonly statement: ts.Statement;
  /** The node that the statement begins with; null for the description itself, and for edges that stand apart. */
  readonly node: NodeId | null;
};
export type Reading = Omit<Speaking, 'preserved'> & {
  readonly drawn: readonly Drawn[];
  /** Names that drawn statements speak of. */
  readonly named: ReadonlySet<string>;
  /** Where the statements begin that snippets have taken along, with the comments in front of them. */
  readonly taken: ReadonlySet<number>;
  readonly undrawn: ReadonlyMap<ts.Statement, string>;
};
export type Preserved = {
  readonly blocks: readonly PreservedBlock[];
  /** Statements in them, with the reason. */
  readonly reasons: ReadonlyMap<ts.Statement, string>;
  /** Those of them that are not there for others only. */
  readonly left: readonly ts.Statement[];
};
type Region = { readonly from: number; readonly to: number };
type Where = Pick<PreservedBlock, 'place' | 'node'>;
/** Where a part stands, and what the mark in front of it says of it. */
type Marked = { readonly where: Where; readonly says: PreservedMark };

const ofComment = 'It is a comment.';
const ofCode = 'it is no part of a node';

export function preservedBlocks(reading: Reading): Preserved {
  const { file, drawn } = reading;
  const isDrawn = new Set(drawn.map(({ statement }) => statement));
  const left = file.statements.filter((each) => !isDrawn.has(each) && !isSaidInNodes(reading, each));
  const spoken = spokenOf({ ...reading, preserved: left });
  const reasons = new Map<ts.Statement, string>();
  for (const each of file.statements)
    if (left.includes(each) || spoken.needed.has(each.pos)) reasons.set(each, reading.undrawn.get(each) ?? ofCode);
  return { blocks: joined(new Blocks(reading, { reasons, spoken }).read()), reasons, left };
}

type Kept = Pick<Preserved, 'reasons'> & { readonly spoken: Spoken };

/** Reads a file from its top to its end. Mutable: the blocks found so far. */
class Blocks {
  readonly #reading: Reading;
  readonly #kept: Kept;
  readonly #marks: readonly Mark[];
  readonly #found: Found[] = [];

  constructor(reading: Reading, kept: Kept) {
    this.#reading = reading;
    this.#kept = kept;
    this.#marks = marksIn(reading.file);
  }

  read(): readonly Found[] {
    const { file, drawn } = this.#reading;
    const firstImport = file.statements.find(ts.isImportDeclaration);
    let from = 0;
    if (firstImport !== undefined) {
      this.#add({ from, to: firstImport.getStart(file) }, { place: 'top', node: null }, []);
      from = firstImport.getStart(file);
    }
    for (const [index, { statement, node }] of drawn.entries()) {
      const region = { from, to: statement.getStart(file) };
      this.#add(region, placeOf(drawn, index, node), commentsWithin(file, statement));
      from = statement.end;
    }
    this.#add({ from, to: file.text.length }, { place: 'end', node: null }, []);
    return this.#found;
  }

  /** What stands between two drawn statements, divided by the marks in it. */
  #add({ from, to }: Region, where: Where, inner: readonly string[]): void {
    let start = from;
    let says: PreservedMark = {};
    for (const mark of this.#marks) {
      if (mark.start < start || mark.end > to) continue;
      this.#addPart({ from: start, to: mark.start }, { where, says }, []);
      const isWhole = mark.says.text !== undefined;
      if (isWhole) {
        this.#push({ text: '', reason: '', ...where }, mark.says, isWhole);
      }
      says = isWhole ? {} : mark.says;
      start = mark.end;
    }
    this.#addPart({ from: start, to }, { where, says }, inner);
  }

  #addPart({ from, to }: Region, { where, says }: Marked, inner: readonly string[]): void {
    const { file } = this.#reading;
    const said = this.#saidElsewhere({ from, to });
    const cuts = said.map((statement) => ({
      start: cutFrom(this.#reading, statement, from) - from,
      end: statement.end - from,
    }));
    const outer = without(file.text.slice(from, to), cuts).trim();
    const left = said.flatMap((each) => [
      ...(takesComments(this.#reading, each) ? [] : commentsWithin(file, each)),
      ...neededOf(this.#kept.spoken, each),
    ]);
    const text = [...(outer === '' ? [] : [outer]), ...left, ...inner].join('\n');
    if (text === '') return;
    const uses = this.#kept.spoken.usesBetween(from, to);
    const own = { text, reason: this.#reasonOf({ from, to }), ...(uses.length === 0 ? {} : { uses }) };
    this.#push({ ...own, ...where }, says, false);
  }

  #push(block: PreservedBlock, { index, ...says }: PreservedMark, isWhole: boolean): void {
    const isBegun = isWhole || index !== undefined || Object.keys(says).length > 0;
    this.#found.push({ block: { ...block, ...says }, index: index ?? Number.POSITIVE_INFINITY, isBegun, isWhole });
  }

  #saidElsewhere({ from, to }: Region): readonly ts.Statement[] {
    const { file } = this.#reading;
    return file.statements.filter(
      (each) => each.getStart(file) >= from && each.end <= to && !this.#kept.reasons.has(each),
    );
  }

  #reasonOf({ from, to }: Region): string {
    const found = [...this.#kept.reasons].filter(
      ([statement]) => statement.getStart(this.#reading.file) >= from && statement.end <= to,
    );
    const first = found.find(([statement]) => this.#reading.undrawn.has(statement)) ?? found[0];
    return first === undefined ? ofComment : `${first[1].charAt(0).toUpperCase()}${first[1].slice(1)}.`;
  }
}

const neededOf = ({ neededImports }: Spoken, { pos }: ts.Statement): readonly string[] => {
  const text = neededImports.get(pos);
  return text === undefined ? [] : [text];
};

type Found = {
  readonly block: PreservedBlock;
  readonly index: number;
  readonly isBegun: boolean;
  readonly isWhole: boolean;
};

/** Two that would meet in an export are one from the beginning, unless a mark divides them. Marks may say their order. */
function joined(found: readonly Found[]): readonly PreservedBlock[] {
  const joint: Found[] = [];
  for (const each of found) {
    const before = joint.at(-1);
    const { place, node } = before?.block ?? {};
    const meets = place === each.block.place && node === each.block.node && !each.isBegun;
    if (before === undefined || !meets || before.isWhole) joint.push(each);
    else joint[joint.length - 1] = { ...before, block: both(before.block, each.block) };
  }
  return joint.toSorted((a, b) => (a.index === b.index ? 0 : a.index - b.index)).map(({ block }) => block);
}

function both(first: PreservedBlock, second: PreservedBlock): PreservedBlock {
  const byName = new Map([...(first.uses ?? []), ...(second.uses ?? [])].map((use) => [use.name, use]));
  const uses = [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const text = `${first.text}${first.place === 'end' ? '\n\n' : '\n'}${second.text}`;
  return { ...first, text, ...(uses.length === 0 ? {} : { uses }) };
}

/** Before the description itself; before a node, its own or that of the next statement that has one; or behind all nodes. */
function placeOf(drawn: readonly Drawn[], index: number, node: NodeId | null): Pick<PreservedBlock, 'place' | 'node'> {
  if (index === 0 && node === null) return { place: 'opening', node: null };
  const next = node ?? drawn.slice(index).find((each) => each.node !== null)?.node ?? null;
  return next === null ? { place: 'end', node: null } : { place: 'before', node: next };
}

/** Types, and what a snippet has taken along, have the comments in front of them; others leave theirs behind. */
const takesComments = ({ taken }: Reading, statement: ts.Statement): boolean =>
  isTypeStatement(statement) || (taken.has(statement.pos) && !ts.isImportDeclaration(statement));

function cutFrom(reading: Reading, statement: ts.Statement, from: number): number {
  const start = statement.getStart(reading.file);
  const isBare = reading.file.text.slice(statement.pos, start).trim() === '';
  if (isBare || followsType(reading.file, statement)) return Math.max(statement.pos, from);
  if (!takesComments(reading, statement)) return start;
  const own = ownStart(statement, reading.file);
  // A comment in front of that ends with its line.
  return Math.max(own > statement.pos && reading.file.text[own] === '\n' ? own + 1 : own, from);
}

/** Types, snippets, imports of what they need: the document says them in its own way. */
function isSaidInNodes({ file, undrawn, named, taken }: Reading, statement: ts.Statement): boolean {
  if (isTypeStatement(statement) || isQuotedTypes(statement) || ts.isEmptyStatement(statement)) return true;
  if (undrawn.has(statement)) return false;
  if (taken.has(statement.pos)) return true;
  if (ts.isFunctionDeclaration(statement)) return statement.name !== undefined && named.has(statement.name.text);
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && named.has(name.text));
  const imported = importsOf(file).find((each) => each.statement === statement);
  if (imported === undefined) return false;
  if (imported.specifier === runtimePackage || (imported.isType && isRelative(imported.specifier))) return true;
  const names = [imported.defaultName, imported.namespaceName, ...imported.names.map(({ local }) => local)];
  return names.some((name) => name !== null && named.has(name));
}

const commentsWithin = (file: ts.SourceFile, statement: ts.Statement): readonly string[] =>
  commentRangesWithin(file, statement).map(({ pos, end }) => file.text.slice(pos, end));

/** Comments inside a statement, save those that belong to a function, which takes its own along. */
export function commentRangesWithin(file: ts.SourceFile, statement: ts.Statement): readonly ts.CommentRange[] {
  // Asked for once: each such question reads all comments before the place, and there may be thousands.
  const [start, end] = [statement.getStart(file), statement.end];
  const functions = functionsIn(statement);
  const theirs = functions.map((each) => ({ start: each.getStart(file), end: each.end }));
  const asked = new Set<number>();
  const found = new Map<number, ts.CommentRange>();
  const take = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? []) {
      const isOurs = range.pos >= start && range.end <= end;
      if (isOurs && !theirs.some((each) => range.pos >= each.start && range.end <= each.end))
        found.set(range.pos, range);
    }
  };
  const visit = (node: ts.Node): void => {
    if (functions.includes(node)) return;
    const from = node.getFullStart();
    if (!asked.has(from)) take(ts.getLeadingCommentRanges(file.text, from));
    asked.add(from);
    take(ts.getTrailingCommentRanges(file.text, node.end));
    for (const child of node.getChildren(file)) visit(child);
  };
  visit(statement);
  return [...found.values()].toSorted((a, b) => a.pos - b.pos);
}

function functionsIn(root: ts.Node): readonly ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) found.push(node);
    else ts.forEachChild(node, visit);
  };
  visit(root);
  return found;
}
