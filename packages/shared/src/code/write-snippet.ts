/**
 * A snippet as a module of its own. What a document gives it silently, its project writes down: an import for the shared
 * types it names, and a contract for parameters without a type. Each form is read back as an import would, and the first that
 * says exactly what the document does is taken; the last of them, a quotation, always does.
 */
import ts from 'typescript-6';
import { stringLiteral } from './escape.ts';
import { type ContractName, isTyped } from './held-function.ts';
import { Identifiers } from './identifiers.ts';
import { moduleMark, moduleSnippet } from './module-snippet.ts';
import { isNamedOutside } from './written-snippet.ts';
import {
  filesOf,
  hasSyntaxErrors,
  identifiersIn,
  importsOf,
  namesDeclaredBy,
  parseFile,
  runtimePackage,
  unfinishedFunction,
} from './source-files.ts';

/** What a snippet is called with, as a type of the package: `KeyFunction<Order>`. */
export type Contract = {
  readonly name: ContractName;
  readonly parameters: readonly TypeText[];
};
/** A type as code, with what it names. */
export type TypeText = {
  readonly text: (names: TypeNames) => string;
};
export type TypeNames = {
  /** A type of the package, such as `Emitted`. */
  readonly ours: (name: string) => string;
  /** What another module exports by default: `typeof split`. */
  readonly exportedBy: (fileName: string, name: string) => string;
};

export type SnippetModule = {
  readonly snippet: string;
  /** Where it will stand, such as `snippets/split.ts`. */
  readonly fileName: string;
  readonly contract: Contract;
  /** What `types.ts` exports. */
  readonly typeNames: ReadonlySet<string>;
};

export function snippetModule(module: SnippetModule): string {
  const quoted = `import { ${unfinishedFunction} } from '${runtimePackage}';\n\nexport default ${unfinishedFunction}(${stringLiteral(module.snippet)});\n`;
  if (importsValues(module.snippet)) return quoted;
  return forms(module).find((text) => readBack(module.fileName, text) === module.snippet) ?? quoted;
}

/** A document has no modules: what a snippet imports is nothing that it may run. */
const importsValues = (snippet: string): boolean => {
  const file = parseFile('/snippet.ts', snippet);
  return (
    importsOf(file).some(({ isTypeClause, specifier }) => !isTypeClause && specifier !== runtimePackage) ||
    file.statements.some((each) => ts.isExportDeclaration(each) && each.moduleSpecifier !== undefined)
  );
};

function readBack(fileName: string, text: string): string | null {
  const path = `/${fileName}`;
  return moduleSnippet(filesOf(new Map([[path, text]])), path)?.text ?? null;
}

function forms(module: SnippetModule): readonly string[] {
  const file = parseFile('/snippet.ts', module.snippet);
  if (hasSyntaxErrors(file)) return lone(module);
  const exported = file.statements.find(ts.isExportAssignment);
  if (exported === undefined)
    return (
      defaultFunction(module, file) ??
      (file.statements.some(isDefaultFunction) ? asModule(module, file, module.snippet) : lone(module))
    );
  const { expression } = exported;
  const isWritten = ts.isArrowFunction(expression) && isTyped(expression);
  const header = headerOf(module, file, !isWritten);
  const text = isWritten
    ? module.snippet
    : withContract(module.snippet, expression.getStart(file), expression.getEnd(), header.contract);
  return bothForms(header.text, text);
}

/** Only an expression: an arrow function, a function, or the name of one. */
function lone(module: SnippetModule): readonly string[] {
  const text = `export default (\n${module.snippet}\n);`;
  const wrapped = parseFile('/snippet.ts', text);
  const [only, ...more] = wrapped.statements;
  if (hasSyntaxErrors(wrapped) || only === undefined || more.length > 0 || !ts.isExportAssignment(only)) return [];
  const inside = only.expression;
  if (!ts.isParenthesizedExpression(inside)) return [];
  const header = headerOf(module, wrapped, true);
  const typed = ts.isArrowFunction(inside.expression) && isTyped(inside.expression);
  const plain = typed ? [`${headerOf(module, wrapped, false).text}export default ${module.snippet};\n`] : [];
  const held = (inner: string): string => `${header.text}export default (${inner}) satisfies ${header.contract};\n`;
  return [...plain, held(module.snippet), held(`\n${module.snippet}\n`)];
}

