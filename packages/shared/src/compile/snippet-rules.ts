/**
 * What a snippet may not do whatever its types say: import, make code from text, reach for globals, wait, yield, be more than JavaScript
 * with types (errors), and what makes its results differ from run to run (warnings). Looks at syntax only. A careful author can get around this; that the worker
 * process has nothing to reach for is the runtime's business.
 */
import ts from 'typescript-6';
import { type Diagnostic, type DiagnosticCode, diagnose } from '../pipeline/index.ts';
import { moreThanTypes } from './more-than-types.ts';
import { owner } from './naming.ts';
import { placeOf } from './places.ts';
import type { SnippetFile } from './project.ts';
import { changesSharedContainer } from './shared-containers.ts';
import { isInserted, isTypeDeclaration } from './snippet-text.ts';

type Finding = {
  readonly code: DiagnosticCode;
  readonly node: ts.Node;
  readonly message: string;
  readonly remedy: string;
};
/** Diagnostics, and the ranges that need no second opinion from the type checker. */
export type RuleFindings = { readonly diagnostics: readonly Diagnostic[]; readonly ranges: readonly ts.TextRange[] };

export function checkRules(file: SnippetFile, source: ts.SourceFile): RuleFindings {
  const findings = file.field === 'types' ? onlyDeclarations(source) : findingsIn(file, source);
  const written = findings.filter(({ node }) => !isInserted(file.snippet, node.getStart(source)));
  return {
    diagnostics: written.map(({ code, node, message, remedy }) =>
      diagnose(code, { message, remedy, ...placeOf(file, node.getStart(source), node.getEnd()) }),
    ),
    ranges: written
      .filter(({ code }) => code < 'P330')
      .map(({ node }) => ({ pos: node.getStart(source), end: node.getEnd() })),
  };
}

const onlyDeclarations = (source: ts.SourceFile): readonly Finding[] =>
  source.statements
    .filter((statement) => !isTypeDeclaration(statement) && !ts.isEmptyStatement(statement))
    .map((node) => ({
      code: 'P317',
      node,
      message: 'The shared types hold something that is not a type declaration.',
      remedy: 'Keep only "type" and "interface" declarations here; put code into the snippet that uses it.',
    }));

function findingsIn(file: SnippetFile, source: ts.SourceFile): readonly Finding[] {
  const findings: Finding[] = [];
  const visit = (node: ts.Node): void => {
    const finding = rules.map((rule) => rule(node, file)).find((found) => found !== null);
    if (finding === undefined || finding === null) ts.forEachChild(node, visit);
    else findings.push({ ...finding, node });
  };
  visit(source);
  return findings;
}

/** `file` tells whose snippet it is. */
type Rule = (node: ts.Node, file: SnippetFile) => Omit<Finding, 'node'> | null;

const imports: Rule = (node, file) => {
  const isImport =
    ts.isImportDeclaration(node) ||
    ts.isImportEqualsDeclaration(node) ||
    ts.isImportTypeNode(node) ||
    (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) ||
    (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) ||
    (ts.isCallExpression(node) &&
      (node.expression.kind === ts.SyntaxKind.ImportKeyword || isNamed(node.expression, 'require')));
  if (!isImport) return null;
  return {
    code: 'P311',
    message: `${owner(file)} imports, and snippets have no modules.`,
    remedy: 'Write what it needs into the snippet, and types into the pipeline’s shared types.',
  };
};

const codeFromText: Rule = (node, file) => {
  const isCall = ts.isCallExpression(node) || ts.isNewExpression(node);
  const isMaker =
    (ts.isIdentifier(node) && (node.text === 'eval' || node.text === 'Function') && isValue(node)) ||
    (isCall && codeMakers.has(propertyName(node.expression) ?? ''));
  if (!isMaker) return null;
  return {
    code: 'P312',
    message: `${owner(file)} makes code from text (eval, Function), and snippets may not.`,
    remedy: 'Write the code itself; for a choice at run time use a condition or a table of functions.',
  };
};

const codeMakers: ReadonlySet<string> = new Set(['constructor', 'eval', 'Function']);

/** `b` of `a.b` and of `a['b']`. */
function propertyName(node: ts.Expression): string | null {
  if (ts.isPropertyAccessExpression(node)) return node.name.text;
  return ts.isElementAccessExpression(node) && ts.isStringLiteralLike(node.argumentExpression)
    ? node.argumentExpression.text
    : null;
}

