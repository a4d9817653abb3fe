import { limits } from '@potoroo/shared/limits';
import { describe, expect, test } from 'vitest';
import { parseConnectorSpec } from './connector-spec.ts';
import type { ConnectorSide } from './connector-spec.ts';

const value = (side: ConnectorSide, text: string): unknown => {
  const parsed = parseConnectorSpec(side, text);
  return parsed.ok ? parsed.value : parsed.error.message;
};

describe('a connector SPEC', () => {
  test.each([
    ['source', 'file:a/b.bin', { type: 'file', path: 'a/b.bin', format: null, rate: null }],
    ['source', 'file:/a/b.bin?format=framed&rate=2.5', { type: 'file', path: '/a/b.bin', format: 'framed', rate: 2.5 }],
    ['source', 'file:///a/b.bin', { type: 'file', path: '/a/b.bin', format: null, rate: null }],
    ['source', 'file:what?.txt', { type: 'file', path: 'what?.txt', format: null, rate: null }],
    ['source', 'file:a?b=c/d?format=csv', { type: 'file', path: 'a?b=c/d', format: 'csv', rate: null }],
    ['source', 'file:a&rate=1?format=csv', { type: 'file', path: 'a&rate=1', format: 'csv', rate: null }],
    ['source', 'file:R&D.txt', { type: 'file', path: 'R&D.txt', format: null, rate: null }],
    ['source', 'tcp://127.0.0.1:0?format=ndjson', { type: 'tcp', host: '127.0.0.1', port: 0, format: 'ndjson' }],
    ['source', 'tcp://[::1]:9000', { type: 'tcp', host: '::1', port: 9000, format: null }],
    ['source', 'tcp://a:1?journal=off&format=csv', { type: 'tcp', host: 'a', port: 1, format: 'csv', journal: 'off' }],
    ['sink', 'tcp://localhost:65535?format=lines', { type: 'tcp', host: 'localhost', port: 65535, format: 'lines' }],
    [
      'source',
      `generator?rate=${limits.sourceRateMax}`,
      { type: 'generator', rate: limits.sourceRateMax, count: null },
    ],
    ['source', 'generator', { type: 'generator', rate: null, count: null }],
    ['source', 'generator?rate=10&count=5', { type: 'generator', rate: 10, count: 5 }],
    ['sink', 'live', { type: 'live' }],
    ['sink', 'file:a?mode=immediate', { type: 'file', path: 'a', format: null, rate: null, mode: 'immediate' }],
    ['sink', 'tcp://a:1?ids=acknowledged', { type: 'tcp', host: 'a', port: 1, format: null, ids: 'acknowledged' }],
    ['sink', 'tcp://a:1?mode=committed', { type: 'tcp', host: 'a', port: 1, format: null, mode: 'committed' }],
  ] as const)('of a %s reads %s', (side, text, expected) => {
    expect(value(side, text)).toEqual(expected);
  });

  test.each([
    ['source', 'orders.bin', 'is none that Potoroo knows'],
    ['source', '', 'is none that Potoroo knows'],
    ['source', 'file:', 'names no file'],
    ['source', 'file:a\0b', 'NUL'],
    ['sink', 'file:out/', 'names a directory'],
    ['source', 'file:a?format=xml', 'format "xml"'],
    ['source', 'file:a?rate=0', 'rate "0"'],
    ['source', 'file:a?rate=-1', 'rate "-1"'],
    ['source', 'file:a?rate=', 'rate ""'],
    ['source', `file:a?rate=${limits.sourceRateMax + 1}`, 'rate "100000001"'],
    ['source', 'file:a?speed=3', 'option "speed"'],
    ['source', 'file:a?rate=1&rate=2', 'twice'],
    ['sink', 'file:a?rate=3', 'option "rate"'],
    ['source', 'tcp://localhost', 'not HOST:PORT'],
    ['source', 'tcp://:99', 'not HOST:PORT'],
    ['source', 'tcp://a:99999', 'out of range'],
    ['sink', 'tcp://a:0', 'out of range'],
    ['sink', 'file:a?mode=later', 'mode "later"'],
    ['source', 'file:a?mode=immediate', 'option "mode"'],
    ['sink', 'tcp://a:1?ids=yes', 'ids "yes"'],
    ['source', 'tcp://a:1?ids=sent', 'option "ids"'],
    ['source', 'tcp://a:1?journal=maybe', 'journal "maybe"'],
    ['sink', 'tcp://a:1?journal=off', 'option "journal"'],
    ['sink', 'generator', 'is none that Potoroo knows'],
    ['source', 'live', 'is none that Potoroo knows'],
    ['source', 'generator?count=1.5', 'count "1.5"'],
  ] as const)('of a %s refuses %j and says what is wrong', (side, text, message) => {
    expect(value(side, text)).toContain(message);
  });

  test.each([
    ['source', 'file:README.md&rate=abc', 'file:README.md?rate=abc'],
    ['source', 'file:a&format=csv&rate=5', 'file:a?format=csv&rate=5'],
    ['sink', 'file:out.txt&format=lines', 'file:out.txt?format=lines'],
    ['source', 'tcp://127.0.0.1:7000&format=framed', 'tcp://127.0.0.1:7000?format=framed'],
    ['source', 'generator&count=5', 'generator?count=5'],
  ] as const)('of a %s whose options lack their question mark is refused: %s should be %s', (side, text, meant) => {
    expect(parseConnectorSpec(side, text)).toEqual({
      ok: false,
      error: {
        message: `The SPEC "${text}" has options, but no "?" before them.`,
        remedy: `Options start with "?": write "${meant}".`,
      },
    });
  });
});
