/**
 * The Express application: headers, gate, rate, the one-time link, bodies, routes, files, and the words for what fails, in
 * that order. A request without access reaches nothing behind the gate, not even the parser of its body.
 */
import type { IncomingMessage } from 'node:http';
import express from 'express';
import type { ErrorRequestHandler, Express, NextFunction, Request, Response } from 'express';
import type { ApiError } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import { isInterface, judge, judgeSite } from '../access/gate.ts';
import type { Approach, GatePolicy, Verdict } from '../access/gate.ts';
import { TokenBucket } from '../access/rate-limit.ts';
import type { RateLimit } from '../access/rate-limit.ts';
import type { Log } from '../log.ts';
import { accessRequiredPage, askAgainPage, linkUsedPage } from './pages.ts';
import type { Route } from './routes.ts';
import { securityHeaders } from './security-headers.ts';
import { studioFiles } from './studio-files.ts';
import { diskFaultOf } from '../store/disk-fault.ts';

export type ApplicationOptions = {
  readonly policy: GatePolicy;
  readonly routes: readonly Route[];
  readonly studioDirectory: string;
  readonly log: Log;
  readonly now: () => number;
  /** Told of each request that has shown access. */
  readonly admitted: (request: IncomingMessage) => void;
};

/** A page load asks for some hundred files at once; a person never keeps up a hundred requests a second. */
const admittedRate: RateLimit = { burst: 600, perSecond: 100 };
const strangerRate: RateLimit = { burst: 60, perSecond: 10 };
const sessionSeconds = 30 * 24 * 3_600;
export const linkPath = '/open';

export function createApplication(options: ApplicationOptions): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('query parser', 'simple');
  app.use(setHeaders);
  app.use(limitRate(options));
  app.get(linkPath, openLink(options));
  app.use(guard(options));
  app.use(
    requireJson,
    express.json({ limit: limits.httpBodyBytesMax, inflate: false, strict: true, type: 'application/json' }),
  );
  for (const route of options.routes) app[route.method](route.path, answer(route));
  app.use(...studioFiles(options.studioDirectory));
  app.use((_request, response) => sendError(response, 404, notFound));
  app.use(explainFailure(options.log));
  return app;
}

export function approachOf(request: IncomingMessage, isSocket: boolean): Approach {
  const { headers } = request;
  return {
    method: request.method ?? 'GET',
    path: (request.url ?? '/').split('?')[0] ?? '/',
    host: headers.host,
    origin: headers.origin,
    fetchSite: single(headers['sec-fetch-site']),
    fetchMode: single(headers['sec-fetch-mode']),
    cookie: headers.cookie,
    authorization: headers.authorization,
    isSocket,
  };
}

const single = (header: string | string[] | undefined): string | undefined =>
  Array.isArray(header) ? header.join(',') : header;

function setHeaders(request: Request, response: Response, next: NextFunction): void {
  const host = request.headers.host ?? '';
  for (const [name, value] of Object.entries(securityHeaders(/^[\w.:[\]-]+$/.test(host) ? host : 'localhost')))
    response.setHeader(name, value);
  next();
}

type Handler = (request: Request, response: Response, next: NextFunction) => void;

function limitRate({ policy, now, admitted: welcome }: ApplicationOptions): Handler {
  const admitted = new TokenBucket(admittedRate, now);
  const strangers = new TokenBucket(strangerRate, now);
  return (request, response, next) => {
    const hasAccess = judge(approachOf(request, false), policy).type === 'admitted';
    if (hasAccess) welcome(request);
    const bucket = hasAccess ? admitted : strangers;
    if (bucket.take()) return next();
    response.setHeader('Retry-After', '1');
    sendError(response, 429, tooManyRequests);
  };
}

/** The link from the terminal: works once, sets the cookie, and leaves the token out of the address bar. */
function openLink({ policy, log }: ApplicationOptions): Handler {
  return (request, response) => {
    const approach = approachOf(request, false);
    const verdict = judgeSite(approach, policy);
    if (verdict.type === 'refused') return refuse(request, response, verdict);
    const { token } = request.query;
    if (typeof token === 'string' && policy.keys.redeemLink(token)) {
      log.info('session opened');
      response.cookie(policy.cookieName, policy.keys.session, {
        httpOnly: true,
        sameSite: 'strict',
        path: '/',
        maxAge: sessionSeconds * 1_000,
      });
      return response.redirect(303, '/');
    }
    if (judge(approach, policy).type === 'admitted') return response.redirect(303, '/');
    response.status(401).type('html').send(linkUsedPage);
  };
}

