/** Reads the statements of a description in their order, and takes down what each draws, names and leaves out. */
import ts from 'typescript-6';
import { unwrapped } from '../compile/wrapped-expression.ts';
import { diagnose, type Diagnostic } from '../pipeline/index.ts';
import { type Sketch, SketchFault, SketchPad } from '../sketch/index.ts';
import { changedNames } from './changed-variables.ts';
import { evaluate, type Head, nameOfKind, type Value } from './drawable.ts';
import { functionText, importedNames } from './imported-names.ts';
import type { SnippetRef } from './link.ts';
import { checked } from './one-file-checker.ts';
import { placeText } from './place-text.ts';
import type { Drawn } from './preserved-blocks.ts';
import { isQuotedTypes } from './shared-types.ts';
import { importsOf, isTypeStatement, type SourceFiles } from './source-files.ts';
import { Undrawable } from './undrawable.ts';

const isExported = ({ modifiers }: ts.FunctionDeclaration): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** What can be changed, and is drawn by its value. */
const isData = ({ type }: Value): boolean =>
  ['data', 'list', 'record-layout', 'source-connector', 'sink-connector', 'record-type'].includes(type);

/** Mutable, for it takes down what they say. */
export class Reader {
  readonly #files: SourceFiles;
  readonly file: ts.SourceFile;
  readonly names = new Map<string, Value>();
  readonly pad = new SketchPad<SnippetRef>();
  readonly diagnostics: Diagnostic[] = [];
  /** Statements that the document says in its own way, with the node they begin with. */
  readonly drawn: Drawn[] = [];
  readonly undrawn = new Map<ts.Statement, string>();
  /** Names that drawn statements speak of. */
  readonly named = new Set<string>();
  /** Those that the present statement speaks of. */
  #spokenOf = new Set<string>();
  /** A constant that is a function under another name, or holds one, is drawn where it is spoken of. */
  readonly #behind = new Map<string, ReadonlySet<string>>();
  /** Where each node is said. */
  readonly calls = new Map<string, ts.CallExpression>();
  head: Head | null = null;
  /** Where the description itself is said. */
  headCall: ts.CallExpression | null = null;
  #exported: string | null = null;
  #changedNames: ReadonlySet<string> | null = null;
  readonly #refused: ReadonlyMap<number, string>;

  /** `refused`: where statements begin that are not drawn, with the reason. */
  constructor(files: SourceFiles, file: ts.SourceFile, refused: ReadonlyMap<number, string> = new Map()) {
    this.#files = files;
    this.file = file;
    this.#refused = refused;
  }

