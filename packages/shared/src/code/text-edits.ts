/**
 * Changes of the text of a file, given by places of its syntax tree: properties of the objects that calls are given, arguments,
 * statements, names of an import. Each is noted, and all are made at once. What cannot be said so is told by `false`.
 */
import ts from 'typescript-6';
import { commentRangesWithin } from './preserved-blocks.ts';
import { importsOf, namesDeclaredBy, ownStart, parseFile, runtimePackage, trailingEnd } from './source-files.ts';

export type Edit = { readonly start: number; readonly end: number; readonly text: string };

/** The files of a project with the changes of each. Mutable, as those are. */
export class FileEdits {
  readonly files: ReadonlyMap<string, string>;
  readonly #edits = new Map<string, TextEdits>();
  readonly #fresh = new Map<string, string>();

  constructor(files: ReadonlyMap<string, string>, parsed: readonly ts.SourceFile[] = []) {
    this.files = files;
    for (const file of parsed) this.#edits.set(file.fileName.slice(1), new TextEdits(file));
  }

  of(name: string): TextEdits {
    const known = this.#edits.get(name);
    if (known !== undefined) return known;
    const made = new TextEdits(parseFile(`/${name}`, this.files.get(name) ?? ''));
    this.#edits.set(name, made);
    return made;
  }

  /** A file anew, or another one. */
  set(name: string, text: string): void {
    this.#fresh.set(name, text);
  }

  has(name: string): boolean {
    return this.files.has(name) || this.#fresh.has(name);
  }

  names(): readonly string[] {
    return [...this.files.keys(), ...this.#fresh.keys()];
  }

  /** Null where two changes meet. */
  result(): ReadonlyMap<string, string> | null {
    const changed = new Map([...this.files, ...this.#fresh]);
    for (const [name, edits] of this.#edits) {
      const text = edits.result();
      if (text === null) return null;
      changed.set(name, text);
    }
    return changed;
  }
}

/** Mutable: the changes noted so far. */
export class TextEdits {
  readonly file: ts.SourceFile;
  readonly #edits: Edit[] = [];
  readonly #ours = new Map<string, string>();
  /** Objects that calls are not given yet, with what is to be said in them. */
  readonly #objects = new Map<ts.CallExpression, { readonly index: number; readonly said: readonly string[] }>();

  constructor(file: ts.SourceFile) {
    this.file = file;
  }

  /** Comments in what is replaced stay, in front of what comes for it; those of a function go with it. */
  replace(start: number, end: number, text: string): void {
    const statement = this.file.statements.find((each) => each.pos <= start && start < each.end);
    const inside = statement === undefined || start === end ? [] : commentRangesWithin(this.file, statement);
    const kept = inside
      .filter(({ pos, end: last }) => pos >= start && last <= end)
      .map(({ pos, end: last, kind }) => {
        const comment = this.file.text.slice(pos, last);
        return `${comment}${kind === ts.SyntaxKind.SingleLineCommentTrivia || text === '' ? '\n' : ' '}`;
      });
    this.#edits.push({
      start,
      end,
      text:
        (kept.length > 0 && (text === '' || /\S/.test(this.file.text[start - 1] ?? '')) ? ' ' : '') +
        kept.join('') +
        text,
    });
  }

  /** Word for word; said twice it is done once. */
  overwrite(start: number, end: number, text: string): void {
    const isKnown = this.#edits.some((each) => each.start === start && each.end === end && each.text === text);
    if (!isKnown) this.#edits.push({ start, end, text });
  }

  insert(at: number, text: string): void {
    this.replace(at, at, text);
  }

  /** With its line where nothing else stands there. Comments stay, and are not those of what comes next. */
  removeStatement(statement: ts.Statement): void {
    const { text } = this.file;
    const start = statement.getStart(this.file);
    const lineStart = text.lastIndexOf('\n', start - 1) + 1;
    const isAlone = text.slice(lineStart, start).trim() === '' && /^[ \t]*(?:\n|$)/.test(text.slice(statement.end));
    const lineEnd = text.indexOf('\n', statement.end);
    const isApart = /\n[ \t]*\n$/.test(text.slice(0, lineStart)) && text[lineEnd + 1] === '\n';
    const end = isAlone && lineEnd >= 0 ? lineEnd + (isApart ? 2 : 1) : statement.end;
    this.replace(isAlone ? lineStart : start, end, '');
    if (ownStart(statement, this.file) < start || trailingEnd(text, statement.end) > statement.end)
      this.#divideBehind(statement);
  }

  /** With the comments right above it. */
  removeWithComments(statement: ts.Statement): void {
    this.overwrite(ownStart(statement, this.file), statement.end, '\n');
    if (trailingEnd(this.file.text, statement.end) > statement.end) this.#divideBehind(statement);
  }

  #divideBehind({ end }: ts.Statement): void {
    const { text } = this.file;
    const next = text.indexOf('\n', trailingEnd(text, end)) + 1;
    if (next > 0 && /^[ \t]*\S/.test(text.slice(next))) this.overwrite(next, next, '\n');
  }

