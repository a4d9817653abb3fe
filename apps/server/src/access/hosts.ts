/**
 * The names this server goes by, for the `Host` allow-list, and which addresses count as this machine alone.
 * Numbers are safe to list: only a name can be rebound.
 */
import { hostname, networkInterfaces } from 'node:os';
import { BlockList, isIP } from 'node:net';

const loopbackNames = ['127.0.0.1', 'localhost', '::1'];

export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
/** Names that stand for numbers elsewhere are not looked up: asking for them is traffic. */
export function isOfThisMachine(host: string): boolean {
  const name = host.toLowerCase();
  if (name === 'localhost' || name === hostname().toLowerCase() || isWildcard(name)) return true;
  const number = name.replace(/%.*$/, '');
  const family = isIP(number);
  return family !== 0 && ownNumbers().check(number, family === 6 ? 'ipv6' : 'ipv4');
}

/** As numbers and not as text, because `::1` has many spellings. */
function ownNumbers(): BlockList {
  const numbers = new BlockList();
  numbers.addSubnet('127.0.0.0', 8);
  for (const address of ['::1', '::', ...ownAddresses()])
    numbers.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  return numbers;
}

export const isWildcard = (host: string): boolean => host === '0.0.0.0' || host === '::';

export function allowedHosts(host: string, port: number): ReadonlySet<string> {
  const names = isLoopback(host) ? loopbackNames : [...loopbackNames, ...outsideNames(host)];
  return new Set(names.map((name) => authority(name, port)));
}

/** `[::1]:4400`: an IPv6 address wears brackets in a URL; the port of the scheme is left out by browsers. */
export function authority(host: string, port: number): string {
  const name = isIP(host) === 6 ? `[${host}]` : host;
  return (port === 80 ? name : `${name}:${port}`).toLowerCase();
}

function outsideNames(host: string): readonly string[] {
  if (!isWildcard(host)) return [host];
  return [hostname(), ...ownAddresses()];
}

const ownAddresses = (): readonly string[] =>
  Object.values(networkInterfaces()).flatMap((entries) => (entries ?? []).map(({ address }) => address));
