/**
 * What preserved code speaks of: of what is drawn, by the names that it knows them by, so that an export can use the same;
 * of statements that the document says in its own way, which then stay beside it; and of names of the package.
 */
import ts from 'typescript-6';
import { nodeId } from '../ids.ts';
import type { PreservedUse } from '../pipeline/index.ts';
import type { Sketch } from '../sketch/index.ts';
import type { Value } from './drawable.ts';
import { refsOf, type SnippetRef } from './link.ts';
import { checked, isNameOfProperty, symbolAt, topStatement } from './one-file-checker.ts';
import { packageNames } from './package-names.ts';
import { isQuotedTypes } from './shared-types.ts';
import { type Import, importedLocals, importsOf, isRelative, isTypeStatement, runtimePackage } from './source-files.ts';

export type Speaking = {
  readonly file: ts.SourceFile;
  /** Statements of the file that are neither drawn nor said in another way. */
  readonly preserved: readonly ts.Statement[];
  readonly names: ReadonlyMap<string, Value>;
  readonly sketch: Sketch<SnippetRef>;
  /** Whether a module that is imported for its types becomes types of the document. */
  readonly isAboutTypes: (specifier: string) => boolean;
};
export type Spoken = {
  /** Where statements begin that stay because preserved code needs them. */
  readonly needed: ReadonlySet<number>;
  /** Where imports of the package begin of which something stays, with what. */
  readonly neededImports: ReadonlyMap<number, string>;
  readonly usesBetween: (from: number, to: number) => readonly PreservedUse[];
};

export function spokenOf(speaking: Speaking): Spoken {
  const { file, checker } = checked(speaking.file.fileName, speaking.file.text);
  const statements = new Map(file.statements.map((each) => [each.pos, each]));
  const imports = new Map(importsOf(file).map((each) => [each.statement.pos, each]));
  const meanings = new Meanings(speaking);
  const preserved = new Set(speaking.preserved.map(({ pos }) => pos));
  const needed = new Set<number>();
  const ofPackage = new Map<number, Set<string>>();
  const uses: Spoke[] = [];
  const waiting = [...preserved];
  for (let at = waiting.shift(); at !== undefined; at = waiting.shift()) {
    const statement = statements.get(at);
    if (statement === undefined) continue;
    for (const { name, declaredBy } of namesOutside(statement, checker)) {
      if (preserved.has(declaredBy.pos)) continue;
      const imported = imports.get(declaredBy.pos);
      if (imported?.specifier === runtimePackage) {
        if (!isBroughtAnyway(imported, name))
          ofPackage.set(declaredBy.pos, new Set([...(ofPackage.get(declaredBy.pos) ?? []), name]));
        continue;
      }
      const use = meanings.of(name);
      if (use !== null) uses.push({ at, use, declaredAt: declaredBy.pos });
      else if (!isSaidAsTypes(declaredBy, imported, name, speaking)) {
        preserved.add(declaredBy.pos);
        needed.add(declaredBy.pos);
        waiting.push(declaredBy.pos);
      }
    }
  }
  const neededImports = new Map<number, string>();
  for (const [pos, names] of ofPackage) {
    const imported = imports.get(pos);
    if (imported === undefined) continue;
    if (importedLocals(imported).every((name) => names.has(name))) needed.add(pos);
    else neededImports.set(pos, partOf(imported, names));
  }
  // What stays where it is declares its names itself.
  const drawn = uses.filter(({ declaredAt }) => !needed.has(declaredAt));
  return {
    needed,
    neededImports,
    usesBetween: (from, to) => unique(drawn.filter(({ at }) => at >= from && at < to)),
  };
}

type Spoke = { readonly at: number; readonly use: PreservedUse; readonly declaredAt: number };
type Outside = { readonly name: string; readonly declaredBy: ts.Statement };

/** Names in a statement that other statements of the file declare. */
function namesOutside(statement: ts.Statement, checker: ts.TypeChecker): readonly Outside[] {
  const found: Outside[] = [];
  const visit = (node: ts.Node): void => {
    ts.forEachChild(node, visit);
    if (!ts.isIdentifier(node) || isNameOfProperty(node)) return;
    const declaration = symbolAt(node, checker)?.declarations?.[0];
    const declaredBy = declaration === undefined || ts.isSourceFile(declaration) ? null : topStatement(declaration);
    if (declaredBy !== null && declaredBy !== statement) found.push({ name: node.text, declaredBy });
  };
  visit(statement);
  return found;
}

/** An export imports the functions of the package that preserved code uses, by their own names. */
const isBroughtAnyway = ({ names }: Import, name: string): boolean =>
  names.some(({ local, imported, isType }) => local === name && imported === name && !isType) &&
  packageNames.includes(name);

function isSaidAsTypes(
  statement: ts.Statement,
  imported: Import | undefined,
  name: string,
  { isAboutTypes }: Speaking,
): boolean {
  if (isTypeStatement(statement) || isQuotedTypes(statement)) return true;
  const own = imported?.names.find(({ local }) => local === name);
  return (
    imported !== undefined && own !== undefined && isRelative(imported.specifier) && isAboutTypes(imported.specifier)
  );
}

/** What the names of a description stand for. Mutable: of nodes with one snippet, each name stands for another. */
class Meanings {
  readonly #speaking: Speaking;
  readonly #found = new Map<string, PreservedUse | null>();
  readonly #snippets = new Set<string>();

  constructor(speaking: Speaking) {
    this.#speaking = speaking;
  }

  of(name: string): PreservedUse | null {
    const known = this.#found.get(name);
    if (known !== undefined) return known;
    const value = this.#speaking.names.get(name);
    const use = value === undefined ? null : this.#meaning(name, value);
    this.#found.set(name, use);
    return use;
  }

  #meaning(name: string, value: Value): PreservedUse | null {
    switch (value.type) {
      case 'app':
        return { name, means: 'description', nodes: [] };
      case 'stream':
        return { name, means: 'stream', nodes: value.from.map(nodeId) };
      case 'state':
        return { name, means: 'state', nodes: [nodeId(value.id)] };
      case 'snippet':
        return this.#snippetOf(name, value.ref);
      default:
        return null;
    }
  }

  #snippetOf(name: string, ref: SnippetRef): PreservedUse | null {
    const owners = this.#speaking.sketch.nodes.flatMap(refsOf).filter((each) => each.ref === ref);
    const owner = owners.find(({ node, field }) => !this.#snippets.has(`${node} ${field}`));
    if (owner === undefined) return null;
    this.#snippets.add(`${owner.node} ${owner.field}`);
    return { name, means: 'snippet', nodes: [owner.node], field: owner.field };
  }
}

/** Of an import, what is needed, each name as it was imported. */
function partOf({ names, namespaceName, isType }: Import, needed: ReadonlySet<string>): string {
  if (namespaceName !== null) return `import * as ${namespaceName} from '${runtimePackage}';`;
  const parts = names
    .filter(({ local }) => needed.has(local))
    .map(
      (each) =>
        `${each.isType && !isType ? 'type ' : ''}${each.imported === each.local ? '' : `${each.imported} as `}${each.local}`,
    );
  return `import ${isType ? 'type ' : ''}{ ${parts.join(', ')} } from '${runtimePackage}';`;
}

function unique(uses: readonly Spoke[]): readonly PreservedUse[] {
  const byName = new Map(uses.map(({ use }) => [use.name, use]));
  return [...byName.values()].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
