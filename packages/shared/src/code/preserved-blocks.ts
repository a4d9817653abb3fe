/**
 * What of a description is in no node, edge, snippet or type: undrawable statements, functions and imports that nothing
 * drawn uses, and comments. What lies between two drawn statements becomes one block, as it was written.
 */
import ts from 'typescript-6';
import type { NodeId } from '../ids.ts';
import type { PreservedBlock } from '../pipeline/index.ts';
import { isQuotedTypes } from './shared-types.ts';
import { importsOf, isRelative, isTypeStatement, runtimePackage, without } from './source-files.ts';

export type Drawn = {
  readonly statement: ts.Statement;
  /** The node that the statement begins with; null for the description itself, and for edges that stand apart. */
  readonly node: NodeId | null;
};
export type Reading = {
  readonly file: ts.SourceFile;
  readonly drawn: readonly Drawn[];
  /** Names that drawn statements speak of. */
  readonly named: ReadonlySet<string>;
  /** Where the statements begin that snippets have taken along, with the comments in front of them. */
  readonly taken: ReadonlySet<number>;
  readonly undrawn: ReadonlyMap<ts.Statement, string>;
};

const ofComment = 'It is a comment.';

export function preservedBlocks(reading: Reading): readonly PreservedBlock[] {
  const { file, drawn } = reading;
  const blocks: PreservedBlock[] = [];
  const firstImport = file.statements.find(ts.isImportDeclaration);
  let from = 0;
  const add = (to: number, inner: readonly string[], where: Pick<PreservedBlock, 'place' | 'node'>): void => {
    const said = saidElsewhere(reading, from, to);
    const cuts = said.map((statement) => ({
      start: cutFrom(reading, statement, from) - from,
      end: statement.end - from,
    }));
    const outer = without(file.text.slice(from, to), cuts).trim();
    const left = said.filter((each) => !takesComments(reading, each)).flatMap((each) => commentsWithin(file, each));
    const text = [...(outer === '' ? [] : [outer]), ...left, ...inner].join('\n');
    if (text !== '') blocks.push({ text, reason: reasonOf(reading, from, to), ...where });
  };
  if (firstImport !== undefined) {
    add(firstImport.getStart(file), [], { place: 'top', node: null });
    from = firstImport.getStart(file);
  }
  for (const [index, { statement, node }] of drawn.entries()) {
    add(statement.getStart(file), commentsWithin(file, statement), placeOf(drawn, index, node));
    from = statement.end;
  }
  add(file.text.length, [], { place: 'end', node: null });
  return blocks;
}

/** Before the description itself; before a node, its own or that of the next statement that has one; or behind all nodes. */
function placeOf(drawn: readonly Drawn[], index: number, node: NodeId | null): Pick<PreservedBlock, 'place' | 'node'> {
  if (index === 0 && node === null) return { place: 'opening', node: null };
  const next = node ?? drawn.slice(index).find((each) => each.node !== null)?.node ?? null;
  return next === null ? { place: 'end', node: null } : { place: 'before', node: next };
}

function reasonOf(reading: Reading, from: number, to: number): string {
  const { file, undrawn } = reading;
  const first = [...undrawn].find(([statement]) => statement.pos >= from && statement.end <= to);
  if (first !== undefined) return `${first[1].charAt(0).toUpperCase()}${first[1].slice(1)}.`;
  const isCode = file.statements.some(
    (each) => each.pos >= from && each.end <= to && isFunctionOrValue(each) && !isSaidElsewhere(reading, each),
  );
  return isCode ? 'No node uses it.' : ofComment;
}

const isFunctionOrValue = (statement: ts.Statement): boolean =>
  ts.isFunctionDeclaration(statement) || ts.isVariableStatement(statement);

/** Statements between two drawn ones that the document says in another way: as types, snippets, or by itself. */
const saidElsewhere = (reading: Reading, from: number, to: number): readonly ts.Statement[] =>
  reading.file.statements.filter(
    (each) => each.getStart(reading.file) >= from && each.end <= to && isSaidElsewhere(reading, each),
  );

/** Types, and what a snippet has taken along, have the comments in front of them; others leave theirs behind. */
const takesComments = ({ taken }: Reading, statement: ts.Statement): boolean =>
  isTypeStatement(statement) || (taken.has(statement.pos) && !ts.isImportDeclaration(statement));

function cutFrom(reading: Reading, statement: ts.Statement, from: number): number {
  const start = statement.getStart(reading.file);
  const isBare = reading.file.text.slice(statement.pos, start).trim() === '';
  return isBare || takesComments(reading, statement) ? Math.max(statement.pos, from) : start;
}

function isSaidElsewhere({ file, undrawn, named, taken }: Reading, statement: ts.Statement): boolean {
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

/** Comments inside a statement, save those that belong to a function, which takes its own along. */
function commentsWithin(file: ts.SourceFile, statement: ts.Statement): readonly string[] {
  // Asked for once: each such question reads all comments before the place, and there may be thousands.
  const [start, end] = [statement.getStart(file), statement.end];
  const functions = functionsIn(statement);
  const theirs = functions.map((each) => ({ start: each.getStart(file), end: each.end }));
  const asked = new Set<number>();
  const found = new Map<number, string>();
  const take = (ranges: readonly ts.CommentRange[] | undefined): void => {
    for (const range of ranges ?? []) {
      const isOurs = range.pos >= start && range.end <= end;
      if (isOurs && !theirs.some((each) => range.pos >= each.start && range.end <= each.end))
        found.set(range.pos, file.text.slice(range.pos, range.end));
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
  return [...found].toSorted(([a], [b]) => a - b).map(([, text]) => text);
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
