/**
 * How the preserved blocks of a document are written into its code: as they are where an import finds them again, behind a
 * mark where they would come back otherwise, and inside of the mark where they are no code or would do something else.
 */
import ts from 'typescript-6';
import { isSameJson, type Pipeline, type PreservedBlock } from '../pipeline/index.ts';
import { freeNames } from './one-file-checker.ts';
import { manifestFile, packagesIn } from './preserved-packages.ts';
import { markText } from './preserved-marks.ts';
import { hasSyntaxErrors, isRelative, namesDeclaredBy, parseFile, resolved, specifiersIn } from './source-files.ts';

/** `numbered` is divided, with the place among all blocks. */
export type BlockForm = 'plain' | 'divided' | 'numbered' | 'quoted';
/** A block where and as it is written. */
export type WrittenBlock = Pick<PreservedBlock, 'place' | 'node'> & {
  readonly text: string;
  /** The block itself where it is code here. */
  readonly code: PreservedBlock | null;
};

/** What there can be beside the description: files of preserved modules, or none. */
export type Beside = { readonly isFree: (file: string) => boolean } | null;

/** The forms in which everything comes back; `readBack` says what of a document does. Nothing to decide where nothing is preserved. */
export function blockForms(
  pipeline: Pipeline,
  beside: Beside,
  readBack: (forms: readonly BlockForm[]) => Pipeline | null,
): readonly BlockForm[] {
  const { preserved: blocks = [] } = pipeline;
  if (blocks.length === 0) return [];
  const plain = withDependants(
    pipeline,
    blocks.map((block) => formOf(block, pipeline, beside)),
  );
  const [divided, numbered] = [replaced(plain, 'divided'), replaced(plain, 'numbered')];
  let back: Pipeline | null = null;
  for (const forms of [plain, divided, numbered]) {
    back = readBack(forms);
    if (isSameJson(back, pipeline)) return forms;
  }
  const came = back?.preserved ?? [];
  const parted = numbered.map((form, index) =>
    came.some((each) => isSameJson(each, blocks[index])) ? form : 'quoted',
  );
  return isSameJson(readBack(parted), pipeline) ? parted : blocks.map(() => 'quoted');
}

const replaced = (forms: readonly BlockForm[], by: BlockForm): readonly BlockForm[] =>
  forms.map((form) => (form === 'plain' ? by : form));

/** What is no code by itself, or speaks of what is not drawn any more, would break what stands around it. */
function formOf(block: PreservedBlock, { nodes }: Pipeline, beside: Beside): BlockForm {
  if (block.place === 'module' && beside !== null && packagesIn(block).length > 0) return 'plain';
  if (block.place === 'module')
    return block.file !== undefined && beside?.isFree(block.file) === true ? 'plain' : 'quoted';
  if (beside === null && specifiersIn(block.text).some(isRelative)) return 'quoted';
  const known = new Set<string>(nodes.map(({ id }) => id));
  const isComplete = (block.uses ?? []).every((use) => use.nodes.every((node) => known.has(node)));
  return isComplete && isWholeCode(block.text) && !hasDefaultExport(block.text) ? 'plain' : 'quoted';
}

/** Code that needs what a quoted block declares, or a module that is quoted, is quoted, too. */
function withDependants({ preserved: blocks = [] }: Pipeline, forms: readonly BlockForm[]): readonly BlockForm[] {
  const quoted = blocks.filter((_block, index) => forms[index] === 'quoted');
  if (quoted.length === 0) return forms;
  const missing = new Set(quoted.filter(({ place }) => place !== 'module').flatMap(({ text }) => declaredIn(text)));
  const files = new Set(quoted.flatMap(({ file }) => (file === undefined ? [] : [`/${file}`])));
  const isNeeding = ({ text, file = 'pipeline.ts' }: PreservedBlock): boolean =>
    specifiersIn(text).some((specifier) => isRelative(specifier) && files.has(resolved(`/${file}`, specifier)));
  const next = forms.map((form, index) => {
    const block = blocks[index];
    if (block === undefined || form === 'quoted') return form;
    const isMissing = block.place !== 'module' && [...freeNames(block.text)].some((name) => missing.has(name));
    return isMissing || isNeeding(block) ? 'quoted' : form;
  });
  return next.every((form, index) => form === forms[index])
    ? forms
    : withDependants({ preserved: blocks } as Pipeline, next);
}

export const declaredIn = (text: string): readonly string[] =>
  parseFile('/block.ts', text).statements.flatMap(namesDeclaredBy);

/** An export has one of its own. */
const hasDefaultExport = (text: string): boolean =>
  parseFile('/block.ts', text).statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true;
    const clause = ts.isExportDeclaration(statement) ? statement.exportClause : undefined;
    if (clause !== undefined && ts.isNamedExports(clause))
      return clause.elements.some(({ name }) => name.text === 'default');
    const modifiers = ts.canHaveModifiers(statement) ? (statement.modifiers ?? []) : [];
    return modifiers.some(({ kind }) => kind === ts.SyntaxKind.DefaultKeyword);
  });

/** What follows a block must mean the same as without it: the marker stays a statement of its own. */
export function isWholeCode(text: string): boolean {
  const alone = parseFile('/block.ts', text);
  const followed = parseFile('/block.ts', `${text}\nmarker();`);
  const last = followed.statements.at(-1);
  return (
    !hasSyntaxErrors(alone) &&
    !hasSyntaxErrors(followed) &&
    followed.statements.length === alone.statements.length + 1 &&
    last?.getText(followed) === 'marker();'
  );
}

/** In the order of the document. What has lost its node stands at the end; a module is a file of its own. */
export function writtenBlocks(
  { nodes, preserved = [] }: Pipeline,
  forms: readonly BlockForm[],
): readonly WrittenBlock[] {
  const known = new Set<string | null>(nodes.map(({ id }) => id));
  const isOrdered = forms.includes('numbered') || forms.every((form) => form === 'quoted');
  return preserved.flatMap((block, index): readonly WrittenBlock[] => {
    const form = forms[index] ?? 'quoted';
    const isLost = block.place === 'module' || (block.place === 'before' && !known.has(block.node));
    const place = isLost ? 'end' : block.place;
    const where = { place, node: place === 'before' ? block.node : null };
    const order = isOrdered ? { index } : {};
    if (form === 'quoted') return [{ ...where, text: markText({ ...block, ...order }), code: null }];
    if (block.place === 'module') return [];
    if (form === 'plain') return [{ ...where, text: block.text, code: block }];
    const { reason, node } = block;
    const lost = isLost || node !== where.node ? { place: block.place, node } : {};
    const mark = markText({ reason, ...lost, ...order });
    return [{ ...where, text: `${mark}\n${block.text}`, code: block }];
  });
}

/** Files of the project that are preserved; package.json says what is preserved of it by itself. */
export const writtenModules = (
  { preserved = [] }: Pipeline,
  forms: readonly BlockForm[],
): readonly [string, string][] =>
  preserved.flatMap(({ place, file, text }, index): readonly [string, string][] =>
    place === 'module' && file !== undefined && file !== manifestFile && forms[index] !== 'quoted'
      ? [[file, text]]
      : [],
  );
