/**
 * A TypeScript project to a document, by reading its syntax tree: no line of it runs. A statement that can be drawn becomes
 * nodes and edges; every other one, and every comment, becomes a preserved block at its place, with the reason. Whatever
 * the files hold, the answer is diagnostics and never an exception.
 */
import ts from 'typescript-6';
import type { CodePlace } from './code-place.ts';
import { type Diagnostic, diagnose, parsePipeline, type Pipeline } from '../pipeline/index.ts';
import { nodeId } from '../ids.ts';
import { limits } from '../limits.ts';
import { laidOutIds, readFixtures, type Sketch, SketchFault, SketchPad, takesFixtures } from '../sketch/index.ts';
import { blocksTooLong, dividedBlocks } from './divided-blocks.ts';
import { evaluate, type Head, nameOfKind, type Value } from './drawable.ts';
import { Undrawable } from './undrawable.ts';
import { functionText, importedNames } from './imported-names.ts';
import { link, type Owned, refsOf, type SnippetRef } from './link.ts';
import { type Drawn, preservedBlocks } from './preserved-blocks.ts';
import { placeText } from './place-text.ts';
import { importsFromOutside, preservedModules } from './preserved-modules.ts';
import { isQuotedTypes, isTypesModule } from './shared-types.ts';
import {
  filesBelow,
  folderOf,
  identifiersIn,
  importsOf,
  isTypeStatement,
  parseFile,
  resolved,
  type SourceFiles,
  syntaxErrors,
} from './source-files.ts';

export type Imported = {
  /** Null where the project describes no pipeline, or none that a document can hold. */
  readonly pipeline: Pipeline | null;
  readonly diagnostics: readonly Diagnostic[];
  /** Where in the files each node is said, and where its snippets are. */
  readonly places: readonly CodePlace[];
  /** Where its snippets were taken from. */
  readonly snippets: readonly Owned[];
};

/** `folder` is what is not left; it is that of the entry, unless several projects lie in one. */
export function importProject(files: SourceFiles, entry: string, folder = folderOf(entry)): Imported {
  try {
    return imported(filesBelow(files, folder), entry, folder);
  } catch (error) {
    // Code that is nested thousands of levels deep overflows the stack of the parser.
    if (!(error instanceof RangeError)) throw error;
    return failed([tooDeep(entry)]);
  }
}

const failed = (diagnostics: readonly Diagnostic[]): Imported => ({
  pipeline: null,
  diagnostics,
  places: [],
  snippets: [],
});

const tooDeep = (entry: string): Diagnostic =>
  diagnose('P506', { message: `${entry} is nested too deeply to be read.`, remedy: 'Split the expression that is.' });

const tooLong = (entry: string): Diagnostic =>
  diagnose('P506', {
    message: `${entry} has more than ${limits.documentBytesMax} characters, which no document has room for.`,
    remedy: 'Move what is no description of the pipeline into modules.',
  });

function imported(files: SourceFiles, entry: string, folder: string): Imported {
  const size = files.read(entry)?.length ?? 0;
  if (size > limits.documentBytesMax) return failed([tooLong(entry)]);
  const outside = importsFromOutside(files, entry, folder);
  if (outside.length > 0) return failed(outside);
  const text = files.read(entry);
  if (text === null)
    return failed([
      diagnose('P501', {
        message: `There is no file ${entry} that could be read as text.`,
        remedy: 'Give the path of the file that describes the pipeline, such as pipeline.ts.',
      }),
    ]);
  const file = parseFile(entry, text);
  const broken = syntaxErrors(file);
  if (broken.length > 0) return failed(broken.slice(0, 20).map((error) => syntaxError(file, error)));
  const reader = new Reader(files, file);
  reader.read();
  if (reader.head === null) return failed([...reader.diagnostics, noDescription(reader)]);
  const sketch = reader.pad.sketch(reader.head);
  const linked = link(files, entry, sketch);
  const { drawn, named, undrawn, names } = reader;
  const isAboutTypes = (specifier: string): boolean => isTypesModule(files, resolved(entry, specifier));
  const { blocks, reasons } = preservedBlocks({
    file,
    drawn,
    named,
    names,
    sketch,
    undrawn,
    isAboutTypes,
    taken: linked.taken,
  });
  const modules = preservedModules(files, file, blocks);
  const preserved = [...dividedBlocks(blocks), ...modules.blocks];
  const diagnostics = [
    ...reader.diagnostics,
    ...notDrawn(file, reasons),
    ...modules.diagnostics,
    ...withoutNodes(sketch),
    ...linked.diagnostics,
  ];
  const indivisible = blocksTooLong(file, preserved);
  if (indivisible.length > 0) return failed([...diagnostics, ...indivisible]);
  const parsed = parsePipeline({ ...linked.pipeline, ...(preserved.length === 0 ? {} : { preserved }) });
  if (!parsed.ok) return failed([...diagnostics, ...parsed.error]);
  return {
    pipeline: parsed.value,
    diagnostics,
    places: placesOf(reader, files, sketch),
    snippets: sketch.nodes.flatMap(refsOf),
  };
}

