import { expect, test } from 'vitest';
import { allowedHosts, isLoopback } from './hosts.ts';

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
