/**
 * Connections and what they brought survive whatever of the run is killed while they send: the output is that of one
 * thread, once and in order per key. Steps wait for what telemetry tells, never for time.
 */
import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { counted, countingTopology, fileSink, lines, numbers, perKey, tcpSource } from './testing/counting-topology.ts';
import type { RealRun } from './testing/real-run.ts';
import { pidOf, startRun, temporaryDirectory } from './testing/real-run.ts';

const senders = 3;
const linesEach = 20_000;

type TcpRun = {
  readonly run: RealRun;
  readonly texts: readonly string[];
  /** Sends everything up to this share of each text. */
  readonly send: (share: number) => void;
  readonly judge: () => Promise<void>;
};

async function tcpRun(workers: number): Promise<TcpRun> {
  const output = join(temporaryDirectory(), 'out');
  const run = startRun(countingTopology({ source: tcpSource(), sink: fileSink(output) }), workers);
  const address = (await run.listening)[numbers];
  const port = Number(address?.split(':')[1]);
  const texts = Array.from({ length: senders }, (_, sender) => lines(linesEach).replaceAll('k', `s${sender}k`));
  const sockets: Socket[] = texts.map(() => connect(port, '127.0.0.1').on('error', () => undefined));
  onTestFinished(() => void sockets.map((socket) => socket.destroy()));
  let sent = 0;
  const send = (share: number): void => {
    for (const [sender, socket] of sockets.entries()) {
      const text = texts[sender] ?? '';
      socket.write(text.slice(Math.floor(text.length * sent), Math.floor(text.length * share)));
      if (share === 1) socket.end();
    }
    sent = share;
  };
  const judge = async (): Promise<void> => {
    const amount = senders * linesEach;
    expect(await run.over(true)).toMatchObject({
      ok: true,
      deadLetters: 0,
      sources: { numbers: amount },
      sinks: { totals: amount },
    });
    expect(perKey(readFileSync(output, 'utf8'))).toEqual(counted(texts.join('')));
  };
  return { run, texts, send, judge };
}

const released = (run: RealRun, share: number): Promise<unknown> =>
  run.frame(({ ledger }) => ledger.released >= senders * linesEach * share - 5);

describe('a run whose records come over connections', () => {
  test.each(['w1', 'w2', 'coordinator'])('goes on as if nothing had happened when %s is killed', async (name) => {
    const { run, send, judge } = await tcpRun(2);
    send(0.3);
    await released(run, 0.3);
    send(0.6);
    process.kill(pidOf(run, name), 'SIGKILL');
    send(0.8);
    await released(run, 0.8);
    send(1);
    await judge();
  });

  test('goes on when all of its processes are killed at once, and again', async () => {
    const { run, send, judge } = await tcpRun(3);
    for (const share of [0.2, 0.4, 0.6]) {
      send(share);
      await run.frame(({ ledger }) => ledger.released > 0);
      send(share + 0.1);
      for (const { pid } of run.deployment.processes()) process.kill(pid, 'SIGKILL');
      await released(run, share + 0.1);
    }
    send(1);
    await judge();
  });

  test('lets the worker that reads the connections be drained', async () => {
    const { run, send, judge } = await tcpRun(2);
    send(0.5);
    await released(run, 0.1);
    expect(await run.deployment.request({ type: 'add' })).toBeNull();
    expect(await run.deployment.request({ type: 'drain', worker: 0 })).toBeNull();
    send(1);
    await judge();
  });
});
