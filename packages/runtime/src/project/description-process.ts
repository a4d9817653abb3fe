/**
 * Runs one description, a TypeScript file that builds a pipeline, and tells what it described. The functions it was given
 * are found again in the files they were written in: a module's default export, or a place in a text. The process may read
 * files and nothing else; it is the person's own code, but describing needs no more.
 */
import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { SnippetRef } from '@potoroo/shared/code';
import { withLineFeeds } from '@potoroo/shared/code/line-feeds';
import { SketchFault } from '@potoroo/shared/sketch';
import type { Sketch, SketchedNode } from '@potoroo/shared/sketch';
import type { FromDescription } from './description-messages.ts';

class Refused extends Error {
  readonly remedy: string;
  constructor(message: string, remedy: string) {
    super(message);
    this.remedy = remedy;
  }
}

const loaded = new Set<string>();
/** A file that lies in no project of its own is described with the package that runs it. */
const ownPackage = new URL('../api/author/index.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) => {
    if (specifier !== '@potoroo/runtime') return next(specifier, context);
    try {
      return next(specifier, context);
    } catch {
      return next(ownPackage, context);
    }
  },
  load: (url, context, next) => {
    if (isOfTheProject(url)) loaded.add(url);
    return next(url, context);
  },
});

async function told(path: string): Promise<FromDescription> {
  try {
    return { type: 'described', sketch: await described(path) };
  } catch (error) {
    return { type: 'refused', ...refusal(path, error) };
  }
}

async function described(path: string): Promise<Sketch<SnippetRef>> {
  const exported = await exportsOf(pathToFileURL(path).href);
  const description = Object.values(exported).find(isDescription);
  if (description === undefined)
    throw new Refused(
      `${path} exports no pipeline.`,
      "Make one with `pipeline('Name')` of @potoroo/runtime, and export it: `export default app`.",
    );
  const sketch = description.sketch();
  const places = await functionPlaces();
  return { ...sketch, nodes: sketch.nodes.map((node) => withPlaces(node, places)) };
}

const exportsOf = async (url: string): Promise<Readonly<Record<string, unknown>>> => ({ ...(await import(url)) });

type Described = { readonly sketch: () => Sketch<unknown> };

/** By its mark, not by its class: a project brings its own copy of the package. */
const isDescription = (value: unknown): value is Described =>
  typeof value === 'object' && value !== null && Reflect.get(value, Symbol.for('potoroo.describesPipeline')) === true;

function isOfTheProject(url: string): boolean {
  const own = new URL('../../../../', import.meta.url).href;
  const isOurs = ['packages/', 'apps/'].some((folder) => url.startsWith(`${own}${folder}`));
  return url.startsWith('file:') && !url.includes('/node_modules/') && !isOurs && /\.[mc]?[jt]s$/.test(url);
}

type Places = (snippet: unknown, node: string) => SnippetRef;

async function functionPlaces(): Promise<Places> {
  const modules = new Map<unknown, SnippetRef>();
  const texts: { readonly path: string; readonly text: string }[] = [];
  for (const url of loaded) {
    const path = fileURLToPath(url);
    const exported = (await exportsOf(url))['default'];
    if (typeof exported === 'function') modules.set(exported, { path, range: null });
    texts.push({ path, text: asItRuns(path) });
  }
  return (snippet, node) => {
    if (typeof snippet !== 'function')
      throw new Refused(
        `The node "${node}" is given ${snippet === undefined ? 'nothing' : typeof snippet} where a function belongs.`,
        'Give it a function.',
      );
    const written: unknown = Reflect.get(snippet, Symbol.for('potoroo.writtenAs'));
    if (typeof written === 'string') return { path: '', range: null, text: written };
    if (typeof written === 'function') return { ...placeOf(written, texts, node), isModule: true };
    return modules.get(snippet) ?? placeOf(snippet, texts, node);
  };
}

/** Types become blanks, so a place in the running text is the same place in the file. */
function asItRuns(path: string): string {
  const text = readFileSync(path, 'utf8');
  if (!/\.[mc]?ts$/.test(path)) return text;
  const stripped = stripTypeScriptTypes(text);
  return stripped.length === text.length ? stripped : text;
}

function placeOf(
  snippet: { toString(): string },
  texts: readonly { readonly path: string; readonly text: string }[],
  node: string,
): SnippetRef {
  const running = Function.prototype.toString.call(snippet);
  for (const { path, text } of texts) {
    const start = text.indexOf(running);
    if (start >= 0) return { path, range: asItIsMeant(text, { start, end: start + running.length }) };
  }
  throw new Refused(
    `The function of "${node}" is written in no file of the project: it is bound, built in, or made of text.`,
    'Write it as a function of its own, in the description or in a module.',
  );
}

type Range = { readonly start: number; readonly end: number };

/** The place in the text as it is read: without the carriage returns of a checkout. */
function asItIsMeant(text: string, { start, end }: Range): Range {
  const isChanged = withLineFeeds(text) !== text;
  const at = (offset: number): number => (isChanged ? withLineFeeds(text.slice(0, offset)).length : offset);
  return { start: at(start), end: at(end) };
}

function withPlaces(node: SketchedNode<unknown>, places: Places): SketchedNode<SnippetRef> {
  const optional = (snippet: unknown): SnippetRef | null => (snippet === null ? null : places(snippet, node.id));
  switch (node.kind) {
    case 'source':
      return { ...node, decode: optional(node.decode), generate: optional(node.generate) };
    case 'computation':
    case 'key':
    case 'state-computation':
      return { ...node, code: places(node.code, node.id) };
    case 'state':
      return { ...node, initial: places(node.initial, node.id) };
    case 'sink':
      return { ...node, encode: optional(node.encode) };
    case 'note':
      return node;
  }
}

function refusal(path: string, error: unknown): { readonly message: string; readonly remedy: string } {
  if (error instanceof Refused) return { message: error.message, remedy: error.remedy };
  const reason = error instanceof SketchFault ? error.fault : error instanceof Error ? error.message : String(error);
  const fallback = 'Mend it there; a description only says what the pipeline is, and may read files but nothing else.';
  return {
    message: `${path} fails${whereOf(error)}: ${reason.split('\n')[0] ?? ''}`,
    remedy: error instanceof SketchFault ? error.remedy : fallback,
  };
}

/** The innermost line of the project that the error passed. */
function whereOf(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = [...stack.matchAll(/(file:\/\/[^\s)]+?):(\d+)(?::\d+)?/g)].find(
    ([, url]) => url !== undefined && isOfTheProject(url),
  );
  return frame?.[1] === undefined ? '' : ` at ${fileURLToPath(frame[1])}:${frame[2]}`;
}

process.on('disconnect', () => process.exit(1));
process.send?.(await told(process.argv[2] ?? ''), () => process.exit(0));