/** The lines of each call that makes a node, and the module of each of its snippets that has one. */
function placesOf(reader: Reader, files: SourceFiles, sketch: Sketch<SnippetRef>): readonly CodePlace[] {
  const { file } = reader;
  const lineAt = (offset: number): number => file.getLineAndCharacterOfPosition(offset).line + 1;
  const calls = [...reader.calls].map(([node, call]) => {
    const named = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call;
    const start = reader.drawn.find(({ statement }) => statement.pos <= call.pos && call.end <= statement.end);
    const isFirst = start?.node === node;
    const from = isFirst ? start.statement.getStart(file) : named.getStart(file);
    return { node: nodeId(node), file: file.fileName, fromLine: lineAt(from), toLine: lineAt(call.end) };
  });
  const modules = sketch.nodes.flatMap((node) =>
    refsOf(node).flatMap(({ ref: { path, range } }) => {
      const text = range === null ? files.read(path) : null;
      return text === null
        ? []
        : [{ node: node.id, file: path, fromLine: 1, toLine: text.trimEnd().split('\n').length }];
    }),
  );
  return [...calls, ...modules];
}

/** With the reason, where a statement would describe one if it could be read. */
function noDescription({ file, names, undrawn }: Reader): Diagnostic {
  const begins = (name: string): boolean => {
    const value = names.get(name);
    return value?.type === 'package' || (value?.type === 'ours' && value.name === 'pipeline');
  };
  const [tried] = [...undrawn].filter(([statement]) => [...identifiersIn(statement)].some(begins));
  const none = 'describes no pipeline that can be read';
  return diagnose('P502', {
    message:
      tried === undefined
        ? `${file.fileName} ${none}.`
        : `${placeText(file, tried[0].getStart(file))}: this ${none}: ${tried[1]}.`,
    remedy: "Let it say `const app = pipeline('Name');`, with pipeline from @potoroo/runtime.",
  });
}

function syntaxError(file: ts.SourceFile, { start, messageText }: ts.DiagnosticWithLocation): Diagnostic {
  return diagnose('P506', {
    message: `${placeText(file, start)}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
    remedy: 'Mend it there; what cannot be read cannot be opened.',
  });
}

const notDrawn = (file: ts.SourceFile, reasons: ReadonlyMap<ts.Statement, string>): readonly Diagnostic[] =>
  [...reasons].map(([statement, reason]) =>
    diagnose('P504', {
      message: `${placeText(file, statement.getStart(file))} is preserved as it is: ${reason}.`,
      remedy:
        'It does nothing in the studio and is there again in an export; to draw it, say it as one call for each node.',
    }),
  );

/** Of the layout and the fixtures, what is said of ids that no node has. */
function withoutNodes({ layout, fixtures, nodes }: Sketch<SnippetRef>): readonly Diagnostic[] {
  const known = new Set<string>(nodes.map(({ id }) => id));
  const tried = new Set<string>(nodes.filter(takesFixtures).map(({ id }) => id));
  const lost = (what: string, ids: readonly string[]): readonly Diagnostic[] =>
    ids
      .filter((id) => !(what === 'place' ? known : tried).has(id))
      .map((id) =>
        diagnose('P507', {
          message: `The ${what} of "${id}" ${what === 'place' ? 'is' : 'are'} left out: ${known.has(id) ? 'such a node can have none' : 'no node that is drawn has this id'}.`,
          remedy: 'Give them the id that the node has now; what is not drawn has none.',
        }),
      );
  return [...lost('place', laidOutIds(layout)), ...lost('fixtures', [...readFixtures(fixtures).keys()])];
}

/** `(app)`, `app as unknown`, `app satisfies Description`, `app!`. */
function withoutAssertions(expression: ts.Expression): ts.Expression {
  const isAround =
    ts.isParenthesizedExpression(expression) ||
    ts.isAsExpression(expression) ||
    ts.isSatisfiesExpression(expression) ||
    ts.isNonNullExpression(expression);
  return isAround ? withoutAssertions(expression.expression) : expression;
}

const isExported = ({ modifiers }: ts.FunctionDeclaration): boolean =>
  modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword) === true;

/** Reads the statements in order. Mutable, for it takes down what they say. */
class Reader {
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

  constructor(files: SourceFiles, file: ts.SourceFile) {
    this.#files = files;
    this.file = file;
  }

  read(): void {
    for (const each of importsOf(this.file)) {
      const { values, diagnostics } = importedNames(this.#files, this.file, each);
      for (const [name, value] of values) this.names.set(name, value);
      this.diagnostics.push(...diagnostics);
    }
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
    const value = this.#evaluate(declaration.initializer);
    this.names.set(declaration.name.text, value);
    // A sink and a note are drawn, and are nothing that could be spoken of.
    const isNamedInVain = this.#drawing().nodes.length > nodes && value.type === 'data';
    if (isNamedInVain) this.#leave(declaration, `the name "${declaration.name.text}"`);
    const isDrawn = isNamedInVain || value.type === 'app' || value.type === 'stream' || value.type === 'state';
    if (isDrawn && declaration.type !== undefined) this.#leave(declaration, `the type of "${declaration.name.text}"`);
    if (isDrawn && value.type !== 'app' && (statement.modifiers ?? []).length > 0)
      this.#leave(statement, `the export of "${declaration.name.text}"`);
    if (value.type === 'snippet') this.#behind.set(declaration.name.text, this.#spokenOf);
    else if (!isDrawn) this.undrawn.set(statement, 'it is a constant, and the nodes that use it have its value');
    return isDrawn;
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
      made: (node, call) => this.calls.set(node, call),
    });
  }

  #leave(at: ts.Node, what: string): void {
    const message = `${placeText(this.file, at.getStart(this.file))}: ${what} is left out.`;
    const remedy = 'A document cannot hold it; types follow from the functions, so annotate those.';
    this.diagnostics.push(diagnose('P507', { message, remedy }));
  }

  /** `export default app;`, or `export { app };` */
  #isExportOfApp(statement: ts.Statement): boolean {
    const names = ts.isExportAssignment(statement)
      ? [withoutAssertions(statement.expression)]
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