const asModule = (module: SnippetModule, file: ts.SourceFile, text: string): readonly string[] =>
  bothForms(headerOf(module, file, false).text, text);

const bothForms = (header: string, text: string): readonly string[] => [
  `${header}${text}\n`,
  `${moduleMark}${header}${text}\n`,
];

const withContract = (text: string, start: number, end: number, contract: string): string =>
  `${text.slice(0, start)}(${text.slice(start, end)}) satisfies ${contract}${text.slice(end)}`;

/** A function whose parameters say nothing is held by its contract as an expression, where nothing else names it. */
function defaultFunction(module: SnippetModule, file: ts.SourceFile): readonly string[] | null {
  const found = file.statements.find((each) => ts.isFunctionDeclaration(each) && isDefaultFunction(each));
  if (found === undefined || !ts.isFunctionDeclaration(found) || isTyped(found) || isNamedOutside(found, file))
    return null;
  const words = 'export default ';
  const start = found.getStart(file);
  if (!module.snippet.startsWith(words, start)) return null;
  const header = headerOf(module, file, true);
  const text = withContract(module.snippet, start + words.length, found.end, header.contract);
  return [...bothForms(header.text, text), ...asModule(module, file, module.snippet)];
}

/** `export default function …`, or `export { check as default }`. */
function isDefaultFunction(statement: ts.Statement): boolean {
  if (ts.isFunctionDeclaration(statement))
    return (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) return false;
  const { exportClause } = statement;
  return (
    exportClause !== undefined &&
    ts.isNamedExports(exportClause) &&
    exportClause.elements.some(({ name }) => name.text === 'default')
  );
}

/** The imports of a module, and its contract where it has one. */
function headerOf(
  module: SnippetModule,
  file: ts.SourceFile,
  isHeld: boolean,
): { readonly text: string; readonly contract: string } {
  const { used, declared } = namesIn(file);
  const types = [...module.typeNames].filter((name) => used.has(name) && !declared.has(name)).toSorted();
  const identifiers = new Identifiers([...used, ...declared, ...module.typeNames]);
  const ours = new Map<string, string>();
  const others = new Map<string, string>();
  const named = (name: string): string => {
    const local =
      ours.get(name) ?? (used.has(name) || module.typeNames.has(name) ? identifiers.fresh(`our-${name}`) : name);
    ours.set(name, local);
    return local;
  };
  const exportedBy = (fileName: string, name: string): string => {
    const local = others.get(fileName) ?? identifiers.fresh(name);
    others.set(fileName, local);
    return local;
  };
  if (used.has('Context') && !declared.has('Context') && !module.typeNames.has('Context'))
    ours.set('Context', 'Context');
  const parameters = isHeld ? module.contract.parameters.map(({ text }) => text({ ours: named, exportedBy })) : [];
  const shared = isHeld ? [...module.typeNames].filter((name) => mentions(parameters, name)) : [];
  const contract = isHeld
    ? `${named(module.contract.name)}${parameters.length === 0 ? '' : `<${parameters.join(', ')}>`}`
    : '';
  const imports = [
    ...(ours.size === 0
      ? []
      : [`import type { ${[...ours].map(imported).toSorted().join(', ')} } from '${runtimePackage}';`]),
    ...union(types, shared, (names) => `import type { ${names.join(', ')} } from '../types.ts';`),
    ...[...others].map(([fileName, local]) => `import type ${local} from './${fileName.split('/').at(-1) ?? ''}';`),
  ];
  return { text: imports.length === 0 ? '' : `${imports.join('\n')}\n\n`, contract };
}

const imported = ([name, local]: readonly [string, string]): string => (name === local ? name : `${name} as ${local}`);

const mentions = (texts: readonly string[], name: string): boolean =>
  texts.some((text) => text.split(/[^\p{ID_Continue}$]+/u).includes(name));

function union(
  a: readonly string[],
  b: readonly string[],
  text: (names: readonly string[]) => string,
): readonly string[] {
  const names = [...new Set([...a, ...b])].toSorted();
  return names.length === 0 ? [] : [text(names)];
}

/** Every identifier of a file, and those that it declares at its top. */
function namesIn(file: ts.SourceFile): { readonly used: ReadonlySet<string>; readonly declared: ReadonlySet<string> } {
  return { used: identifiersIn(file), declared: new Set(file.statements.flatMap(namesDeclaredBy)) };
}
