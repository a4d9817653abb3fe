/**
 * Strangers at the ports that workers and coordinator open for each other: without the token they are cut off, nothing of
 * what they send is kept or looked at, and the run goes on. They find the ports as any local process would, in /proc.
 */
import { readFileSync, readdirSync, readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { countingTopology, generator, numbers, tcpSource } from './testing/counting-topology.ts';
import { eventually, pidOf, startRun } from './testing/real-run.ts';

/** The TCP ports on which a process listens. */
function portsOf(pid: number): readonly number[] {
  const inodes = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return [/^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? ''];
      } catch {
        return [];
      }
    }),
  );
  const listening = '0A';
  return readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => fields[3] === listening && inodes.has(fields[9] ?? ''))
    .map((fields) => Number.parseInt(fields[1]?.split(':')[1] ?? '', 16));
}

const residentBytes = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024;

/** Sends until the other side hangs up; resolves with the bytes that it took. */
function flood(port: number, first: Buffer): Promise<number> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const block = Buffer.alloc(1024 * 1024, 'x');
    const push = (): void => {
      while (!socket.destroyed && socket.bytesWritten < 100e6 && socket.write(block));
    };
    socket.on('error', () => undefined);
    socket.on('drain', push);
    socket.on('close', () => resolve(socket.bytesWritten));
    socket.resume();
    socket.write(first);
    push();
  });
}

function said(port: number, bytes: Buffer): Promise<Socket> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(socket));
    socket.resume();
  });
}

test('a stranger at the control port or a link port is cut off and harms nothing, whatever it sends', async () => {
  // The third worker is stopped before it can link up, which keeps every port open.
  const run = startRun(
    countingTopology({ source: generator(100), generate: '(n) => "k:" + n', sink: { type: 'live' } }),
    3,
  );
  const held = pidOf(run, 'w3');
  process.kill(held, 'SIGSTOP');
  onTestFinished(() => {
    try {
      process.kill(held, 'SIGCONT');
    } catch {
      // It has ended.
    }
  });
  const targets = ['coordinator', 'w1', 'w2'].map((name) => pidOf(run, name));
  await eventually(() => targets.every((pid) => portsOf(pid).length > 0), 'the coordinator and two workers listen');
  const ports = targets.flatMap(portsOf);
  const before = targets.map(residentBytes);
  const wrongToken = Buffer.concat([Buffer.from('0'.repeat(64)), Buffer.from([1, 0, 0, 0])]);
  const hugeLength = Buffer.concat([Buffer.from([255, 255, 255, 255]), Buffer.alloc(200, 0xc1)]);
  for (const port of ports) {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('x'),
      wrongToken.subarray(0, 67),
      wrongToken,
      hugeLength,
      Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ]) {
      expect((await said(port, bytes)).destroyed).toBe(true);
    }
    const taken = await Promise.all(Array.from({ length: 8 }, () => flood(port, wrongToken)));
    expect(Math.max(...taken)).toBeLessThan(100e6);
  }
  for (const [index, pid] of targets.entries()) expect(residentBytes(pid) - (before[index] ?? 0)).toBeLessThan(50e6);
  process.kill(held, 'SIGCONT');
  expect(await run.over()).toMatchObject({ ok: true, sources: { numbers: 100 }, sinks: { totals: 100 } });
});

test('silent strangers are sent away after five seconds', async () => {
  const run = startRun(countingTopology({ source: tcpSource(), sink: { type: 'live' } }), 1, { tcpLingerMs: null });
  await run.listening;
  const [port] = portsOf(pidOf(run, 'coordinator'));
  const socket = connect(port ?? 0, '127.0.0.1');
  const opened = performance.now();
  socket.resume();
  await new Promise((resolve) => socket.once('close', resolve));
  expect(performance.now() - opened).toBeGreaterThan(4_000);
  expect((await run.deployment.stop()).ok).toBe(true);
});

test('once all workers are linked, only the ports of sources and the control port are open', async () => {
  const run = startRun(countingTopology({ source: tcpSource(), sink: { type: 'live' } }), 2, { tcpLingerMs: null });
  const address = (await run.listening)[numbers];
  const open = ['w1', 'w2'].flatMap((name) => portsOf(pidOf(run, name)));
  expect(open.map((port) => `127.0.0.1:${port}`)).toEqual([address]);
  expect((await run.deployment.stop()).ok).toBe(true);
});
