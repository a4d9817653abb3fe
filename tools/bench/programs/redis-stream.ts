/**
 * Records through a Redis stream, in the protocol of Redis itself (RESP 2) so that no client is measured: the lines of a chunk
 * are added in one pipeline of XADD, and read by a second connection with XREAD, a thousand at a time.
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const batch = '1000';
const behindMax = 50_000;

export async function throughRedis(
  port: number,
  source: Socket,
  linesOf: (chunk: Uint8Array) => readonly string[],
  handle: (line: string) => void,
): Promise<void> {
  const key = `bench:${process.pid}:${Math.random()}`;
  const [writer, reader] = await Promise.all([open(port), open(port)]);
  const counts = { added: 0, handled: 0, ended: false };
  const writing = (async () => {
    for await (const chunk of source) {
      const lines = linesOf(chunk as Buffer);
      counts.added += lines.length;
      writer.send(lines.map((line) => ['XADD', key, '*', 'r', line]));
      for (let i = 0; i < lines.length; i++) await writer.reply();
      while (counts.added - counts.handled > behindMax) await new Promise((resolve) => setImmediate(resolve));
    }
    counts.ended = true;
  })();
  let last = '0';
  while (!counts.ended || counts.handled < counts.added) {
    reader.send([['XREAD', 'COUNT', batch, 'BLOCK', '20', 'STREAMS', key, last]]);
    const entries = entriesIn(await reader.reply());
    for (const { id, line } of entries) {
      handle(line);
      last = id;
    }
    counts.handled += entries.length;
    if (entries.length === 0) continue;
    reader.send([['XTRIM', key, 'MINID', last]]);
    await reader.reply();
  }
  await writing;
  writer.close();
  reader.close();
}

type Reply = string | number | null | readonly Reply[];
type Connection = {
  readonly send: (commands: readonly (readonly string[])[]) => void;
  readonly reply: () => Promise<Reply>;
  readonly close: () => void;
};

async function open(port: number): Promise<Connection> {
  const socket = connect({ port, host: '127.0.0.1' });
  await once(socket, 'connect');
  const replies: Reply[] = [];
  const waiting: ((reply: Reply) => void)[] = [];
  let bytes: Buffer = Buffer.alloc(0);
  socket.on('data', (chunk: Buffer) => {
    bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk]);
    let at = 0;
    for (let read = parse(bytes, at); read !== null; read = parse(bytes, at)) {
      at = read.end;
      const next = waiting.shift();
      if (next === undefined) replies.push(read.value);
      else next(read.value);
    }
    bytes = bytes.subarray(at);
  });
  return {
    send: (commands) => void socket.write(commands.map(commandText).join('')),
    reply: () => {
      const ready = replies.shift();
      return ready === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(ready);
    },
    close: () => socket.destroy(),
  };
}

const commandText = (parts: readonly string[]): string =>
  `*${parts.length}\r\n${parts.map((part) => `$${Buffer.byteLength(part)}\r\n${part}\r\n`).join('')}`;

/** One reply from `at` on, or null where it is not whole yet. */
function parse(bytes: Buffer, at: number): { readonly value: Reply; readonly end: number } | null {
  const lineEnd = bytes.indexOf('\r\n', at);
  if (lineEnd < 0) return null;
  const head = bytes.toString('latin1', at + 1, lineEnd);
  const end = lineEnd + 2;
  switch (bytes[at]) {
    case 36: {
      const length = Number(head);
      if (length < 0) return { value: null, end };
      return bytes.length < end + length + 2
        ? null
        : { value: bytes.toString('utf8', end, end + length), end: end + length + 2 };
    }
    case 42:
      return Number(head) < 0 ? { value: null, end } : parseItems(bytes, end, Number(head));
    case 58:
      return { value: Number(head), end };
    case 45:
      throw new Error(`Redis refuses: ${head}`);
    default:
      return { value: head, end };
  }
}

function parseItems(
  bytes: Buffer,
  from: number,
  count: number,
): { readonly value: Reply; readonly end: number } | null {
  const items: Reply[] = [];
  let end = from;
  for (let i = 0; i < count; i++) {
    const read = parse(bytes, end);
    if (read === null) return null;
    items.push(read.value);
    end = read.end;
  }
  return { value: items, end };
}

/** `[[key, [[id, ['r', line]], …]]]`, or null where nothing came in time. */
function entriesIn(reply: Reply): readonly { readonly id: string; readonly line: string }[] {
  const list = (value: Reply | undefined): readonly Reply[] => (Array.isArray(value) ? value : []);
  return list(list(list(reply)[0])[1]).map((entry) => {
    const [id, fields] = list(entry);
    return { id: String(id), line: String(list(fields)[1]) };
  });
}
