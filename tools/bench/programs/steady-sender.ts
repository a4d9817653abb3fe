/** Sends lines, one key after the other, as fast as the other side takes them, until it is told to stop; says how many. */
import { once } from 'node:events';
import { connect } from 'node:net';

const keys = 1_000;
const linesAtOnce = 4_000;

process.on('message', (message: { readonly type: string; readonly port?: number }) => {
  if (message.type === 'stop') stopped = true;
  if (message.type === 'count') process.send?.({ type: 'counted', records });
  if (message.type === 'send') void send(message.port ?? 0);
});

let stopped = false;
let records = 0;

async function send(port: number): Promise<void> {
  const lines = Buffer.from(Array.from({ length: linesAtOnce }, (_, index) => `key-${index % keys}\n`).join(''));
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  socket.resume();
  const closed = once(socket, 'close');
  while (!stopped) {
    records += linesAtOnce;
    if (!socket.write(lines)) await once(socket, 'drain');
    else await new Promise((resolve) => setImmediate(resolve));
  }
  socket.end();
  await closed;
  process.send?.({ type: 'sent', records });
}
