/**
 * Pipelines that a lesson or the laboratory can play: the project that is open, and the templates. The compiler of the studio
 * makes a topology of them, in its own worker; their code is evaluated in the sealed worker of the lessons only.
 */
import { lastComputation, playable, type Script } from '@potoroo/runtime/sim/stage';
import type { Template } from '@potoroo/shared/control';
import type { Diagnostic, Pipeline } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import type { Topology } from '@potoroo/shared/topology';
import { ask as askCompiler } from '../designer/code/compiler-client.ts';
import { useDocument } from '../designer/document/document-store.ts';
import { useProject } from '../designer/document/project-store.ts';
import { snippetOf } from '../designer/inspector/node-changes.ts';
import { listTemplates } from '../link/projects-api.ts';
import type { Given, Texts } from './play/given-pipeline.ts';
import { paymentPipeline } from './play/two-entities.ts';

/** The error is a part of a sentence: why it cannot be played. */
export async function compiled(pipeline: Pipeline): Promise<Given> {
  const made = await topologyOf(pipeline);
  if (!made.ok) return made;
  const played = playable(made.value);
  if (!played.ok) return err(`of “${pipeline.name}” ${played.error}`);
  return ok({ name: pipeline.name, topology: played.value, texts: textsOf(pipeline, played.value) });
}

async function topologyOf(pipeline: Pipeline): Promise<Result<Topology, string>> {
  const answer = await askCompiler({ type: 'topology', pipeline });
  if (!answer.ok) return err(`“${pipeline.name}” cannot be compiled here: ${answer.error}`);
  const { topology, fault } = answer.value;
  const why = fault?.message.replace(/\.$/, '') ?? 'see its problems';
  return topology === null ? err(`“${pipeline.name}” does not compile: ${why}`) : ok(topology);
}

const textsOf = ({ nodes }: Pipeline, { modules }: Topology): Texts =>
  Object.fromEntries(
    modules.flatMap(({ id, node, field }) => {
      const text = nodes.flatMap((each) => (each.id === node ? [snippetOf(each, field)] : []))[0] ?? null;
      return text === null ? [] : [[id, text]];
    }),
  );

/** The project whose code a learner changes in the lesson about it; null where the lesson plays its sample. */
let own: { readonly pipeline: Pipeline; readonly topology: Topology } | null = null;

/** Of the project that is open now. */
export async function ownPipeline(): Promise<Given> {
  await projectIsThere();
  const { pipeline } = useDocument.getState();
  const given = pipeline === null ? err('no project is open in this window') : await compiled(pipeline);
  own = given.ok && pipeline !== null ? { pipeline, topology: given.value.topology } : null;
  return given;
}

/**
 * What the compiler makes of a state computation that a learner has written, in the place of their project's own; undefined where
 * there is no project, and it is run as it is. The error says what is wrong with it.
 */
export async function scriptOf(text: string): Promise<Result<Script | undefined, string>> {
  const module = own === null ? null : lastComputation(own.topology);
  if (own === null || module === null) return ok(undefined);
  const nodes = own.pipeline.nodes.map((node) => (node.id === module.node ? { ...node, [module.field]: text } : node));
  const made = await topologyOf({ ...own.pipeline, nodes });
  if (!made.ok) return made;
  const { code, lines } = lastComputation(made.value) ?? module;
  return ok({ code, lines });
}

/** A window that was opened on a lesson is still opening its project. */
function projectIsThere(): Promise<void> {
  const isOver = (): boolean => useProject.getState().beginning.phase !== 'underway';
  if (isOver()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useProject.subscribe(() => {
      if (!isOver()) return;
      stop();
      resolve();
    });
  });
}

let templates: readonly Template[] = [];

/** The templates, as they were told last: the server may be gone by now. */
export async function knownTemplates(): Promise<readonly Template[]> {
  if (templates.length > 0) return templates;
  const listed = await listTemplates();
  if (listed.ok) templates = listed.value;
  return templates;
}

/** Everything that Learn may need later is fetched when it is opened, since the server may go away. */
export async function fetchAhead(): Promise<void> {
  await Promise.all([knownTemplates(), refusalOf('(order, account) => null')]);
}

/** What the compiler has against a step of a payment; null where it has nothing, and the error where it cannot be asked. */
export async function refusalOf(code: string): Promise<Result<Diagnostic | null, string>> {
  const answer = await askCompiler({ type: 'topology', pipeline: paymentPipeline(code) });
  return answer.ok ? ok(answer.value.fault) : err(answer.error);
}
