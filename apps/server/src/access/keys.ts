/**
 * The secrets of one start of the server, and nothing that outlives it: the session key in the browser's cookie, the
 * bearer key in a file for programs, and links that each work once. Comparison takes the same time whatever is wrong.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A link that nobody opened stops working; a new one is made on demand. */
const linkLifetimeMs = 10 * 60_000;
const linksMax = 16;
const keyBytes = 32;

export type KeysOptions = {
  readonly bearer: string | null;
  readonly session?: string | null;
  readonly now: () => number;
};

export class AccessKeys {
  readonly #session: string;
  readonly #bearer: string;
  readonly #links = new Map<string, number>();
  readonly #now: () => number;

  /** Keys that are given are those of the server that was here before, and was killed. */
  constructor({ bearer, session = null, now }: KeysOptions) {
    this.#session = session ?? newKey();
    this.#bearer = bearer ?? newKey();
    this.#now = now;
  }

  get session(): string {
    return this.#session;
  }

  get bearer(): string {
    return this.#bearer;
  }

  isSession(candidate: string): boolean {
    return isSame(candidate, this.#session);
  }

  isBearer(candidate: string): boolean {
    return isSame(candidate, this.#bearer);
  }

  /** A fresh token for a one-time link. */
  issueLink(): string {
    const token = newKey();
    this.#links.set(hashOf(token), this.#now() + linkLifetimeMs);
    const oldest = this.#links.keys().next();
    if (this.#links.size > linksMax && oldest.done !== true) this.#links.delete(oldest.value);
    return token;
  }

  /** Whether the token opens a session; the second time it does not. Looked up by hash, so timing tells nothing. */
  redeemLink(token: string): boolean {
    const hash = hashOf(token);
    const expiresAt = this.#links.get(hash);
    this.#links.delete(hash);
    return expiresAt !== undefined && this.#now() <= expiresAt;
  }
}

const newKey = (): string => randomBytes(keyBytes).toString('base64url');
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const isSame = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
