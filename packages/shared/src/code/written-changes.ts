/**
 * Code that a person wrote, after the graph that it says was changed: each change is made where the code says it, and the rest
 * stays as it was written. What cannot be changed so is null; whoever asks reads the result back before it is believed.
 */
import ts from 'typescript-6';
import { isSameJson, type Pipeline, type PipelineNode, type SnippetField } from '../pipeline/index.ts';
import { defaultName, fixturesOf, layoutOf } from '../sketch/index.ts';
import { dataLines, stringLiteral } from './escape.ts';
import type { Property } from './layout-lines.ts';
import { descriptionFile, fixturesFile, fixturesText, layoutFile, layoutText } from './plain-project.ts';
import { typesFile } from './preserved-modules.ts';
import type { Described } from './read-description.ts';
import { isTypesModule } from './shared-types.ts';
import { filesOf, importsOf, ownStart, resolved } from './source-files.ts';
import { FileEdits, type TextEdits } from './text-edits.ts';
import { laidOut, recordType, sinkConnector, sourceConnector } from './write-description.ts';
import { typesModule } from './write-types.ts';
import { restructured } from './written-additions.ts';
import type { Turn } from './written-chains.ts';
import { snippetEdit, textEdit } from './written-snippet-edit.ts';
import { SnippetPlaces } from './written-snippet-place.ts';
import { stretchesOf } from './written-source.ts';

type Files = ReadonlyMap<string, string>;

export type HowToChange = {
  /** Snippets, `node field`, that get a place of their own. */
  readonly apart: ReadonlySet<string>;
  /** Whether the places of nodes have to be said. */
  readonly isLayoutSaid: boolean;
};

/** `described` is what `files` say. */
export function changedFiles(files: Files, described: Described, after: Pipeline, how: HowToChange): Files | null {
  const { pipeline: before, reading } = described;
  if (before === null || reading === null) return null;
  const changes = new Changes(new FileEdits(files, [reading.file]), described, { before, after, reading }, how);
  return changes.make() ? changes.result() : null;
}

/** Mutable: the files with what has been changed of them so far. */
class Changes {
  readonly #files: FileEdits;
  readonly #turn: Turn;
  readonly #described: Described;
  readonly #edits: TextEdits;
  readonly #snippets: SnippetPlaces;
  readonly #how: HowToChange;

  constructor(files: FileEdits, described: Described, turn: Turn, how: HowToChange) {
    this.#files = files;
    this.#described = described;
    this.#turn = turn;
    this.#how = how;
    this.#edits = files.of(descriptionFile);
    this.#snippets = new SnippetPlaces(files);
  }

