/**
 * The HTTP interface of `@potoroo/shared/control` as a table: method, path, and what is done. Nothing here knows Express
 * or access: the application puts the same gate before every row, and the tests go through this very table.
 */
import type { GrantedFolders, PipelineEntry, RuntimeArchive, Template } from '@potoroo/shared/control';
import type { Compiler } from '../compiler/compiler.ts';
import type { Example } from '../compiler/examples.ts';
import type { Deployments } from '../deployments/deployments.ts';
import { packedRuntime } from '../export/packed-runtime.ts';
import type { GrantedRoots } from '../deployments/granted-files.ts';
import type { Found, PipelineStore } from '../store/pipeline-store.ts';
import { controlRoutes } from './control-routes.ts';
import { noContent, problem, reply } from './reply.ts';
import type { Reply } from './reply.ts';
import { parseCheckBody, parseCreateBody, parseDeployBody, parseWatchBody, parseUpdateBody } from './request-bodies.ts';

export type RouteRequest = { readonly id: string; readonly revision: string; readonly body: unknown };
export type Route = {
  readonly method: 'get' | 'post' | 'put' | 'delete';
  readonly path: string;
  readonly answer: (request: RouteRequest) => Promise<Reply> | Reply;
};
export type RouteServices = {
  readonly store: PipelineStore;
  readonly deployments: Deployments;
  readonly compiler: Compiler;
  readonly examples: readonly Example[];
  readonly roots: GrantedRoots;
};

export function createRoutes(services: RouteServices): readonly Route[] {
  return [
    ...pipelineRoutes(services),
    ...compilerRoutes(services),
    ...deploymentRoutes(services),
    ...controlRoutes(services.deployments),
    filesRoute(services),
    runtimeArchiveRoute,
  ];
}

function pipelineRoutes({ store }: RouteServices): readonly Route[] {
  return [
    {
      method: 'get',
      path: '/api/pipelines',
      answer: async () => reply(200, (await store.list()) satisfies readonly PipelineEntry[]),
    },
    {
      method: 'post',
      path: '/api/pipelines',
      answer: async ({ body }) => {
        const form = parseCreateBody(body);
        if (!form.ok) return form.error;
        const created = await store.create(form.value.document);
        return created === null ? storeFull : reply(201, created);
      },
    },
    {
      method: 'get',
      path: '/api/pipelines/:id',
      answer: async ({ id }) => {
        const found = await store.read(id);
        return found.type === 'found' ? reply(200, found.pipeline) : notReadable(id, found);
      },
    },
    {
      method: 'put',
      path: '/api/pipelines/:id',
      answer: async ({ id, body }) => {
        const form = parseUpdateBody(body);
        if (!form.ok) return form.error;
        const saved = await store.update(id, form.value);
        if (saved.type === 'conflict') return reply(409, saved.newest);
        return saved.type === 'found' ? reply(200, saved.pipeline) : notReadable(id, saved);
      },
    },
    {
      method: 'get',
      path: '/api/deleted-pipelines',
      answer: async () => reply(200, (await store.deleted()) satisfies readonly PipelineEntry[]),
    },
    {
      method: 'post',
      path: '/api/pipelines/:id/restore',
      answer: async ({ id }) => {
        const found = await store.restore(id);
        return found.type === 'found' ? reply(200, found.pipeline) : notReadable(id, found);
      },
    },
    {
      method: 'get',
      path: '/api/pipelines/:id/versions',
      answer: async ({ id }) => {
        const versions = await store.versions(id);
        return versions.length > 0 ? reply(200, versions) : notReadable(id, { type: 'missing' });
      },
    },
    {
      method: 'get',
      path: '/api/pipelines/:id/versions/:revision',
      answer: async ({ id, revision }) => {
        const version = /^\d{1,15}$/.test(revision) ? await store.version(id, Number(revision)) : null;
        return version === null ? noSuchVersion : reply(200, version);
      },
    },
    {
      method: 'delete',
      path: '/api/pipelines/:id',
      answer: async ({ id }) => ((await store.remove(id)) ? noContent : notReadable(id, { type: 'missing' })),
    },
  ];
}