  read(): void {
    for (const each of importsOf(this.file)) {
      const { values, diagnostics } = importedNames(this.#files, this.file, each);
      for (const [name, value] of values) this.names.set(name, value);
      this.diagnostics.push(...diagnostics);
    }
    this.#exported = this.#exportedApp();
    for (const statement of this.file.statements) {
      if (ts.isFunctionDeclaration(statement) && statement.name !== undefined && statement.body !== undefined)
        this.names.set(statement.name.text, this.#functionHere(statement));
    }
    for (const statement of this.file.statements) this.#readStatement(statement);
    this.#followNames();
    for (const each of this.file.statements.filter(ts.isFunctionDeclaration)) {
      const name = each.name?.text ?? '';
      if (this.named.has(name) && isExported(each)) this.#leave(each, `the export of "${name}"`);
    }
  }

  drawnAt(call: ts.CallExpression): Drawn | undefined {
    return this.drawn.find(({ statement }) => statement.pos <= call.pos && call.end <= statement.end);
  }

  /** The statement that says a node; null for a node that is said in vain. */
  statementOf(node: string): ts.Statement | null {
    const call = this.calls.get(node);
    return call === undefined ? null : (this.drawnAt(call)?.statement ?? null);
  }

  #functionHere(declaration: ts.FunctionDeclaration): Value {
    return { type: 'snippet', ref: { path: this.file.fileName, range: functionText(this.file, declaration) } };
  }

  /** A set that grows while it is walked is walked to its end. */
  #followNames(): void {
    for (const name of this.named) for (const other of this.#behind.get(name) ?? []) this.named.add(other);
  }

  #readStatement(statement: ts.Statement): void {
    if (ts.isImportDeclaration(statement) || ts.isFunctionDeclaration(statement)) return;
    if (isTypeStatement(statement) || isQuotedTypes(statement) || ts.isEmptyStatement(statement)) return;
    if (this.#isExportOfApp(statement)) {
      this.drawn.push({ statement, node: null });
      return;
    }
    const why = this.#refused.get(statement.pos);
    if (why !== undefined) {
      this.undrawn.set(statement, why);
      return;
    }
    const said = this.diagnostics.length;
    try {
      this.pad.attempt(() => this.#draw(statement));
      // What is kept as it is keeps what a document could not hold.
      if (this.undrawn.has(statement)) this.diagnostics.length = said;
    } catch (error) {
      this.diagnostics.length = said;
      if (error instanceof SketchFault) this.#refuse(statement, error);
      else if (error instanceof Undrawable) this.undrawn.set(statement, error.reason);
      else throw error;
    }
  }

  #draw(statement: ts.Statement): void {
    const before = this.#drawing();
    const head = this.head;
    this.#spokenOf = new Set();
    if (ts.isExpressionStatement(statement)) this.#evaluate(statement.expression);
    else if (!this.#declare(statement)) return;
    const now = this.#drawing();
    const node = now.nodes[before.nodes.length]?.id ?? null;
    const isSame = node === null && now.edges.length === before.edges.length && this.head === head;
    if (isSame && ts.isExpressionStatement(statement)) throw new Undrawable('it makes nothing that could be drawn');
    this.drawn.push({ statement, node });
    for (const name of this.#spokenOf) this.named.add(name);
  }

  #drawing(): Sketch<SnippetRef> {
    return this.pad.sketch({ name: '', description: '', layout: null });
  }

  /** Whether a declaration is drawn; a constant is known from then on, and still stays where it is. */
  #declare(statement: ts.Statement): boolean {
    if (!ts.isVariableStatement(statement)) throw new Undrawable(`${nameOfKind(statement)} cannot be drawn`);
    const [declaration, ...more] = statement.declarationList.declarations;
    const isConstant = (statement.declarationList.flags & ts.NodeFlags.Const) !== 0;
    if (declaration === undefined || more.length > 0 || !isConstant || !ts.isIdentifier(declaration.name))
      throw new Undrawable('only a constant of one name can be drawn');
    if (declaration.initializer === undefined) throw new Undrawable('a constant without a value cannot be drawn');
    const nodes = this.#drawing().nodes.length;
    const exported = this.#exported;
    if (exported !== null && exported !== declaration.name.text && this.#makesApp(declaration.initializer))
      throw new Undrawable(`"${exported}" is exported, and a file describes one pipeline`);
    const value = this.#evaluate(declaration.initializer);
    if (isData(value) && this.#changed().has(declaration.name.text)) {
      this.names.set(declaration.name.text, { type: 'changed' });
      throw new Undrawable('it is a constant that is changed after it is declared');
    }
    this.names.set(declaration.name.text, value);
    // A sink and a note are drawn, and are nothing that could be spoken of.
    const isNamedInVain = this.#drawing().nodes.length > nodes && value.type === 'data';
    if (isNamedInVain) this.#leave(declaration, `the name "${declaration.name.text}"`);
    const isDrawn = isNamedInVain || value.type === 'app' || value.type === 'stream' || value.type === 'state';
    if (isDrawn && declaration.type !== undefined) this.#leave(declaration, `the type of "${declaration.name.text}"`);
    if (isDrawn && value.type !== 'app' && (statement.modifiers ?? []).length > 0)
      this.#leave(statement, `the export of "${declaration.name.text}"`);
    if (value.type === 'snippet' && declaration.type !== undefined)
      this.#leave(declaration, `the type of "${declaration.name.text}"`);
    if (value.type === 'snippet') this.#behind.set(declaration.name.text, this.#spokenOf);
    else if (!isDrawn) this.undrawn.set(statement, 'it is a constant, and the nodes that use it have its value');
    return isDrawn;
  }

  #changed(): ReadonlySet<string> {
    this.#changedNames ??= changedNames(checked(this.file.fileName, this.file.text));
    return this.#changedNames;
  }

