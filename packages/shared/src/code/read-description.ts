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
import type { Sketch } from '../sketch/index.ts';
import { noDescription, notDrawn, syntaxError, tooDeep, tooLong, withoutNodes } from './description-findings.ts';
import { Reader } from './description-reader.ts';
import { blocksTooLong, dividedBlocks } from './divided-blocks.ts';
import { link, type Linked, type Owned, refsOf, type SnippetRef } from './link.ts';
import { preservedBlocks } from './preserved-blocks.ts';
import { importsFromOutside, preservedModules } from './preserved-modules.ts';
import { isTypesModule } from './shared-types.ts';
import { type UnseenModule, unseenModules } from './unseen-modules.ts';
import {
  filesBelow,
  folderOf,
  identifiersIn,
  namesDeclaredBy,
  parseFile,
  resolved,
  type SourceFiles,
  syntaxErrors,
} from './source-files.ts';

/** What a description says, and where its code says it. */
export type Described = Imported & {
  readonly reading: Reader | null;
  /** Statements of it that no node has and nothing else needs, and where those begin that snippets have taken along. */
  readonly kept: readonly ts.Statement[];
  readonly taken: ReadonlySet<number>;
  /** In modules, what no node has. */
  readonly unseen: readonly UnseenModule[];
  /** Whether the document has all that its code would do. */
  readonly isComplete: boolean;
};
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
export function readDescription(files: SourceFiles, entry: string, folder = folderOf(entry)): Described {
  try {
    return imported(filesBelow(files, folder), entry, folder);
  } catch (error) {
    // Code that is nested thousands of levels deep overflows the stack of the parser.
    if (!(error instanceof RangeError)) throw error;
    return failed([tooDeep(entry)]);
  }
}

const failed = (diagnostics: readonly Diagnostic[]): Described => ({
  pipeline: null,
  diagnostics,
  places: [],
  snippets: [],
  reading: null,
  kept: [],
  taken: new Set(),
  unseen: [],
  isComplete: false,
});

function imported(files: SourceFiles, entry: string, folder: string): Described {
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
  const { reader, sketch, linked } = drawnFrom(files, file);
  if (sketch === null) return failed([...reader.diagnostics, noDescription(reader)]);
  // Many times as many would be looked through for a minute, and refused all the same.
  const tooMany = sketch.nodes.length > limits.nodesMax ? parsePipeline(linked.pipeline) : null;
  if (tooMany?.ok === false) return failed([...reader.diagnostics, ...tooMany.error]);
  takeAlong(reader, linked.taken);
  const { drawn, named, undrawn, names } = reader;
  const isAboutTypes = (specifier: string): boolean => isTypesModule(files, resolved(entry, specifier));
  const { blocks, reasons, left } = preservedBlocks({
    file,
    drawn,
    named,
    names,
    sketch,
    undrawn,
    isAboutTypes,
    taken: linked.taken,
  });
  const unseen = unseenModules(files, entry, linked);
  const modules = preservedModules(files, file, blocks, unseen);
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
    reading: reader,
    kept: left,
    taken: linked.taken,
    unseen,
    isComplete: modules.isComplete,
  };
}

type Drawing = { readonly reader: Reader } & (
  | { readonly sketch: Sketch<SnippetRef>; readonly linked: Linked }
  | { readonly sketch: null; readonly linked: null }
);

/**
 * A snippet that cannot be taken out of its file keeps its node from being drawn: the statement is preserved, and those that
 * build on it. Read anew until none is left; where nothing would be, the snippets are wrong.
 */
function drawnFrom(files: SourceFiles, file: ts.SourceFile): Drawing {
  const refused = new Map<number, string>();
  let before: Drawing | null = null;
  for (;;) {
    const reader = new Reader(files, file, refused);
    reader.read();
    if (reader.head === null) return before ?? { reader, sketch: null, linked: null };
    const sketch = reader.pad.sketch(reader.head);
    const linked = link(files, file.fileName, sketch);
    const known = refused.size;
    for (const [node, reason] of linked.faults) {
      const statement = reader.statementOf(node);
      if (statement !== null) refused.set(statement.pos, `a snippet of "${node}" cannot stand alone: ${reason}`);
    }
    before = { reader, sketch, linked };
    if (refused.size === known) return before;
  }
}

/** Constants, classes and the like that only snippets use are in those, as functions are, and nowhere else. */
function takeAlong({ undrawn, named, names }: Reader, taken: ReadonlySet<number>): void {
  const ofGraph = (name: string): boolean =>
    ['app', 'stream', 'state', 'ours', 'package'].includes(names.get(name)?.type ?? '');
  for (const statement of undrawn.keys()) {
    if (!taken.has(statement.pos) || !declaresAlone(statement)) continue;
    const isUsed = namesDeclaredBy(statement).some((name) => named.has(name));
    if (!isUsed && ![...identifiersIn(statement)].some(ofGraph)) undrawn.delete(statement);
  }
}

const declaresAlone = (statement: ts.Statement): boolean =>
  (ts.isVariableStatement(statement) || ts.isClassDeclaration(statement) || ts.isEnumDeclaration(statement)) &&
  (statement.modifiers ?? []).length === 0;

/** The lines of each call that makes a node, and the module of each of its snippets that has one. */
function placesOf(reader: Reader, files: SourceFiles, sketch: Sketch<SnippetRef>): readonly CodePlace[] {
  const { file } = reader;
  const lineAt = (offset: number): number => file.getLineAndCharacterOfPosition(offset).line + 1;
  const calls = [...reader.calls].map(([node, call]) => {
    const named = ts.isPropertyAccessExpression(call.expression) ? call.expression.name : call;
    const start = reader.drawnAt(call);
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
