/**
 * Places for snippets that have none in the code of a person: a short function is written where it is used, and so is what names
 * types that the description has; any other gets a module.
 */
import type { OwnedSnippet } from './description-text.ts';
import { Identifiers } from './identifiers.ts';
import { isLoneFunction } from './lone-function.ts';
import { descriptionFile, freshFile } from './plain-project.ts';
import { identifiersIn, importedLocals, importsOf, isTypeStatement, parseFile } from './source-files.ts';
import type { FileEdits, TextEdits } from './text-edits.ts';
import { writtenSnippet } from './written-snippet.ts';

/** Mutable: what has been placed so far, each snippet once. */
export class SnippetPlaces {
  readonly identifiers: Identifiers;
  readonly #files: FileEdits;
  readonly #description: TextEdits;
  readonly #taken: Set<string>;
  readonly #types: ReadonlySet<string>;
  readonly #known = new Map<string, string>();

  constructor(files: FileEdits) {
    this.#files = files;
    this.#description = files.of(descriptionFile);
    const { file } = this.#description;
    this.identifiers = new Identifiers(identifiersIn(file));
    this.#taken = new Set([...files.files.keys()].map((name) => name.toLowerCase()));
    this.#types = new Set([
      ...file.statements.filter(isTypeStatement).map(({ name }) => name.text),
      ...importsOf(file).flatMap((each) =>
        each.isType ? importedLocals(each) : each.names.flatMap(({ local, isType }) => (isType ? [local] : [])),
      ),
    ]);
  }

  /** Code for the place where it is used. */
  codeOf(snippet: OwnedSnippet): string {
    const key = `${snippet.node.id} ${snippet.field}`;
    const code = this.#known.get(key) ?? this.#inPlace(snippet.text) ?? this.#module(snippet);
    this.#known.set(key, code);
    return code;
  }

  #inPlace(text: string): string | null {
    const isLone = isLoneFunction(text);
    if (isLone && !text.includes('\n')) return text;
    if (![...identifiersIn(parseFile('/snippet.ts', text))].some((name) => this.#types.has(name))) return null;
    const written = isLone ? text : writtenSnippet(text, null);
    return isLone || written === null ? written : written.replace('snippet', this.#description.ours('snippet'));
  }

  #module({ node, field, text }: OwnedSnippet): string {
    const file = freshFile(node, field, this.#taken);
    const variable = this.identifiers.fresh(field === 'code' ? `${node.id} code` : `${field} ${node.id}`);
    this.#files.set(file, `${isLoneFunction(text) ? `export default ${text};` : text}\n`);
    this.#description.addImport(`import ${variable} from './${file}';`);
    return variable;
  }
}
