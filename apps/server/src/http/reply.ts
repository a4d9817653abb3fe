/** What a route answers: a status and JSON, or a text of another type. An error is always `{ error: ApiError }`, sometimes with more beside it. */
import type { ApiError } from '@potoroo/shared/control';

export type Reply = {
  readonly status: number;
  readonly body: unknown;
  /** The body is text of this type rather than JSON. */
  readonly textType?: string;
};

export const reply = (status: number, body: unknown): Reply => ({ status, body });
export const textReply = (body: string, textType: string): Reply => ({ status: 200, body, textType });
export const noContent: Reply = { status: 204, body: undefined };
export const problem = (status: number, error: ApiError, more: object = {}): Reply => ({
  status,
  body: { error, ...more },
});
