/**
 * A document as one TypeScript file, for a mail, a gist or a page: snippets and types stand in the description, short
 * functions where they are used. What is written is read back; a snippet that would come back otherwise is quoted.
 */
import { isSameJson, type Pipeline, type PipelineNode, type SnippetField } from '../pipeline/index.ts';
import { fixturesOf, layoutOf } from '../sketch/index.ts';
import { descriptionText, type InPlace, type OwnedSnippet, type Placing } from './description-text.ts';
import { dataLines, stringLiteral } from './escape.ts';
import { freeNames } from './one-file-checker.ts';
import type { Given } from './write-description.ts';
import { snippetsIn } from './plain-project.ts';
import { readDescription } from './read-description.ts';
import { type BlockForm, blockForms } from './preserved-code.ts';
import { isLoneFunction } from './lone-function.ts';
import { unfinishedTypes } from './shared-types.ts';
import { filesOf } from './source-files.ts';
import { typesModule } from './write-types.ts';
import { writtenSnippet } from './written-snippet.ts';

export function plainFile({ written: _written, ...pipeline }: Pipeline): string {
  const quoting = quotingOf({ ...pipeline, preserved: undefined });
  const forms = formsFor(pipeline, quoting);
  const text = fileText(pipeline, quoting, forms);
  if (forms.length === 0 || isSameJson(readBack(text), pipeline)) return text;
  const all = allQuoted(pipeline);
  return fileText(pipeline, all, formsFor(pipeline, all));
}

/** A file by itself has no module beside it. */
const formsFor = (pipeline: Pipeline, quoting: Quoting): readonly BlockForm[] =>
  blockForms(pipeline, null, (forms) => readBack(fileText(pipeline, quoting, forms)));

/** Of a document without preserved blocks: what would come back otherwise. */
function quotingOf(pipeline: Pipeline): Quoting {
  const none: Quoting = { snippets: new Set(), types: false };
  const { preserved: _none, ...plain } = pipeline;
  const back = readBack(fileText(plain, none, []));
  if (isSameJson(back, plain)) return none;
  const some: Quoting = { snippets: changedSnippets(plain, back), types: back?.types !== plain.types };
  return isSameJson(readBack(fileText(plain, some, [])), plain) ? some : allQuoted(plain);
}

const allQuoted = (pipeline: Pipeline): Quoting => ({
  snippets: new Set(snippetsIn(pipeline).map(keyOf)),
  types: true,
});

const readBack = (text: string): Pipeline | null =>
  readDescription(filesOf(new Map([['/pipeline.ts', text]])), '/pipeline.ts').pipeline;

/** What is quoted because it would mean something else where it stands. */
type Quoting = { readonly snippets: ReadonlySet<string>; readonly types: boolean };

const keyOf = ({ node, field }: { readonly node: PipelineNode; readonly field: SnippetField }): string =>
  `${node.id} ${field}`;

function changedSnippets(pipeline: Pipeline, back: Pipeline | null): ReadonlySet<string> {
  const came = new Map((back === null ? [] : snippetsIn(back)).map((each) => [keyOf(each), each.text]));
  return new Set(
    snippetsIn(pipeline)
      .filter((each) => came.get(keyOf(each)) !== each.text)
      .map(keyOf),
  );
}

function fileText(pipeline: Pipeline, quoting: Quoting, forms: readonly BlockForm[]): string {
  const fixtures = fixturesOf(pipeline);
  const { nodes, edges } = layoutOf(pipeline);
  const types = typesText(pipeline.types, quoting.types);
  return descriptionText({
    pipeline,
    snippets: snippetsIn(pipeline),
    forms,
    typeNames: typesModule(pipeline.types).names,
    options: [],
    imports: () => (types === '' ? [] : ['', types]),
    inPlace: (snippet, place) => placed(snippet, place, quoting.snippets.has(keyOf(snippet))),
    closing: (app) => [
      ...(fixtures === null ? [] : [`${app}.fixtures(${dataLines(fixtures)});`]),
      `${app}.layout(${dataLines({ nodes, edges })});`,
    ],
  }).text;
}

function typesText(types: string, isQuoted: boolean): string {
  if (types === '') return '';
  const isSound = typesModule(types).names.size > 0 && !isQuoted;
  return isSound ? types : `const ${unfinishedTypes} = ${stringLiteral(types)};`;
}

function placed(owned: OwnedSnippet, { variable, isSpokenOf, given }: Placing, isQuoted: boolean): InPlace {
  const { text } = owned;
  const quotation = {
    code: variable,
    above: `const ${variable} = snippet(${stringLiteral(text)});`,
    ours: ['snippet'],
  };
  if (isQuoted) return quotation;
  const context = freeNames(text).has('Context') ? ['type Context'] : [];
  const contract = contractOf(owned, given);
  if (isLoneFunction(text)) {
    if (!isSpokenOf) return { code: text, above: null, ours: context };
    return {
      code: variable,
      above: `const ${variable} = (${text}) satisfies ${contract};`,
      ours: [...context, ...typesIn(contract)],
    };
  }
  const written = writtenSnippet(text, contract);
  if (written === null) return quotation;
  const types = written.includes(`) satisfies ${contract}`) ? typesIn(contract) : [];
  return { code: variable, above: `const ${variable} = ${written};`, ours: ['snippet', ...context, ...types] };
}

/** What a snippet is called with, by the variables of what flows into its node. */
function contractOf({ node, field }: OwnedSnippet, { streams, state }: Given): string {
  const flowing = streams.length === 0 ? 'any' : streams.map((each) => `Flowing<typeof ${each}>`).join(' | ');
  switch (node.kind) {
    case 'source':
      return field === 'decode' ? 'Decode' : 'Generate';
    case 'computation':
      return `Computation<${flowing}>`;
    case 'key':
      return `KeyFunction<${flowing}>`;
    case 'state-computation':
      return `StateComputation<${flowing}, ${state === undefined ? 'any' : `Held<typeof ${state}>`}>`;
    case 'sink':
      return `Encode<${flowing}>`;
    case 'state':
    case 'note':
      return 'Initial';
  }
}

const typesIn = (contract: string): readonly string[] =>
  [...contract.matchAll(/\b[A-Z]\w+(?=<|$)/g)].map(([name]) => `type ${name}`);
