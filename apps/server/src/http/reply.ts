/** What a route answers: a status and JSON. An error is always `{ error: ApiError }`, sometimes with more beside it. */
import type { ApiError } from '@potoroo/shared/control';

export type Reply = { readonly status: number; readonly body: unknown };

export const reply = (status: number, body: unknown): Reply => ({ status, body });
export const noContent: Reply = { status: 204, body: undefined };
export const problem = (status: number, error: ApiError, more: object = {}): Reply => ({
  status,
  body: { error, ...more },
});