  /** Null takes the argument away. */
  setArgument(call: ts.CallExpression, index: number, text: string | null): boolean {
    const given = call.arguments[index];
    const before = call.arguments[index - 1];
    if (given !== undefined && text !== null) this.replace(given.getStart(this.file), given.end, text);
    else if (given !== undefined && before !== undefined) this.replace(before.end, given.end, '');
    else if (text !== null && before !== undefined) this.insert(before.end, `, ${text}`);
    else return text === null && given === undefined;
    return true;
  }

  /** A property of the object that a call is given; null takes it away. */
  setProperty(call: ts.CallExpression, index: number, name: string, text: string | null): boolean {
    const given = call.arguments[index];
    const said = text === name ? name : `${name}: ${text}`;
    if (given === undefined) {
      if (text === null) return true;
      if (call.arguments.length < index) return false;
      this.#objects.set(call, { index, said: [...(this.#objects.get(call)?.said ?? []), said] });
      return true;
    }
    if (!ts.isObjectLiteralExpression(given)) return false;
    const { properties } = given;
    const at = properties.findIndex((each) => each.name !== undefined && nameOf(each.name) === name);
    const [known, last] = [properties[at], properties.at(-1)];
    if (known === undefined) {
      if (text === null) return true;
      if (last === undefined) this.replace(given.getStart(this.file), given.end, `{ ${said} }`);
      else this.insert(last.end, `,${this.#gapBefore(last)}${said}`);
      return true;
    }
    if (text !== null) this.replace(known.getStart(this.file), known.end, said);
    else if (properties.length === 1) return this.setArgument(call, index, null);
    else this.#removeProperty(properties, at);
    return true;
  }

  /** What stands between a property and what is before it: a blank, or a line break and the indentation. */
  #gapBefore(property: ts.Node): string {
    const gap = this.file.text.slice(property.getFullStart(), property.getStart(this.file));
    return /\n[ \t]*$/.exec(gap)?.[0] ?? ' ';
  }

  #removeProperty(properties: ts.NodeArray<ts.ObjectLiteralElementLike>, at: number): void {
    const [known, before, next] = [properties[at], properties[at - 1], properties[at + 1]];
    if (known === undefined) return;
    if (before !== undefined) this.replace(before.end, known.end, '');
    else if (next !== undefined) this.replace(known.getStart(this.file), next.getStart(this.file), '');
  }

  /** The name of a function of the package in this file, which is imported where it is not yet. */
  ours(name: string): string {
    const known = this.#ours.get(name);
    if (known !== undefined) return known;
    const imports = importsOf(this.file).filter(({ specifier, isType }) => specifier === runtimePackage && !isType);
    for (const { names, namespaceName } of imports) {
      const own = names.find((each) => each.imported === name && !each.isType);
      if (own !== undefined) return own.local;
      if (namespaceName !== null) return `${namespaceName}.${name}`;
    }
    this.#ours.set(name, name);
    const bindings = imports[0]?.statement.importClause?.namedBindings;
    const last = bindings !== undefined && ts.isNamedImports(bindings) ? bindings.elements.at(-1) : undefined;
    if (last !== undefined) this.insert(last.end, `,${this.#gapBefore(last)}${name}`);
    return name;
  }

  /** Behind the imports that are there. */
  addImport(line: string): void {
    const last = this.file.statements.findLast(ts.isImportDeclaration);
    if (last === undefined) this.insert(0, `${line}\n`);
    else this.insert(trailingEnd(this.file.text, last.end), `\n${line}`);
  }

  /** Whether the file declares a name at its top. */
  declares(name: string): boolean {
    return this.file.statements.some((statement) => namesDeclaredBy(statement).includes(name));
  }

  /** Null where two changes meet. */
  result(): string | null {
    for (const [call, { index, said }] of this.#objects) this.setArgument(call, index, `{ ${said.join(', ')} }`);
    this.#objects.clear();
    const ordered = this.#edits
      .map((edit, order) => ({ ...edit, order }))
      .toSorted((a, b) => a.start - b.start || a.end - b.end || a.order - b.order);
    let text = '';
    let from = 0;
    for (const { start, end, text: by } of ordered) {
      // What is put into a stretch that goes stands behind it.
      if (start < from && start < end) return null;
      text += this.file.text.slice(from, start) + by;
      from = Math.max(from, end);
    }
    return text + this.file.text.slice(from);
  }
}

const nameOf = (name: ts.PropertyName): string | null =>
  ts.isIdentifier(name) || ts.isStringLiteral(name) ? name.text : null;
