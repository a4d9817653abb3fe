/**
 * Where the text of a snippet was taken from, stretch by stretch: its function, what it took along of the file, the modules that
 * are written behind it. A change of the snippet is then made there. What is found is a guess by names and by equal words;
 * whoever asks reads the result back before it is believed.
 */
import ts from 'typescript-6';
import { heldFunction } from './held-function.ts';
import { functionText } from './imported-names.ts';
import type { SnippetRef } from './link.ts';
import { type Cut, isRelative, namesDeclaredBy, parseFile, resolved, specifiersIn } from './source-files.ts';

/** A stretch of a text, and the same words in a file; there each line may stand further in. */
export type Stretch = Cut & { readonly file: string; readonly there: Cut };

type Files = ReadonlyMap<string, string>;

export function stretchesOf(
  files: Files,
  { path, range }: Pick<SnippetRef, 'path' | 'range'>,
  text: string,
  isModule = /^export\b/m.test(text),
): readonly Stretch[] {
  const own = path.slice(1);
  const said = range === null ? null : { file: own, there: range };
  const file = parseFile('/snippet.ts', text);
  if (!isModule) {
    const there = said ?? defaultOf(files, own);
    return there === null ? [] : stretch({ start: 0, end: text.length }, there, { files, text });
  }
  const candidates = reachable(files, own).flatMap((name) => declarationsIn(files, name, name === own ? range : null));
  const found: Stretch[] = [];
  for (const statement of file.statements) {
    const body = bodyOf(statement, file);
    const names = namesDeclaredBy(statement);
    const there = [
      ...(isDefault(statement) ? [said ?? defaultOf(files, own)] : []),
      ...candidates.filter((each) => names.length > 0 && each.names.join() === names.join()),
    ];
    const [first] = there.flatMap((each) => (each === null ? [] : stretch(body, each, { files, text })));
    if (first !== undefined) found.push(grown(first, found.at(-1)?.end ?? 0, { files, text }));
  }
  return found;
}

type Place = { readonly file: string; readonly there: Cut };
type Texts = { readonly files: Files; readonly text: string };

/** The same lines, however far in; none where the words differ. */
function stretch(own: Cut, { file, there }: Place, { files, text }: Texts): readonly Stretch[] {
  const [here, other] = [text.slice(own.start, own.end), (files.get(file) ?? '').slice(there.start, there.end)];
  const trimmed = (each: string): string =>
    each
      .split('\n')
      .map((line) => line.trim())
      .join('\n');
  return trimmed(here) === trimmed(other) ? [{ ...own, file, there }] : [];
}

/** With what stands around it in both alike. */
function grown(from: Stretch, floor: number, { files, text }: Texts): Stretch {
  const there = files.get(from.file) ?? '';
  let [before, behind] = [0, 0];
  while (
    from.start - before > floor &&
    from.there.start - before > 0 &&
    text[from.start - before - 1] === there[from.there.start - before - 1]
  )
    before += 1;
  while (from.end + behind < text.length && text[from.end + behind] === there[from.there.end + behind]) behind += 1;
  return {
    ...from,
    start: from.start - before,
    end: from.end + behind,
    there: { start: from.there.start - before, end: from.there.end + behind },
  };
}

/** A file, and what it imports of the project. */
function reachable(files: Files, from: string): readonly string[] {
  const found = new Set([from]);
  for (const name of found)
    for (const specifier of specifiersIn(files.get(name) ?? '').filter(isRelative)) {
      const target = resolved(`/${name}`, specifier).slice(1);
      if (files.has(target)) found.add(target);
    }
  return [...found];
}

type Declaration = Place & { readonly names: readonly string[] };

/** What a file declares at its top, and inside of `snippet(() => { … })`. */
function declarationsIn(files: Files, name: string, range: Cut | null): readonly Declaration[] {
  const file = parseFile(`/${name}`, files.get(name) ?? '');
  const inner = range === null ? null : blockAt(file, range);
  return [...(inner?.statements ?? []), ...file.statements].flatMap((statement) => {
    const names = namesDeclaredBy(statement);
    return names.length === 0 ? [] : [{ file: name, names, there: bodyOf(statement, file) }];
  });
}

function blockAt(file: ts.SourceFile, { start, end }: Cut): ts.Block | null {
  const visit = (node: ts.Node): ts.Block | undefined => {
    const isIt = ts.isArrowFunction(node) && node.getStart(file) === start && node.end === end;
    return isIt && ts.isBlock(node.body) ? node.body : ts.forEachChild(node, visit);
  };
  return visit(file) ?? null;
}

function defaultOf(files: Files, name: string): Place | null {
  const file = parseFile(`/${name}`, files.get(name) ?? '');
  const statement = file.statements.find(isDefault);
  return statement === undefined ? null : { file: name, there: bodyOf(statement, file) };
}

const isDefault = (statement: ts.Statement): boolean =>
  ts.isExportAssignment(statement) ||
  (ts.isFunctionDeclaration(statement) &&
    (statement.modifiers ?? []).some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword));

/** Without the words that export it, and the contract around it. */
function bodyOf(statement: ts.Statement, file: ts.SourceFile): Cut {
  if (ts.isExportAssignment(statement)) {
    const body = heldFunction(statement.expression) ?? statement.expression;
    return { start: body.getStart(file), end: body.end };
  }
  if (ts.isFunctionDeclaration(statement)) return functionText(file, statement);
  const word = ts.canHaveModifiers(statement)
    ? statement.modifiers?.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword)
    : undefined;
  const start = word === undefined ? statement.getStart(file) : word.end + 1;
  return { start, end: statement.end };
}
