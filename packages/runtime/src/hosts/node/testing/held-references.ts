/**
 * The second wall, looked at alone: a worker's process after its lock-down, as user code would find it had it got hold of
 * everything that Node has. Says on standard output what each attempt came to.
 */
import childProcess from 'node:child_process';
import dgram from 'node:dgram';
import dns from 'node:dns';
import fs from 'node:fs';
import inspector from 'node:inspector';
import net from 'node:net';
import { setTimeout } from 'node:timers';
import workerThreads from 'node:worker_threads';
import { lockDown } from '../permissions.ts';

const held = process;
const heldFetch = fetch;
const file = held.argv[2] ?? '';
const port = Number(held.argv[3]);

const connected = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    net.connect(port, '127.0.0.1').once('connect', resolve).once('error', reject);
  });
const listening = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    // The refusal is thrown in a later turn, outside of every callback.
    held.once('uncaughtException', reject);
    net
      .createServer()
      .once('error', reject)
      .listen(0, '127.0.0.1', () => resolve('listens'));
  });
const datagram = (): Promise<unknown> =>
  new Promise((resolve, reject) => {
    dgram
      .createSocket('udp4')
      .once('error', reject)
      .send('x', port, '127.0.0.1', (error) => (error === null ? resolve('sent') : reject(error)));
  });
const attempts: Readonly<Record<string, () => unknown>> = {
  'read a file': () => fs.readFileSync(file),
  'write a file': () => fs.writeFileSync(file, 'changed'),
  'read a directory': () => fs.readdirSync('/'),
  'remove a file': () => fs.rmSync(file),
  'read by a module got again': () => held.getBuiltinModule('fs').readFileSync(file),
  'start a process': () => childProcess.spawnSync('true').error ?? 'started',
  'start a thread': () => new workerThreads.Worker('1', { eval: true }),
  'open the debugger': () => inspector.open(0),
  'load an addon': () => held.dlopen({ exports: {} }, file),
  'write a report': () => held.report.writeReport(file),
  connect: connected,
  listen: listening,
  'send a datagram': datagram,
  'look up a name': () => dns.promises.lookup('localhost.example'),
  fetch: () => heldFetch(`http://127.0.0.1:${port}`),
};

async function outcome(attempt: () => unknown): Promise<string> {
  try {
    const result = await attempt();
    if (result instanceof Error) throw result;
    return 'done';
  } catch (error) {
    if (!(error instanceof Error)) return String(error);
    const cause = error.cause instanceof Error ? error.cause : error;
    return String(Reflect.get(cause, 'code') ?? cause.message);
  }
}

lockDown();
const timer = setTimeout(() => held.exit(1), 10_000);
const outcomes: Record<string, string> = {};
for (const [name, attempt] of Object.entries(attempts)) outcomes[name] = await outcome(attempt);
held.stdout.write(JSON.stringify(outcomes), () => held.exit(0));
void timer;
