/**
 * Who may speak to this server. One pure judgement serves HTTP requests and socket handshakes alike:
 *
 *   G1  `Host` must be a name this server goes by: a rebound DNS name is refused.
 *   G2  an `Origin`, where there is one, must be exactly this server's own.
 *   G3  a browser that says it asks on behalf of another site (`Sec-Fetch-Site`) is refused, except to open a page.
 *   G4  the session cookie counts for a change or a socket only with an `Origin`: browsers always send it there.
 *   G5  the session cookie or the bearer key must be right.
 */
import type { AccessKeys } from './keys.ts';

export type Approach = {
  readonly method: string;
  readonly path: string;
  readonly host: string | undefined;
  readonly origin: string | undefined;
  readonly fetchSite: string | undefined;
  readonly fetchMode: string | undefined;
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
  /** A handshake of the live feed, which may not be without `Origin` either. */
  readonly isSocket: boolean;
};

export type GatePolicy = {
  /** `127.0.0.1:4400`, lower case. */
  readonly hosts: ReadonlySet<string>;
  readonly cookieName: string;
  readonly keys: AccessKeys;
};

export type Verdict =
  | { readonly type: 'admitted' }
  | {
      readonly type: 'refused';
      readonly status: 401 | 403;
      readonly code: RefusalCode;
      readonly message: string;
      readonly remedy: string;
    };
export type RefusalCode = 'host-not-allowed' | 'origin-not-allowed' | 'cross-site' | 'access-required';

/** G1 to G3: what holds even for the one-time link, which needs no key. */
export function judgeSite(approach: Approach, { hosts }: GatePolicy): Verdict {
  const host = approach.host?.toLowerCase();
  if (host === undefined || !hosts.has(host)) return hostRefused;
  if (approach.origin !== undefined && approach.origin.toLowerCase() !== `http://${host}`) return originRefused;
  if (isCrossSite(approach.fetchSite) && !isPageVisit(approach)) return crossSiteRefused;
  return admitted;
}

/** G1 to G5. */
export function judge(approach: Approach, policy: GatePolicy): Verdict {
  const site = judgeSite(approach, policy);
  if (site.type === 'refused') return site;
  if (hasBearer(approach.authorization, policy.keys)) return admitted;
  if (!hasSession(approach.cookie, policy)) return accessRefused;
  const needsOrigin = approach.isSocket || !safeMethods.has(approach.method);
  if (needsOrigin && approach.origin === undefined && approach.fetchSite !== 'same-origin') return originRefused;
  return admitted;
}

const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const isCrossSite = (fetchSite: string | undefined): boolean =>
  fetchSite !== undefined && fetchSite !== 'same-origin' && fetchSite !== 'none';

function isPageVisit({ method, fetchMode, path, isSocket }: Approach): boolean {
  return !isSocket && method === 'GET' && fetchMode === 'navigate' && !isInterface(path);
}

/** Paths that programs ask for, as opposed to pages that people visit. Compared as Express does: without case. */
export const isInterface = (path: string): boolean => /^\/(api|socket\.io)(\/|$)/i.test(path);

function hasBearer(authorization: string | undefined, keys: AccessKeys): boolean {
  const match = /^Bearer ([\w-]{20,512})$/i.exec(authorization ?? '');
  return match?.[1] !== undefined && keys.isBearer(match[1]);
}

function hasSession(cookie: string | undefined, { cookieName, keys }: GatePolicy): boolean {
  const pairs = (cookie ?? '').split(';').map((pair) => pair.trim());
  return pairs.some((pair) => pair.startsWith(`${cookieName}=`) && keys.isSession(pair.slice(cookieName.length + 1)));
}

const admitted: Verdict = { type: 'admitted' };
const hostRefused: Verdict = {
  type: 'refused',
  status: 403,
  code: 'host-not-allowed',
  message: 'This server does not go by the host name of the request.',
  remedy: 'Open the address that Potoroo printed when it started.',
};
const originRefused: Verdict = {
  type: 'refused',
  status: 403,
  code: 'origin-not-allowed',
  message: 'The request comes from another origin than this server.',
  remedy: 'Use the studio at the address that Potoroo printed when it started.',
};
const crossSiteRefused: Verdict = {
  type: 'refused',
  status: 403,
  code: 'cross-site',
  message: 'The request was made on behalf of another website.',
  remedy: 'Use the studio at the address that Potoroo printed when it started.',
};
const accessRefused: Verdict = {
  type: 'refused',
  status: 401,
  code: 'access-required',
  message: 'This needs access to the studio.',
  remedy: 'Open the link that Potoroo printed when it started, or send the bearer key from the data directory.',
};