function compilerRoutes({ compiler, examples }: RouteServices): readonly Route[] {
  const templates: readonly Template[] = examples.map(({ name, document }) => ({
    name,
    title: document.name,
    description: document.description,
    document,
  }));
  return [
    { method: 'get', path: '/api/templates', answer: () => reply(200, templates) },
    {
      method: 'post',
      path: '/api/check',
      answer: async ({ body }) => {
        const form = parseCheckBody(body);
        return form.ok ? reply(200, await compiler.check(form.value.document)) : form.error;
      },
    },
  ];
}

/** The page names the folders where a path is typed, so that a refused path does not have to be tried first. */
const filesRoute = ({ roots }: RouteServices): Route => ({
  method: 'get',
  path: '/api/files',
  answer: () => reply(200, { folders: roots } satisfies GrantedFolders),
});

const runtimeArchiveRoute: Route = {
  method: 'get',
  path: '/api/runtime-archive',
  answer: async () => {
    const archive = await packedRuntime();
    if (archive.ok) return reply(200, { base64: archive.value.toString('base64') } satisfies RuntimeArchive);
    return problem(500, { code: 'not-packed', ...archive.error });
  },
};

function deploymentRoutes({ store, deployments }: RouteServices): readonly Route[] {
  return [
    { method: 'get', path: '/api/deployment', answer: () => reply(200, deployments.status) },
    {
      method: 'get',
      path: '/api/deployment/document',
      answer: () => (deployments.deployed === null ? nothingHasRun : reply(200, deployments.deployed)),
    },
    {
      method: 'post',
      path: '/api/deployment',
      answer: async ({ body }) => {
        const form = parseDeployBody(body);
        if (!form.ok) return form.error;
        const { pipelineId, ...options } = form.value;
        const found = await store.read(pipelineId);
        if (found.type !== 'found') return notReadable(pipelineId, found);
        const started = await deployments.start({ pipelineId, ...options, document: found.pipeline.document });
        switch (started.type) {
          case 'started':
            return reply(202, started.status);
          case 'busy':
            return alreadyRunning;
          case 'cancelled':
            return startCancelled;
          case 'not-deployed':
            return notDeployed(started.reason);
          case 'rejected':
            return reply(422, started.report);
        }
      },
    },
    {
      method: 'post',
      path: '/api/deployment/watch',
      answer: ({ body }) => {
        const form = parseWatchBody(body);
        if (!form.ok) return form.error;
        return deployments.watch(form.value) ? noContent : nothingRuns;
      },
    },
    { method: 'delete', path: '/api/deployment', answer: () => reply(202, deployments.stop()) },
  ];
}

function notReadable(id: string, found: Exclude<Found, { readonly type: 'found' }>): Reply {
  if (found.type === 'missing') {
    return problem(404, {
      code: 'no-such-pipeline',
      message: `There is no pipeline "${id}".`,
      remedy: 'Open the list of pipelines again; what was deleted can be brought back there.',
    });
  }
  return problem(422, {
    code: 'damaged-pipeline',
    message: `The file of the pipeline "${id}" is damaged: ${found.reason}.`,
    remedy: 'Bring back its last good version under Projects, or delete it.',
  });
}

const nothingHasRun = problem(404, {
  code: 'nothing-has-run',
  message: 'Nothing has run since the server started.',
  remedy: 'Start a run first.',
});
const nothingRuns = problem(409, {
  code: 'nothing-runs',
  message: 'Nothing runs at the moment.',
  remedy: 'Start a run first.',
});
const noSuchVersion = problem(404, {
  code: 'no-such-version',
  message: 'This version is not kept any more, or its file is damaged.',
  remedy: 'Choose another one from the history.',
});
const storeFull = problem(507, {
  code: 'store-full',
  message: 'The data directory holds as many pipelines as it may.',
  remedy: 'Delete pipelines that are no longer needed.',
});
const startCancelled = problem(409, {
  code: 'start-cancelled',
  message: 'The run was stopped before it had started.',
  remedy: 'Start it again.',
});
const notDeployed = (reason: string): Reply =>
  problem(409, {
    code: 'not-deployed',
    message: `The changes were not deployed: ${reason}.`,
    remedy: 'The run goes on as it was, and has lost nothing. Mend what is said, and deploy again.',
  });
const alreadyRunning = problem(409, {
  code: 'deployment-running',
  message: 'A pipeline is running already.',
  remedy: 'Stop it first.',
});
