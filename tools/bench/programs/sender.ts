/**
 * Sends a file over TCP, several times if told so, as fast as the other side takes it, and says how long that took: from
 * the first byte until the other side, having read everything, has closed its half too.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { once } from 'node:events';

const chunkBytes = 262_144;

type Sending = { readonly path: string; readonly port: number; readonly passes: number };

process.on('message', (message: Sending) => void send(message));

async function send({ path, port, passes }: Sending): Promise<void> {
  const bytes = readFileSync(path);
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const closed = once(socket, 'close');
  socket.resume();
  const started = performance.now();
  for (let pass = 0; pass < passes; pass++) {
    for (let at = 0; at < bytes.length; at += chunkBytes)
      if (!socket.write(bytes.subarray(at, at + chunkBytes))) await once(socket, 'drain');
  }
  socket.end();
  await closed;
  process.send?.({ type: 'sent', ms: performance.now() - started });
}
