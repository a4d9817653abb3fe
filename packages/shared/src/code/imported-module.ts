/**
 * A module that code of a snippet imports, as declarations that stand beside that code: its default export gets a name, lists
 * of exports go, and what an import calls otherwise than the module does becomes a constant of that name. JSON is a constant.
 */
import ts from 'typescript-6';
import { Identifiers } from './identifiers.ts';
import { type Cut, exportWords, type Import, importsOf, isRelative, lineOf, runtimePackage } from './source-files.ts';

/** What stands beside the code, or why it cannot. */
export type HelperText = { readonly text: string; readonly fault: string | null };
/** Exported name -> name of the declaration; the default export is `default`. */
export type ExportedNames = ReadonlyMap<string, string>;
export type Helper = HelperText & { readonly exported: ExportedNames };

/** Remarks to a formatter mean nothing where a module is written behind another. */
const formatterRemark = /^ *\/\/ (?:oxfmt|prettier)-ignore\n/gm;

/** `defaultName` is what an anonymous default export is called here. */
export function helperOf(file: ts.SourceFile, defaultName: string | null): Helper {
  const changes: Change[] = [];
  const exported = new Map<string, string>();
  let fault: string | null = null;
  for (const statement of file.statements) {
    if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier, isTypeOnly } = statement;
      if (isTypeOnly) continue;
      if (moduleSpecifier !== undefined || exportClause === undefined || !ts.isNamedExports(exportClause))
        fault = `${file.fileName} passes on what another module exports`;
      else
        for (const { name, propertyName } of exportClause.elements)
          exported.set(name.text, (propertyName ?? name).text);
      changes.push({ ...lineOf(statement, file), text: '' });
      continue;
    }
    const made = defaultOf(statement, file, defaultName ?? nameFor(file));
    if (made === null) for (const name of exportedBy(statement)) exported.set(name, name);
    else {
      exported.set('default', made.name);
      changes.push(...made.changes);
    }
  }
  const cuts = [...leftOut(file), ...exportWords(file)].map((cut) => ({ ...cut, text: '' }));
  const text = changed(file.text, [...changes, ...cuts])
    .replace(formatterRemark, '')
    .trimStart();
  return { text, fault, exported };
}

type Change = Cut & { readonly text: string };

const leftOut = (file: ts.SourceFile): readonly Cut[] =>
  importsOf(file)
    .filter(({ specifier }) => isRelative(specifier) || specifier === runtimePackage)
    .map(({ statement }) => lineOf(statement, file));

const changed = (text: string, changes: readonly Change[]): string =>
  changes
    .toSorted((a, b) => b.start - a.start)
    .reduce((before, { start, end, text: by }) => before.slice(0, start) + by + before.slice(end), text);

/** A module without a name for its default export lends it that of its file. */
const nameFor = ({ fileName }: ts.SourceFile): string =>
  new Identifiers().fresh(`${(fileName.split('/').at(-1) ?? '').replace(/\.\w+$/, '')}-default`);

type Default = { readonly name: string; readonly changes: readonly Change[] };

function defaultOf(statement: ts.Statement, file: ts.SourceFile, wanted: string): Default | null {
  if (ts.isExportAssignment(statement)) {
    const { expression } = statement;
    if (ts.isIdentifier(expression))
      return { name: expression.text, changes: [{ ...lineOf(statement, file), text: '' }] };
    const words = { start: statement.getStart(file), end: expression.getStart(file) };
    return { name: wanted, changes: [{ ...words, text: `const ${wanted} = ` }] };
  }
  if (!ts.isFunctionDeclaration(statement) && !ts.isClassDeclaration(statement)) return null;
  const word = (statement.modifiers ?? []).find(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  if (word === undefined) return null;
  const words = {
    start: statement.getStart(file),
    end: word.end + (file.text.slice(word.end).match(/\S/)?.index ?? 0),
  };
  if (statement.name !== undefined) return { name: statement.name.text, changes: [{ ...words, text: '' }] };
  const end = { start: statement.end, end: statement.end };
  return {
    name: wanted,
    changes: [
      { ...words, text: `const ${wanted} = ` },
      { ...end, text: ';' },
    ],
  };
}

function exportedBy(statement: ts.Statement): readonly string[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  if (ts.isVariableStatement(statement))
    return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  const isValue =
    ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement);
  return isValue && statement.name !== undefined ? [statement.name.text] : [];
}

/** A name of an import, and what it stands for. */
export type Alias = { readonly name: string; readonly value: string };

/** What an import calls otherwise than its module does; a fault where the module has no such value. */
export function aliasesOf(
  { defaultName, namespaceName, names }: Import,
  exported: ExportedNames,
): readonly Alias[] | string {
  const wanted = [
    ...(defaultName === null ? [] : [{ local: defaultName, imported: 'default' }]),
    ...names.filter(({ isType, local, imported }) => !isType && local !== imported),
  ];
  const missing = wanted.find(({ imported }) => !exported.has(imported));
  if (missing !== undefined) return `its module has no value "${missing.imported}" that could be taken along`;
  const all = [...exported].filter(([name]) => name !== 'default');
  const fields = all.map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  return [
    ...wanted.map(({ local, imported }) => ({ name: local, value: exported.get(imported) ?? '' })),
    ...(namespaceName === null ? [] : [{ name: namespaceName, value: `{ ${fields.join(', ')} }` }]),
  ].filter(({ name, value }) => name !== value);
}

/** `import table from './table.json' with { type: 'json' }`. */
export function jsonConstant({ defaultName, namespaceName, names }: Import, text: string): Alias | string {
  if (defaultName === null || namespaceName !== null || names.length > 0)
    return 'of JSON only the whole can be taken along';
  try {
    JSON.parse(text);
  } catch {
    return 'its file is not JSON';
  }
  return text.includes('"__proto__"') ? 'it would be a prototype' : { name: defaultName, value: text.trim() };
}
