/**
 * One request to the studio's server. Expected failures are values that say what happened and what to do; the session
 * cookie travels by itself.
 */
import type { ApiError } from '@potoroo/shared/control';
import { err, ok, type Result } from '@potoroo/shared/result';

/** `status` 0: there was no answer. `body` is what the server sent along, for answers that carry a value with an error status. */
export type Failure = ApiError & { readonly status: number; readonly body: unknown };

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
type Request = {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  readonly keepalive?: boolean;
};

/** The server is ours and of the same version, so its answers are taken at their word: `Answer` is not checked. */
export async function request<Answer>({
  method,
  path,
  body,
  keepalive = false,
}: Request): Promise<Result<Answer, Failure>> {
  const init: RequestInit = { method, keepalive, headers: { accept: 'application/json' } };
  if (body !== undefined) {
    init.headers = { accept: 'application/json', 'content-type': 'application/json' };
    init.body = JSON.stringify(body);
  }
  const response = await fetch(`/api${path}`, init).catch(() => null);
  if (response === null) return err(unreachable);
  const answer: unknown = await response.json().catch(() => null);
  return response.ok ? ok(answer as Answer) : err(failureOf(response.status, answer));
}

/** Bytes rather than JSON; null where there are none. */
export async function requestBytes(path: string): Promise<Uint8Array | null> {
  const response = await fetch(`/api${path}`).catch(() => null);
  if (response === null || !response.ok) return null;
  const bytes = await response.arrayBuffer().catch(() => null);
  return bytes === null ? null : new Uint8Array(bytes);
}

export const unreachable: Failure = {
  status: 0,
  code: 'unreachable',
  message: "The studio's server does not answer.",
  remedy: 'See whether its terminal is still running; the studio reconnects by itself.',
  body: null,
};

function failureOf(status: number, body: unknown): Failure {
  const error = errorIn(body);
  if (error !== null && status !== 401) return { ...error, status, body };
  if (status === 401) {
    return {
      status,
      body,
      code: 'unauthorised',
      message: 'This window’s access has ended.',
      remedy: 'Open the URL that npm start printed.',
    };
  }
  return {
    status,
    body,
    code: `http-${status}`,
    message: `The server answered with status ${status}.`,
    remedy: 'Try again; the terminal may say more.',
  };
}

function errorIn(body: unknown): ApiError | null {
  if (typeof body !== 'object' || body === null || !('error' in body)) return null;
  const { error } = body;
  if (typeof error !== 'object' || error === null || !('message' in error) || typeof error.message !== 'string')
    return null;
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : '';
  const code = 'code' in error && typeof error.code === 'string' ? error.code : 'error';
  return { code, message: error.message, remedy };
}
