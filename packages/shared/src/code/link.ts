/** Where a snippet stands in a project, to its text in a document; and what is wrong where it cannot be taken out of there. */
import type { NodeId } from '../ids.ts';
import { type Diagnostic, diagnose } from '../pipeline/index.ts';
import { documentOf, type Sketch, type SketchedNode } from '../sketch/index.ts';
import type { Pipeline } from '../pipeline/index.ts';
import { inlineSnippet, type InlineText } from './inline-snippet.ts';
import { moduleSnippet } from './module-snippet.ts';
import { sharedTypes } from './shared-types.ts';
import type { Cut, SourceFiles } from './source-files.ts';

/** A module's default export, or a function in the middle of a file. */
export type SnippetRef = {
  readonly path: string;
  readonly range: { readonly start: number; readonly end: number } | null;
  /** Whether the function is that of `snippet(() => { … })`, and stands for a module. */
  readonly isModule?: boolean;
  /** The snippet itself, where it is only quoted. */
  readonly text?: string;
};

export type Linked = {
  readonly pipeline: Pipeline;
  readonly diagnostics: readonly Diagnostic[];
  /** Nodes of which a snippet cannot be taken out of its file, with the reason. */
  readonly faults: ReadonlyMap<NodeId, string>;
  /** Where the statements of `entry` begin that snippets have taken along. */
  readonly taken: ReadonlySet<number>;
  /** Modules of which all is in snippets. */
  readonly whole: ReadonlySet<string>;
  /** Of modules that functions were taken out of: these, and where the statements begin that went with them. */
  readonly parts: ReadonlyMap<string, { readonly taken: ReadonlySet<number>; readonly ranges: readonly Cut[] }>;
};

/** A described pipeline as a document. `entry` is the file that describes it. */
export function link(files: SourceFiles, entry: string, sketch: Sketch<SnippetRef>): Linked {
  const refs = sketch.nodes.flatMap(refsOf);
  const texts = new Map<SnippetRef, string>();
  const diagnostics: Diagnostic[] = [];
  const taken = new Set<number>();
  const faults = new Map<NodeId, string>();
  const whole = new Set<string>();
  const parts = new Map<string, { readonly taken: Set<number>; readonly ranges: Cut[] }>();
  for (const { node, ref } of refs) {
    const linked = textOf(files, entry, ref);
    for (const path of linked.whole) whole.add(path);
    if (ref.range !== null) {
      const part = parts.get(ref.path) ?? { taken: new Set(), ranges: [] };
      for (const start of linked.taken) part.taken.add(start);
      part.ranges.push(ref.range);
      parts.set(ref.path, part);
    }
    texts.set(ref, linked.text);
    if (ref.path === entry) for (const start of linked.taken) taken.add(start);
    for (const fault of linked.faults) {
      diagnostics.push(notAlone(node, ref, fault));
      faults.set(node, fault);
    }
  }
  const modules = refs.map(({ ref }) => ref.path).filter((path) => path !== entry);
  const types = sharedTypes(files, { entry, modules, taken });
  const pipeline = documentOf(sketch, { types, textOf: (ref) => texts.get(ref) ?? '' });
  return { pipeline, diagnostics, faults, taken, whole, parts };
}

function textOf(files: SourceFiles, entry: string, { path, range, isModule = false, text }: SnippetRef): InlineText {
  if (text !== undefined) return { text, faults: [], taken: [], whole: [] };
  if (range !== null) return inlineSnippet(files, path, { ...range, isModule, hasDocumentTypes: path === entry });
  const module = moduleSnippet(files, path);
  if (module === null) return { text: '', faults: [`there is no file ${path}`], taken: [], whole: [] };
  return {
    text: module.text,
    faults: module.faults.map(({ statement, reason }) => `${statement.getText()}: ${reason}`),
    taken: [],
    whole: module.whole,
  };
}

const notAlone = (node: NodeId, { path }: SnippetRef, reason: string): Diagnostic =>
  diagnose('P505', {
    message: `A snippet of "${node}" in ${path} cannot stand alone: ${reason}.`,
    remedy: 'Give it a module of its own, or declare what it uses at the top of its file and import it by its name.',
    node,
  });

type Field = 'decode' | 'generate' | 'code' | 'initial' | 'encode';
/** A snippet of a node, and where it is written. */
export type Owned = { readonly node: NodeId; readonly field: Field; readonly ref: SnippetRef };

/** Every snippet of a node. */
export function refsOf(node: SketchedNode<SnippetRef>): readonly Owned[] {
  const owned = (field: Field, ref: SnippetRef | null): readonly Owned[] =>
    ref === null ? [] : [{ node: node.id, field, ref }];
  switch (node.kind) {
    case 'source':
      return [...owned('decode', node.decode), ...owned('generate', node.generate)];
    case 'computation':
    case 'key':
    case 'state-computation':
      return owned('code', node.code);
    case 'state':
      return owned('initial', node.initial);
    case 'sink':
      return owned('encode', node.encode);
    case 'note':
      return [];
  }
}
