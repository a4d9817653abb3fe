/**
 * The peers: the same job on the same NDJSON, each in the way of its kind. One process that listens for market data and for
 * orders, and sends rejections on. `plain`: a loop over the lines of each chunk. `streams`: object streams of Node, a
 * stage each for lines, values and logic. `rxjs`: a Subject with operators. `redis`: every record through a Redis stream.
 * `node-red`: every record through a flow of Node-RED.
 */
import { createRequire } from 'node:module';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { Transform, type TransformCallback, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { Lines, Market, type Order, type Quote } from './market-logic.ts';
import { throughNodeRed } from './node-red.ts';
import { throughRedis } from './redis-stream.ts';

const [kind = 'plain', receiverPort = '0', redisPort = '0'] = process.argv.slice(2);

/** Reads one connection to its end; what the logic gives is handed on, as lines. */
type Serve = (socket: Socket, logic: (value: unknown) => object | null, out: (text: string) => void) => Promise<void>;

const market = new Market();
const updates = (value: unknown): null => {
  market.update(value as Quote);
  return null;
};
const checks = (value: unknown): object | null => market.check(value as Order);

const plain: Serve = async (socket, logic, out) => {
  const lines = new Lines();
  socket.on('data', (chunk: Buffer) => {
    for (const line of lines.of(chunk)) {
      const result = logic(JSON.parse(line));
      if (result !== null) out(`${JSON.stringify(result)}\n`);
    }
  });
  await once(socket, 'end');
};

const streams: Serve = async (socket, logic, out) => {
  const lines = new Lines();
  const stage = <Value>(each: (value: Value, push: (value: unknown) => void) => void): Transform =>
    new Transform({
      objectMode: true,
      transform(value: Value, _encoding, done: TransformCallback) {
        each(value, (made) => this.push(made));
        done();
      },
    });
  await pipeline(
    socket,
    stage((chunk: Buffer, push) => lines.of(chunk).forEach(push)),
    stage((line: string, push) => push(JSON.parse(line))),
    stage((value: unknown, push) => {
      const result = logic(value);
      if (result !== null) push(result);
    }),
    new Writable({
      objectMode: true,
      write(result: object, _encoding, done) {
        out(`${JSON.stringify(result)}\n`);
        done();
      },
    }),
  );
};

/** As much of RxJS as is used here; it is installed beside the suite, and not where this is checked. */
type Operator = { readonly operator: unknown };
type Observable = {
  readonly pipe: (...operators: readonly Operator[]) => Observable;
  readonly subscribe: (next: (value: unknown) => void) => void;
};
type Rx = {
  readonly Subject: new () => Observable & { readonly next: (value: unknown) => void };
  readonly mergeMap: (each: (value: Buffer) => readonly string[]) => Operator;
  readonly map: (each: (value: never) => unknown) => Operator;
  readonly filter: (each: (value: unknown) => boolean) => Operator;
};

const rxjs: Serve = async (socket, logic, out) => {
  const peers = fileURLToPath(new URL('../peers/package.json', import.meta.url));
  const { Subject, mergeMap, map, filter }: Rx = createRequire(peers)('rxjs');
  const lines = new Lines();
  const chunks = new Subject();
  chunks
    .pipe(
      mergeMap((chunk) => lines.of(chunk)),
      map((line: string): unknown => JSON.parse(line)),
      map(logic),
      filter((result) => result !== null),
      map((result: object) => `${JSON.stringify(result)}\n`),
    )
    .subscribe((text) => out(String(text)));
  socket.on('data', (chunk: Buffer) => chunks.next(chunk));
  await once(socket, 'end');
};

const redis: Serve = async (socket, logic, out) => {
  const lines = new Lines();
  const handle = (line: string): void => {
    const result = logic(JSON.parse(line));
    if (result !== null) out(`${JSON.stringify(result)}\n`);
  };
  await throughRedis(Number(redisPort), socket, (chunk) => lines.of(chunk), handle);
};

const nodeRed: Serve = async (socket, logic, out) => {
  const lines = new Lines();
  await throughNodeRed(socket, (chunk) => lines.of(chunk), logic, out);
};

const kinds: Readonly<Record<string, Serve>> = { plain, streams, rxjs, redis, 'node-red': nodeRed };
const serve = kinds[kind];
if (serve === undefined) throw new Error(`there is no peer "${kind}"; there are ${Object.keys(kinds).join(', ')}`);

const output = connect({ port: Number(receiverPort), host: '127.0.0.1' });
await once(output, 'connect');

async function listen(logic: (value: unknown) => object | null, ended: () => void): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    server.close();
    void serve?.(socket, logic, (text) => output.write(text)).then(() => {
      socket.end();
      ended();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const marketData = await listen(updates, () => undefined);
const orders = await listen(checks, () => output.end(() => process.send?.({ type: 'over' })));
process.send?.({ type: 'listening', orders, 'market-data': marketData });