const globalObject: Rule = (node, file) => {
  if (!ts.isIdentifier(node) || node.text !== 'globalThis' || !isValue(node)) return null;
  return {
    code: 'P316',
    message: `${owner(file)} uses globalThis, which snippets do not have.`,
    remedy: 'Name what it needs of the language directly, such as Math or JSON.',
  };
};

const waiting: Rule = (node, file) => {
  const isAsync = ts.isFunctionLike(node) && ts.canHaveModifiers(node) && (node.modifiers ?? []).some(isAsyncKeyword);
  if (!isAsync && !ts.isAwaitExpression(node) && !(ts.isForOfStatement(node) && node.awaitModifier !== undefined))
    return null;
  return { code: 'P313', ...asynchronous(owner(file)) };
};

const isAsyncKeyword = (modifier: ts.ModifierLike): boolean => modifier.kind === ts.SyntaxKind.AsyncKeyword;

export const asynchronous = (subject: string) => ({
  message: `${subject} is asynchronous, and a snippet cannot wait: a record is one atomic step, and others would overtake it.`,
  remedy: 'Return the result itself; bring what it would wait for into the pipeline as records of another source.',
});

const yielding: Rule = (node, file) => {
  const isGenerator =
    (ts.isFunctionExpression(node) || ts.isFunctionDeclaration(node)) && node.asteriskToken !== undefined;
  if (!isGenerator || !isSnippetFunction(node, file)) return null;
  return {
    code: 'P314',
    message: `${owner(file)} is a generator function, and a snippet cannot be one.`,
    remedy: 'Return an array to emit several records.',
  };
};

/** The outermost function; inner generators are the author's own affair. */
function isSnippetFunction(node: ts.Node, { snippet }: SnippetFile): boolean {
  const first = snippet.insertions[0];
  if (first === undefined) return ts.isFunctionDeclaration(node) && ts.isSourceFile(node.parent);
  return node.getStart() === first.at + first.text.length;
}

const typesAlone: Rule = (node, file) => {
  const found = moreThanTypes(node);
  return found === null
    ? null
    : {
        code: 'P322',
        message: `${owner(file)} has ${found.what}, which is more than types: in its project, code runs with its types left out.`,
        remedy: found.remedy,
      };
};

const clock: Rule = (node, file) => {
  const readsClock =
    (ts.isCallExpression(node) && isMember(node.expression, 'Date', 'now')) ||
    (ts.isNewExpression(node) && isNamed(node.expression, 'Date') && (node.arguments ?? []).length === 0) ||
    (ts.isCallExpression(node) && isNamed(node.expression, 'Date'));
  if (!readsClock) return null;
  return {
    code: 'P330',
    message: `${owner(file)} reads the clock, which gives another result when records are replayed.`,
    remedy: 'Take the time from the record.',
  };
};

const chance: Rule = (node, file) => {
  if (!ts.isCallExpression(node) || !isMember(node.expression, 'Math', 'random')) return null;
  return {
    code: 'P331',
    message: `${owner(file)} draws a random number, which gives another result when records are replayed.`,
    remedy:
      'Take the number from the record, or derive it from the record’s fields; a generator is given its own random().',
  };
};

const sharedData: Rule = (node, file) => {
  const isVariable =
    ts.isVariableStatement(node) &&
    ts.isSourceFile(node.parent) &&
    (node.declarationList.flags & (ts.NodeFlags.Const | ts.NodeFlags.Using)) === 0;
  // A decoder may keep a cache: it changes no result. What a state computation keeps belongs into its state object.
  const isKept = file.node?.kind === 'state-computation' && changesSharedContainer(node);
  if (!isVariable && !isKept) return null;
  return {
    code: 'P332',
    message: `${owner(file)} changes data outside of its function: each worker has its own, and it is lost when state moves.`,
    remedy: 'Use const for constants, and keep what changes in the state (or in the generator’s memory).',
  };
};

const rules: readonly Rule[] = [
  imports,
  codeFromText,
  globalObject,
  waiting,
  yielding,
  typesAlone,
  clock,
  chance,
  sharedData,
];

const isNamed = (node: ts.Node, name: string): boolean => ts.isIdentifier(node) && node.text === name;

const isMember = (node: ts.Node, owner: string, name: string): boolean =>
  ts.isPropertyAccessExpression(node) && isNamed(node.expression, owner) && node.name.text === name;

/** Whether an identifier stands for a value here, not for a type or the name of a property. */
function isValue(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isTypeReferenceNode(parent)) return false;
  if (ts.isPropertyAssignment(parent) || ts.isPropertySignature(parent) || ts.isPropertyAccessExpression(parent)) {
    return parent.name !== node;
  }
  return true;
}
