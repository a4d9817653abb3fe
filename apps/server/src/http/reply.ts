/** What a route answers: a status and JSON, a text of another type, or bytes. An error is always `{ error: ApiError }`, sometimes with more beside it. */
import type { ApiError } from '@potoroo/shared/control';

export type Reply = {
  readonly status: number;
  readonly body: unknown;
  /** The body is text of this type rather than JSON. */
  readonly textType?: string;
  /** The body is bytes that were compressed in this way. */
  readonly encoding?: 'gzip';
};

export const reply = (status: number, body: unknown): Reply => ({ status, body });
export const textReply = (body: string, textType: string): Reply => ({ status: 200, body, textType });
export const bytesReply = (body: Uint8Array, encoding: 'gzip'): Reply => ({ status: 200, body, encoding });
export const noContent: Reply = { status: 204, body: undefined };
export const problem = (status: number, error: ApiError, more: object = {}): Reply => ({
  status,
  body: { error, ...more },
});