  make(): boolean {
    const { before, after } = this.#turn;
    const kept = new Map(after.nodes.map((node) => [node.id, node]));
    return (
      this.#head() &&
      this.#types() &&
      before.nodes.every((node) => this.#change(node, kept.get(node.id) ?? node)) &&
      restructured(this.#turn, this.#edits, this.#snippets) &&
      this.#data(
        'layout',
        layoutFile,
        layoutText(after),
        this.#how.isLayoutSaid ? null : layoutOf(before),
        layoutOf(after),
      ) &&
      this.#data('fixtures', fixturesFile, fixturesText(after) ?? '{}\n', fixturesOf(before), fixturesOf(after))
    );
  }

  result(): Files | null {
    return this.#files.result();
  }

  #head(): boolean {
    const { before, after, reading } = this.#turn;
    const { headCall } = reading;
    const [was, is] = [before.checkpointIntervalMs, after.checkpointIntervalMs];
    if (before.name === after.name && before.description === after.description && was === is) return true;
    if (headCall === null) return false;
    const interval = is === undefined ? null : String(is);
    if (was !== is && !this.#edits.setProperty(headCall, 1, 'checkpointIntervalMs', interval)) return false;
    if (before.name !== after.name) this.#edits.setArgument(headCall, 0, stringLiteral(after.name));
    if (before.description === after.description) return true;
    const text = after.description === '' ? null : stringLiteral(after.description);
    return this.#edits.setProperty(headCall, 1, 'description', text);
  }

  /** Where each was declared. */
  #types(): boolean {
    const { before, after } = this.#turn;
    if (before.types === after.types) return true;
    if (before.types === '') return this.#firstTypes(after.types);
    const files = this.#files.files;
    const names = [...files.keys()].filter((name) => name.endsWith('.ts'));
    const stretches = names.flatMap((name) =>
      stretchesOf(files, { path: `/${name}`, range: null }, before.types, true),
    );
    const last = stretches.find(({ end }) => end === before.types.length);
    if (last !== undefined && after.types.startsWith(`${before.types}\n`) && this.#isBesideCode(last.file))
      return this.#moreTypes(after.types.slice(before.types.length).trimStart());
    return textEdit(stretches, { was: before.types, is: after.types }, this.#files);
  }

  /** In front of the description, which stands behind its imports. */
  #firstTypes(types: string): boolean {
    const { file } = this.#edits;
    const { headCall } = this.#turn.reading;
    const head =
      headCall === null
        ? undefined
        : file.statements.find((each) => headCall.pos >= each.pos && headCall.end <= each.end);
    if (head === undefined) return false;
    const at = ownStart(head, file);
    this.#edits.insert(at, `\n\n${types}${/^[ \t]*\n[ \t]*\n/.test(file.text.slice(at)) ? '' : '\n'}`);
    return true;
  }

  /** There a type counts only where somebody takes it, and none takes what is new. */
  #isBesideCode(file: string): boolean {
    const files = new Map([...this.#files.files].map(([name, text]) => [`/${name}`, text]));
    return file !== descriptionFile && !isTypesModule(filesOf(files), `/${file}`);
  }

  #moreTypes(types: string): boolean {
    const { text, names } = typesModule(types);
    if (text === null || names.size === 0 || this.#files.has(typesFile)) return false;
    this.#files.set(typesFile, text);
    this.#edits.addImport(`import type { ${[...names].join(', ')} } from './${typesFile}';`);
    return true;
  }

  #change(before: PipelineNode, after: PipelineNode): boolean {
    if (isSameJson(before, after)) return true;
    const call = this.#turn.reading.calls.get(before.id);
    if (call === undefined || before.kind !== after.kind) return false;
    const options = optionsAt[before.kind];
    const name = after.name === defaultName(after.id, after.kind) ? null : stringLiteral(after.name);
    if (before.name !== after.name && !this.#edits.setProperty(call, options, 'name', name)) return false;
    return this.#changeOwn(call, before, after) && this.#changeSnippets(call, before, after);
  }

  #changeOwn(call: ts.CallExpression, before: PipelineNode, after: PipelineNode): boolean {
    const edits = this.#edits;
    const ours = (name: string): string => edits.ours(name);
    const property = ([said]: readonly Property[], name: string): boolean =>
      edits.setProperty(call, optionsAt[after.kind], name, said === undefined ? null : said[1]);
    const isSame = (name: string): boolean => isSameJson(Reflect.get(before, name), Reflect.get(after, name));
    switch (after.kind) {
      case 'source': {
        const type = after.recordType === null ? [] : [['recordType', recordType(after.recordType, ours)] as const];
        return (
          (isSame('connector') || property([['connector', sourceConnector(after.connector, ours)]], 'connector')) &&
          (isSame('recordType') || property(type, 'recordType')) &&
          (isSame('recordLayout') || property(laidOut(after.recordLayout, ours), 'recordLayout'))
        );
      }
      case 'sink':
        return (
          (isSame('connector') || edits.setArgument(call, 1, sinkConnector(after.connector, ours))) &&
          (isSame('recordLayout') || property(laidOut(after.recordLayout, ours), 'recordLayout'))
        );
      case 'note':
        return isSame('text') || edits.setArgument(call, 1, stringLiteral(after.text));
      case 'state-computation':
        return isSame('state') || edits.setArgument(call, 1, this.#stateText(after.state));
      case 'computation':
      case 'key':
      case 'state':
        return true;
    }
  }

  #stateText(id: string): string {
    const { names } = this.#turn.reading;
    const isThere = this.#turn.after.nodes.some((node) => node.id === id);
    const known = isThere ? [...names].find(([, value]) => value.type === 'state' && value.id === id) : undefined;
    const app = [...names].find(([, value]) => value.type === 'app');
    return known?.[0] ?? `${app?.[0] ?? 'app'}.stateNamed(${stringLiteral(id)})`;
  }

  #changeSnippets(call: ts.CallExpression, before: PipelineNode, after: PipelineNode): boolean {
    return snippetFields.every((field) => {
      const [was, is]: readonly unknown[] = [Reflect.get(before, field), Reflect.get(after, field)];
      if (was === is) return true;
      const ref = this.#described.snippets.find((each) => each.node === before.id && each.field === field)?.ref;
      const isApart = this.#how.apart.has(`${before.id} ${field}`);
      if (typeof was === 'string' && typeof is === 'string' && ref !== undefined && !isApart)
        if (snippetEdit({ ref, was, is }, this.#files)) return true;
      const said = typeof is === 'string' ? this.#snippets.codeOf({ node: after, field, text: is }) : null;
      const index = argumentOf(after, field);
      return index === null
        ? this.#edits.setProperty(call, optionsAt[after.kind], field, said)
        : this.#edits.setArgument(call, index, said);
    });
  }

  /** The layout or the fixtures, in their file or where the code says them. */
  #data(name: 'layout' | 'fixtures', file: string, text: string, was: unknown, is: unknown): boolean {
    if (isSameJson(was, is)) return true;
    const { reading } = this.#turn;
    const { headCall } = reading;
    const inPlace = reading.file.statements.map(callIn).find((call) => call !== null && methodOf(call) === name);
    if (inPlace !== undefined && inPlace !== null) return this.#edits.setArgument(inPlace, 0, dataLines(is ?? {}));
    if (headCall === null) return false;
    const said = propertyOf(headCall.arguments[1], name);
    const local = said !== undefined && ts.isIdentifier(said) ? said.text : null;
    const imported = importsOf(reading.file).find(({ defaultName: own }) => own !== null && own === local);
    if (imported !== undefined) {
      const path = resolved(reading.file.fileName, imported.specifier).slice(1);
      this.#files.set(path, text);
      return path.endsWith('.json');
    }
    if (said !== undefined || this.#edits.declares(name) || this.#files.has(file)) return false;
    this.#files.set(file, text);
    this.#edits.addImport(`import ${name} from './${file}' with { type: 'json' };`);
    return this.#edits.setProperty(headCall, 1, name, name);
  }
}

/** The argument of its call in which a node says the rest. */
const optionsAt: Readonly<Record<PipelineNode['kind'], number>> = {
  source: 1,
  computation: 2,
  key: 2,
  state: 2,
  'state-computation': 3,
  sink: 2,
  note: 2,
};

/** Null for what its options say. */
function argumentOf({ kind }: PipelineNode, field: SnippetField): number | null {
  if (field !== 'code' && field !== 'initial') return null;
  return kind === 'state-computation' ? 2 : 1;
}

const snippetFields: readonly SnippetField[] = ['decode', 'generate', 'code', 'initial', 'encode'];

const callIn = (statement: ts.Statement): ts.CallExpression | null =>
  ts.isExpressionStatement(statement) && ts.isCallExpression(statement.expression) ? statement.expression : null;

const methodOf = ({ expression }: ts.CallExpression): string | null =>
  ts.isPropertyAccessExpression(expression) ? expression.name.text : null;

function propertyOf(given: ts.Expression | undefined, name: string): ts.Expression | undefined {
  if (given === undefined || !ts.isObjectLiteralExpression(given)) return undefined;
  for (const property of given.properties) {
    if (property.name === undefined || !ts.isIdentifier(property.name) || property.name.text !== name) continue;
    if (ts.isShorthandPropertyAssignment(property)) return property.name;
    if (ts.isPropertyAssignment(property)) return property.initializer;
  }
  return undefined;
}
