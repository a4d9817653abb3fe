/** The routes by which a running deployment is controlled and looked into: `@potoroo/shared/control`, running.ts. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { ApiError, ClusterStatus } from '@potoroo/shared/control';
import type { Result } from '@potoroo/shared/result';
import type { Movement } from '@potoroo/shared/telemetry';
import { encodeSeries } from '@potoroo/shared/wire';
import type { Deployments } from '../deployments/deployments.ts';
import type { Controlled } from '../deployments/run-control.ts';
import { act, clusterOf, listSlots, lookUp, outcome, placementOf, profiled } from '../deployments/run-control.ts';
import { Heights } from './heights.ts';
import { metricsText, metricsType } from './metrics-text.ts';
import { bytesReply, problem, reply, textReply } from './reply.ts';
import type { Reply } from './reply.ts';
import { parseActionBody, parseObjectBody, parseProfileBody, parseSlotsBody } from './request-bodies.ts';
import type { Route } from './routes.ts';

/** Numbers of one frame after the other: fast is small enough. */
const packed = (bytes: Uint8Array): Promise<Buffer> => promisify(gzip)(bytes, { level: 1 });

export function controlRoutes(deployments: Deployments): readonly Route[] {
  const heights = new Heights();
  const whileRunning = async (answer: (run: Controlled) => Promise<Reply>): Promise<Reply> => {
    const { controlled } = deployments;
    return controlled === null ? nothingRuns : answer(controlled);
  };
  return [
    {
      method: 'post',
      path: '/api/deployment/actions',
      answer: async ({ body }) => {
        const action = parseActionBody(body);
        if (!action.ok) return action.error;
        return whileRunning(async (run) => {
          const taken = await act(run, action.value);
          return taken.ok ? reply(202, taken.value) : problem(statusOf(taken.error), taken.error);
        });
      },
    },
    {
      method: 'get',
      path: '/api/deployment/movements',
      answer: () => reply(200, deployments.movements.all satisfies readonly Movement[]),
    },
    {
      method: 'get',
      path: '/api/deployment/movements/:id/outcome',
      answer: async ({ id }) => {
        const found = /^\d{1,9}$/.test(id) ? await outcome(deployments.movements, Number(id)) : null;
        return found === null ? noSuchMovement : reply(200, found);
      },
    },
    {
      method: 'get',
      path: '/api/deployment/cluster',
      answer: async () => {
        const { controlled, frame } = deployments;
        const cluster = controlled === null ? null : await clusterOf(controlled, frame);
        return reply(200, { status: deployments.status, cluster } satisfies ClusterStatus);
      },
    },
    {
      method: 'get',
      path: '/api/deployment/recording',
      answer: async () => bytesReply(await packed(encodeSeries(deployments.recording.frames)), 'gzip'),
    },
    {
      method: 'get',
      path: '/api/metrics',
      answer: () => {
        const { status, frame, movements } = deployments;
        return textReply(metricsText({ status, frame, movements, heights }), metricsType);
      },
    },
    {
      method: 'get',
      path: '/api/deployment/placement',
      answer: () =>
        whileRunning(async (run) => {
          const placement = await placementOf(run);
          return placement === null ? coordinatorSilent : reply(200, placement);
        }),
    },
    {
      method: 'post',
      path: '/api/deployment/objects',
      answer: async ({ body }) => {
        const question = parseObjectBody(body);
        if (!question.ok) return question.error;
        return whileRunning(async (run) => answered(await lookUp(run, question.value)));
      },
    },
    {
      method: 'post',
      path: '/api/deployment/profiles',
      answer: async ({ body }) => {
        const question = parseProfileBody(body);
        if (!question.ok) return question.error;
        return whileRunning(async (run) => answered(await profiled(run, question.value)));
      },
    },
    {
      method: 'post',
      path: '/api/deployment/slots',
      answer: async ({ body }) => {
        const question = parseSlotsBody(body);
        if (!question.ok) return question.error;
        return whileRunning(async (run) => answered(await listSlots(run, question.value)));
      },
    },
  ];
}

const answered = (found: Result<object, ApiError>): Reply =>
  found.ok ? reply(200, found.value) : problem(statusOf(found.error), found.error);

const statuses: Readonly<Record<string, number>> = {
  'no-such-state': 404,
  'no-such-worker': 404,
  'no-such-source': 404,
  'owner-silent': 503,
};
const statusOf = ({ code }: ApiError): number => statuses[code] ?? 409;

const nothingRuns = problem(409, {
  code: 'nothing-runs',
  message: 'Nothing runs.',
  remedy: 'Start a run first.',
});
const noSuchMovement = problem(404, {
  code: 'no-such-movement',
  message: 'The movement ledger has no such entry.',
  remedy: 'Only the newest entries of the last run are kept; list them again.',
});
const coordinatorSilent = problem(503, {
  code: 'coordinator-silent',
  message: 'The coordinator of the run did not answer in time.',
  remedy: 'It is being replaced; ask again.',
});
