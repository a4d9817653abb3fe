import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { Socket, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { SourceConnector } from '@potoroo/shared/pipeline';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { samplePipeline } from '../testing/sample-pipeline.ts';
import type { SampleConnectors } from '../testing/sample-pipeline.ts';
import { temporaryDirectory } from '../testing/temporary-directory.ts';
import { checkStateDirectory, preflight } from './preflight.ts';

async function verdict(connectors: SampleConnectors): Promise<string> {
  const checked = await preflight(samplePipeline(connectors));
  return checked.ok ? 'ready' : `${checked.error.message} ${checked.error.remedy}`;
}
const reads = (path: string): SampleConnectors => ({ left: { type: 'file', path, format: 'lines', rate: null } });
const writes = (path: string): SampleConnectors => ({ totals: { type: 'file', path, format: 'lines' } });
const listens = (port: number, host = '127.0.0.1'): SourceConnector => ({ type: 'tcp', host, port, format: 'lines' });

async function occupiedPort(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('before a run', () => {
  test('a missing input file is told with its node and path', async () => {
    const path = join(temporaryDirectory(), 'orders.bin');
    expect(await verdict(reads(path))).toContain(`The source "left" reads ${path}, but it does not exist.`);
  });

  test('a directory is no input file', async () => {
    expect(await verdict(reads(temporaryDirectory()))).toContain('that is a directory');
  });

  test('an output directory must exist', async () => {
    const directory = join(temporaryDirectory(), 'missing');
    expect(await verdict(writes(join(directory, 'out.txt')))).toContain(`mkdir -p ${directory}`);
  });

  test('an output file may not be a directory, nor lie in a file', async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, 'out'));
    writeFileSync(join(directory, 'plain'), '');
    expect(await verdict(writes(join(directory, 'out')))).toContain('that is a directory');
    expect(await verdict(writes(join(directory, 'plain', 'out')))).toContain('is not a directory');
  });

  test('an output file may not have a name that cannot be, nor a link that leads nowhere or in a circle', async () => {
    const directory = temporaryDirectory();
    symlinkSync('circle', join(directory, 'circle'));
    symlinkSync('missing/out', join(directory, 'nowhere'));
    symlinkSync('later', join(directory, 'new'));
    expect(await verdict(writes(join(directory, 'x'.repeat(300))))).toContain('its name is too long');
    expect(await verdict(writes(join(directory, 'circle')))).toContain('its symbolic links lead in a circle');
    expect(await verdict(writes(join(directory, 'nowhere')))).toContain(`mkdir -p ${join(directory, 'missing')}`);
    expect(await verdict(writes(join(directory, 'new')))).toBe('ready');
  });

  test('one file cannot be both read and written', async () => {
    const path = join(temporaryDirectory(), 'same.txt');
    writeFileSync(path, 'one\n');
    expect(await verdict({ ...reads(path), ...writes(path) })).toContain('"left" and "totals" use one file');
  });

  test('two sources may read one file', async () => {
    const path = join(temporaryDirectory(), 'same.txt');
    writeFileSync(path, 'one\n');
    const connector = { type: 'file', path, format: 'lines', rate: null } as const;
    expect(await verdict({ left: connector, right: connector })).toBe('ready');
  });

  test('a port in use is told, a free one is not touched', async () => {
    expect(await verdict({ left: listens(await occupiedPort()) })).toContain('another program does');
    expect(await verdict({ left: listens(0), right: listens(0) })).toBe('ready');
  });

  test('two sources cannot listen on one port of one address', async () => {
    expect(await verdict({ left: listens(9), right: listens(9) })).toContain('both listen on port 9');
    expect(await verdict({ left: listens(9), right: listens(9, '0.0.0.0') })).toContain('both listen on port 9');
    expect(await verdict({ left: listens(9), right: listens(9, 'localhost') })).toContain('both listen on port 9');
    expect(await verdict({ left: listens(9), right: listens(9, '127.0.0.2') })).toBe('ready');
  });

  test('a reference is looked up, and stays one in words', async () => {
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(await verdict({ left: listens(0, 'secret:HERE') })).toMatch(/secret:HERE.*POTOROO_SECRET_HERE=ADDRESS/s);
    vi.stubEnv('POTOROO_SECRET_HERE', '127.0.0.1');
    expect(await verdict({ left: listens(0, 'secret:HERE') })).toBe('ready');
    const unjournaled = { ...listens(0, 'secret:HERE'), journal: 'off' } as const;
    expect(await verdict({ left: unjournaled })).toContain('keeps no journal');
    vi.stubEnv('POTOROO_SECRET_HERE', '192.0.2.1');
    const refused = await verdict({ left: listens(0, 'secret:HERE') });
    expect(refused).toContain('this machine has no address secret:HERE.');
    expect(refused).not.toContain('192.0.2.1');
  });

  test('a state directory is made, and told where it cannot be', () => {
    const directory = temporaryDirectory();
    writeFileSync(join(directory, 'plain'), '');
    const said = (path: string): string => {
      const checked = checkStateDirectory(path);
      return checked.ok ? 'ready' : checked.error.message;
    };
    expect(said(join(directory, 'new', 'state'))).toBe('ready');
    expect(existsSync(join(directory, 'new', 'state'))).toBe(true);
    expect(said(join(directory, 'plain'))).toMatch(/^The state cannot be kept in .*plain: it is a file\.$/);
    expect(said(join(directory, 'plain', 'state'))).toContain('a part of its path is not a directory');
    expect(said('/proc/nope')).toBe('The state cannot be kept in /proc/nope: nothing can be made there.');
  });

  test.each([
    [4_000, '192.0.2.1'],
    [0, '192.0.2.1'],
    [4_000, '2001:db8::1'],
    [4_000, 'host.invalid'],
  ])('port %d of %s, which is not this machine, is refused, and nobody is asked', async (port, host) => {
    const asked = vi.spyOn(Socket.prototype, 'connect').mockImplementation(function refuse(this: Socket) {
      return this.destroy(new Error('no test leaves this machine'));
    });
    onTestFinished(() => void asked.mockRestore());
    expect(await verdict({ left: listens(port, host) })).toContain(`this machine has no address ${host}.`);
    expect(asked).not.toHaveBeenCalled();
  });
});
