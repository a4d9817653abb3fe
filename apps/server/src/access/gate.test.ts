import { describe, expect, test } from 'vitest';
import { judge, judgeSite } from './gate.ts';
import type { Approach, GatePolicy } from './gate.ts';
import { AccessKeys } from './keys.ts';

const keys = new AccessKeys({ bearer: null, now: () => 0 });
const policy: GatePolicy = { hosts: new Set(['127.0.0.1:4400', 'localhost:4400']), cookieName: 'potoroo-4400', keys };
const origin = 'http://127.0.0.1:4400';
const cookie = `other=1; potoroo-4400=${keys.session}`;
const stranger: Approach = {
  method: 'GET',
  path: '/api/pipelines',
  host: '127.0.0.1:4400',
  origin: undefined,
  fetchSite: undefined,
  fetchMode: undefined,
  cookie: undefined,
  authorization: undefined,
  isSocket: false,
};
const verdictOf = (change: Partial<Approach>): string => {
  const verdict = judge({ ...stranger, ...change }, policy);
  return verdict.type === 'admitted' ? 'admitted' : `${verdict.status} ${verdict.code}`;
};

describe('the gate', () => {
  test.each([
    ['G1', { host: undefined }, '403 host-not-allowed'],
    ['G1', { host: 'attacker.example:4400', cookie, origin: 'http://attacker.example:4400' }, '403 host-not-allowed'],
    ['G1', { host: '127.0.0.1', cookie }, '403 host-not-allowed'],
    ['G1', { host: '127.0.0.1:4401', cookie }, '403 host-not-allowed'],
    ['G1', { host: 'LOCALHOST:4400', cookie }, 'admitted'],
    ['G2', { origin: 'http://127.0.0.1:4401', cookie }, '403 origin-not-allowed'],
    ['G2', { origin: 'https://127.0.0.1:4400', cookie }, '403 origin-not-allowed'],
    ['G2', { origin: 'http://localhost:4400', cookie }, '403 origin-not-allowed'],
    ['G2', { origin: 'null', cookie }, '403 origin-not-allowed'],
    ['G2', { origin: `${origin}.attacker.example`, cookie }, '403 origin-not-allowed'],
    ['G2', { origin: 'http://attacker.example', authorization: `Bearer ${keys.bearer}` }, '403 origin-not-allowed'],
    ['G3', { fetchSite: 'same-site', cookie }, '403 cross-site'],
    ['G3', { fetchSite: 'cross-site', fetchMode: 'navigate', cookie }, '403 cross-site'],
    ['G3', { fetchSite: 'cross-site', fetchMode: 'navigate', path: '/API/pipelines', cookie }, '403 cross-site'],
    ['G3', { fetchSite: 'cross-site', fetchMode: 'navigate', path: '/', cookie }, 'admitted'],
    ['G3', { fetchSite: 'cross-site', fetchMode: 'navigate', path: '/', method: 'POST', cookie }, '403 cross-site'],
    ['G4', { method: 'POST', cookie }, '403 origin-not-allowed'],
    ['G4', { method: 'POST', cookie, origin }, 'admitted'],
    ['G4', { isSocket: true, cookie }, '403 origin-not-allowed'],
    ['G4', { isSocket: true, cookie, origin }, 'admitted'],
    ['G4', { method: 'DELETE', authorization: `Bearer ${keys.bearer}` }, 'admitted'],
    ['G5', {}, '401 access-required'],
    ['G5', { cookie: 'potoroo-4400=' }, '401 access-required'],
    ['G5', { cookie: `potoroo-4401=${keys.session}` }, '401 access-required'],
    ['G5', { cookie: `potoroo-4400=${keys.bearer}` }, '401 access-required'],
    ['G5', { cookie: `potoroo-4400=${keys.session}x` }, '401 access-required'],
    ['G5', { authorization: `Bearer ${keys.session}` }, '401 access-required'],
    ['G5', { authorization: `Basic ${keys.bearer}` }, '401 access-required'],
    ['G5', { authorization: `Bearer ${keys.bearer}` }, 'admitted'],
    ['G5', { cookie }, 'admitted'],
  ])('%s: %j is %s', (_rule, change, verdict) => {
    expect(verdictOf(change)).toBe(verdict);
  });

  test('G1 to G3 hold for the one-time link too, G5 does not', () => {
    expect(judgeSite({ ...stranger, path: '/open' }, policy).type).toBe('admitted');
    expect(judgeSite({ ...stranger, path: '/open', host: 'attacker.example' }, policy).type).toBe('refused');
  });
});

describe('a one-time link', () => {
  test('works once', () => {
    const token = keys.issueLink();
    expect([keys.redeemLink(token), keys.redeemLink(token), keys.redeemLink('')]).toEqual([true, false, false]);
  });

  test('stops working after ten minutes', () => {
    let now = 0;
    const aging = new AccessKeys({ bearer: null, now: () => now });
    const token = aging.issueLink();
    now = 10 * 60_000 + 1;
    expect(aging.redeemLink(token)).toBe(false);
  });
});