  /** Of several descriptions in a file, the one that runs: which it exports. */
  #exportedApp(): string | null {
    const apps = this.file.statements
      .filter(ts.isVariableStatement)
      .flatMap(({ declarationList }) =>
        declarationList.declarations.flatMap(({ name, initializer }) =>
          ts.isIdentifier(name) && initializer !== undefined && this.#makesApp(initializer) ? [name.text] : [],
        ),
      );
    const exported = this.file.statements.flatMap((statement) => {
      if (ts.isExportAssignment(statement)) return [unwrapped(statement.expression)];
      const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
      return clause !== undefined && ts.isNamedExports(clause)
        ? clause.elements.map(({ propertyName, name }) => propertyName ?? name)
        : [];
    });
    const names = exported.flatMap((each) => (ts.isIdentifier(each) ? [each.text] : []));
    return names.find((name) => apps.includes(name)) ?? null;
  }

  #makesApp(expression: ts.Expression): boolean {
    const call = unwrapped(expression);
    if (!ts.isCallExpression(call) || !ts.isIdentifier(call.expression)) return false;
    const callee = this.names.get(call.expression.text);
    return callee?.type === 'ours' && callee.name === 'pipeline';
  }

  #evaluate(expression: ts.Expression): Value {
    return evaluate(expression, {
      pad: this.pad,
      path: this.file.fileName,
      lookUp: (name) => {
        this.#spokenOf.add(name);
        return this.names.get(name) ?? null;
      },
      begin: (head) => {
        if (this.head !== null) throw new Undrawable('a file describes one pipeline, and this is a second');
        this.head = head;
      },
      add: (part) => {
        if (this.head === null) throw new Undrawable('there is no pipeline yet');
        this.head = { ...this.head, ...part };
      },
      leave: (at, what) => this.#leave(at, what),
      made: (node, call) => {
        if (node === null) this.headCall = call;
        else this.calls.set(node, call);
      },
    });
  }

  #leave(at: ts.Node, what: string): void {
    const message = `${placeText(this.file, at.getStart(this.file))}: ${what} is left out.`;
    const remedy =
      'The graph cannot show it, so it is gone once a change there writes the code anew; types follow from the functions, so annotate those.';
    this.diagnostics.push(diagnose('P507', { message, remedy }));
  }

  /** `export default app;`, or `export { app };` */
  #isExportOfApp(statement: ts.Statement): boolean {
    const names = ts.isExportAssignment(statement)
      ? [unwrapped(statement.expression)]
      : ts.isExportDeclaration(statement) &&
          statement.exportClause !== undefined &&
          ts.isNamedExports(statement.exportClause) &&
          statement.moduleSpecifier === undefined
        ? statement.exportClause.elements.map(({ propertyName, name }) => propertyName ?? name)
        : [];
    return (
      names.length > 0 && names.every((name) => ts.isIdentifier(name) && this.names.get(name.text)?.type === 'app')
    );
  }

  #refuse(statement: ts.Statement, { fault, remedy }: SketchFault): void {
    this.undrawn.set(statement, 'it is wrong as it stands');
    this.diagnostics.push(
      diagnose('P503', { message: `${placeText(this.file, statement.getStart(this.file))}: ${fault}`, remedy }),
    );
  }
}