function guard({ policy, log }: ApplicationOptions): Handler {
  return (request, response, next) => {
    const verdict = judge(approachOf(request, false), policy);
    if (verdict.type === 'admitted') return next();
    log.warn('request refused', { code: verdict.code, method: request.method });
    refuse(request, response, verdict);
  };
}

function refuse(request: Request, response: Response, verdict: Verdict & { readonly type: 'refused' }): void {
  const { status, code, message, remedy } = verdict;
  const isVisit =
    request.method === 'GET' && request.headers['sec-fetch-mode'] === 'navigate' && !isInterface(request.path);
  if (status === 401 && isVisit) {
    const page = request.headers['sec-fetch-site'] === 'cross-site' ? askAgainPage : accessRequiredPage;
    response.status(status).type('html').send(page);
    return;
  }
  sendError(response, status, { code, message, remedy });
}

/** A form of another site can send text/plain or a form type, but never JSON without asking first. */
function requireJson(request: Request, response: Response, next: NextFunction): void {
  const mayHaveBody = request.method === 'POST' || request.method === 'PUT';
  if (mayHaveBody && request.is('application/json') === false) return sendError(response, 415, notJsonType);
  next();
}

function answer(route: Route): (request: Request, response: Response) => Promise<void> {
  return async (request, response) => {
    const parameter = (name: string): string => {
      const value = request.params[name];
      return typeof value === 'string' ? value : '';
    };
    const { status, body, textType, encoding } = await route.answer({
      id: parameter('id'),
      revision: parameter('revision'),
      body: request.body,
    });
    if (body === undefined) response.status(status).end();
    else if (encoding !== undefined && body instanceof Uint8Array)
      response
        .status(status)
        .set('Content-Encoding', encoding)
        .type('application/octet-stream')
        .send(Buffer.from(body));
    else if (textType !== undefined) response.status(status).type(textType).send(body);
    else response.status(status).json(body);
  };
}

function sendError(response: Response, status: number, error: ApiError): void {
  response.status(status).json({ error });
}

/** A fault of ours is logged in full and told in one sentence; one of the disk is its person's to mend. */
function explainFailure(log: Log): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) return next(error);
    const disk = diskFaultOf(error);
    if (disk !== null) {
      log.warn('the disk cannot be used', { reason: disk.reason, error: String(error) });
      return sendError(response, 507, {
        code: 'no-disk',
        message: `The server cannot keep anything: ${disk.reason}.`,
        remedy: `${disk.remedy}, where Potoroo keeps its data.`,
      });
    }
    const status = statusOf(error);
    const known = failures[status];
    if (known === undefined)
      log.warn('request failed', { reason: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    sendError(response, known === undefined ? 500 : status, known ?? internalFault);
  };
}

const statusOf = (error: unknown): number =>
  typeof error === 'object' && error !== null && 'status' in error && typeof error.status === 'number'
    ? error.status
    : 500;

const notFound: ApiError = {
  code: 'no-such-address',
  message: 'There is nothing at this address.',
  remedy: 'Open the first page of the studio.',
};
const notJsonType: ApiError = {
  code: 'not-json',
  message: 'The body is not JSON.',
  remedy: 'Send it with the content type application/json.',
};
const tooManyRequests: ApiError = {
  code: 'too-many-requests',
  message: 'Too many requests arrived in a short time.',
  remedy: 'Wait a second and try again.',
};
const internalFault: ApiError = {
  code: 'internal-fault',
  message: 'A fault in Potoroo itself stopped this request.',
  remedy: 'Try again; the terminal where Potoroo runs tells more.',
};
const failures: Readonly<Record<number, ApiError>> = {
  400: {
    code: 'bad-request',
    message: 'The request cannot be understood.',
    remedy: 'Send well-formed JSON to a well-formed address.',
  },
  404: notFound,
  413: {
    code: 'body-too-large',
    message: `What was sent is larger than ${limits.httpBodyBytesMax / 1_048_576} MiB, and a document has at most ${limits.documentBytesMax / 1_048_576} MiB.`,
    remedy: 'Shorten its snippets and notes, or split it into several pipelines.',
  },
  415: {
    code: 'encoding-not-supported',
    message: 'The body is compressed or in another character set.',
    remedy: 'Send plain JSON in UTF-8.',
  },
};
