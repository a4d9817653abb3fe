/** HTTP as a test wants it: any method, path, header and body, with nothing added or followed. Also a bare websocket handshake. */
import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';

export type RawHeaders = Readonly<Record<string, string>>;
export type RawRequest = {
  readonly port: number;
  readonly method?: string;
  readonly path: string;
  readonly headers?: RawHeaders;
  readonly body?: string | Uint8Array;
};
export type RawReply = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly body: string };

export function rawRequest({ port, method = 'GET', path, headers = {}, body }: RawRequest): Promise<RawReply> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      { host: '127.0.0.1', port, method, path, headers: { connection: 'close', ...headers }, agent: false },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('end', () =>
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          }),
        );
        incoming.on('error', reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

export type Upgrade = { readonly status: number; readonly socket: Socket };

/** The first line that a websocket handshake is answered with; after 101 the socket speaks websocket. */
export function rawUpgrade({
  port,
  path = '/socket.io/?EIO=4&transport=websocket',
  headers = {},
}: {
  readonly port: number;
  readonly path?: string;
  readonly headers?: RawHeaders;
}): Promise<Upgrade> {
  const lines = {
    Host: `127.0.0.1:${port}`,
    Connection: 'Upgrade',
    Upgrade: 'websocket',
    'Sec-WebSocket-Version': '13',
    'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
    ...headers,
  };
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('error', reject);
    socket.once('data', (chunk: Buffer) => {
      resolve({ status: Number(/^HTTP\/1\.1 (\d{3})/.exec(chunk.toString('latin1'))?.[1] ?? 0), socket });
    });
    socket.write(
      `GET ${path} HTTP/1.1\r\n${Object.entries(lines)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join('')}\r\n`,
    );
  });
}

/** One masked websocket frame, as a client sends it. */
export function websocketFrame(payload: Buffer, opcode = 1): Buffer {
  const header =
    payload.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | payload.length]) : longHeader(payload.length, opcode);
  return Buffer.concat([header, Buffer.alloc(4), payload]);
}

function longHeader(length: number, opcode: number): Buffer {
  const header = Buffer.alloc(10);
  header.set([0x80 | opcode, 0x80 | 127]);
  header.writeBigUInt64BE(BigInt(length), 2);
  return header;
}
