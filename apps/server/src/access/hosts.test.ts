import { hostname, networkInterfaces } from 'node:os';
import { describe, expect, test } from 'vitest';
import { allowedHosts, isLoopback, isOfThisMachine } from './hosts.ts';

test('a loopback server goes by its three loopback names and its port', () => {
  expect([...allowedHosts('127.0.0.1', 4400)]).toEqual(['127.0.0.1:4400', 'localhost:4400', '[::1]:4400']);
});

test('on port 80 browsers leave the port out', () => {
  expect(allowedHosts('127.0.0.1', 80).has('127.0.0.1')).toBe(true);
});

test('a server on every address goes by the numbers of this machine, and by no foreign name', () => {
  const hosts = allowedHosts('0.0.0.0', 4400);
  expect(hosts.has('127.0.0.1:4400')).toBe(true);
  expect(hosts.has('attacker.example:4400')).toBe(false);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.8.8', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['192.168.1.5', false],
  ['127.0.0.1.attacker.example', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

describe('an address of this machine', () => {
  test.each([
    '127.0.0.1',
    '127.1.2.3',
    '::1',
    '0:0::1',
    '::ffff:127.0.0.1',
    'localhost',
    'LOCALHOST',
    '0.0.0.0',
    '::',
    hostname(),
  ])('is %s', (host) => {
    expect(isOfThisMachine(host)).toBe(true);
  });
  test('is every address of its interfaces', () => {
    const addresses = Object.values(networkInterfaces()).flatMap((entries) => entries ?? []);
    expect(addresses.every(({ address }) => isOfThisMachine(address))).toBe(true);
  });
  test.each([
    '8.8.8.8',
    '192.0.2.1',
    '2001:db8::1',
    '::ffff:8.8.8.8',
    'example.org',
    '127.0.0.1.example.org',
    '127.0.0.999',
    '',
  ])('is not %j', (host) => expect(isOfThisMachine(host)).toBe(false));
});
