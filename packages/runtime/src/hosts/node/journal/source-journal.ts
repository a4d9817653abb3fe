/**
 * The journal of one TCP source: it listens, writes what its connections bring to a log, and gives it to the worker that
 * owns the source, from any position that a kept checkpoint names. It lives in the supervisor, so that neither connections
 * nor accepted bytes are lost with a worker or the coordinator.
 *
 *   J1  A byte is given to a worker only once it is written: a worker that is killed loses nothing of it.
 *   J2  Each connection is a stream of its own, with its own order and its own position. Between connections there is no order.
 *   J3  A position says which connections were open and how far each had been taken, and from which number on connections
 *       are new; one that is below and not named has been taken to its end.
 *   J4  What the oldest kept checkpoint has taken is forgotten, a whole segment at a time.
 *   J5  Who sends faster than the worker takes waits: what a connection is ahead by is bounded.
 *   J6  A connection that was open when the program ended breaks where its last whole entry ends.
 */
import { Buffer } from 'node:buffer';
import type { Server, Socket } from 'node:net';
import { createServer } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import { limits } from '@potoroo/shared/limits';
import type { SourceStage } from '@potoroo/shared/topology';
import type { Connections } from '../../../core/index.ts';
import { resolvedHost, variableOf, withoutSecret } from '../dial.ts';
import { listeningFault } from '../listening-fault.ts';
import { ConnectionLog, FreshBytes } from './connection-log.ts';
import type { Entry, FoundEntry } from './journal-entry.ts';
import type { FrameType } from './journal-frames.ts';
import { frameHead, windowBytes } from './journal-frames.ts';
import type { Place } from './segment-log.ts';
import { SegmentLog } from './segment-log.ts';

export type JournalParts = {
  readonly stage: SourceStage;
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  /** How long another connection is waited for after the last one has closed; null: the source never ends by itself. */
  readonly lingerMs: number | null;
  readonly note: (text: string) => void;
  /** What it waits for; null when it does not any more. */
  readonly trouble: (what: string | null) => void;
  readonly segmentBytes?: number;
  readonly connectionsMax?: number;
};
/** A worker that reads the source. */
export type Reader = { readonly socket: Socket; readonly subscription: number };

export class SourceJournal {
  #parts: JournalParts;
  readonly #server: Server;
  readonly #log: SegmentLog;
  readonly #fresh = new FreshBytes();
  readonly #connections = new Map<number, ConnectionLog>();
  readonly #sockets = new Map<number, Socket>();
  #listening: Promise<string> | null = null;
  #isRead = false;
  #next = 0;
  #closed = false;
  #ended = false;
  #reader: Reader | null = null;
  /** Connections broke with the program: their senders are expected again. */
  #awaitsReturn = false;
  #linger: NodeJS.Timeout | undefined;

  /** Reads what is there. Throws where it cannot be used. */
  constructor(parts: JournalParts) {
    this.#parts = parts;
    this.#log = new SegmentLog({
      directory: parts.directory,
      segmentBytes: parts.segmentBytes ?? limits.journalSegmentBytes,
      preface: () => this.#preface(),
      written: (entry, place) => this.#written(entry, place),
      found: (entry, place) => this.#found(entry, place),
      torn: (what) => parts.note(`source ${parts.stage.node}: ${what}`),
      trouble: (why) => {
        // Another version of the pipeline may go on with the source.
        const { stage, directory, trouble, note } = this.#parts;
        const { node } = stage;
        trouble(why === null ? null : `source ${node} cannot write its journal in ${directory}: ${why}`);
        note(
          why === null
            ? `source ${node} goes on: its journal can be written again`
            : `source ${node} waits, because its journal in ${directory} cannot be written: ${why}; nothing is lost, and it goes on by itself`,
        );
      },
    });
    this.#server = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => this.#accept(socket));
    this.#server.maxConnections = parts.connectionsMax ?? limits.sourceConnectionsMax;
    this.#server.once('drop', () =>
      this.#parts.note(
        `source ${this.#parts.stage.node} turns senders away: it takes ${this.#server.maxConnections} connections at a time; send over fewer`,
      ),
    );
    this.#isRead = true;
    const open = [...this.#connections.values()].filter(({ isOver }) => !isOver);
    this.#awaitsReturn = open.length > 0;
    for (const connection of open)
      this.#end(connection, 'broken', 'the program that took it was ended while the connection was open');
  }

  /** Resolves with `host:port`. */
  listen(): Promise<string> {
    return (this.#listening ??= this.#listen());
  }

  #listen(): Promise<string> {
    const { host, port, stage, note } = this.#parts;
    const known = resolvedHost(host);
    return new Promise((resolve, reject) => {
      if (known === null)
        return reject(
          new Error(`source ${stage.node}: nobody has said where ${host} is; start with ${variableOf(host)}=ADDRESS`),
        );
      const refused = (error: Error): void => {
        const fault = listeningFault(error);
        const message = known === host ? fault : withoutSecret(fault, known, host);
        reject(
          new Error(
            `source ${stage.node} cannot listen on ${host}:${port}: ${message}; choose another port, or port 0 for any`,
          ),
        );
      };
      this.#server.once('error', refused);
      this.#server.listen(port, known, () => {
        this.#server.off('error', refused);
        this.#server.on('error', (error) =>
          note(`source ${stage.node} cannot take connections any more: ${error.message}`),
        );
        const address = this.#server.address();
        if (this.#closed) this.#server.close();
        resolve(
          address === null || typeof address === 'string'
            ? `${host}:${port}`
            : `${known === host ? address.address : host}:${address.port}`,
        );
      });
    });
  }

  /** Another version of the pipeline goes on with the source: connections and what they brought stay. */
  goOn(parts: Pick<JournalParts, 'stage' | 'note' | 'trouble'>): void {
    this.#parts = { ...this.#parts, ...parts };
  }

  /** A worker reads from here on; whoever did so before does no more. */
  subscribe(reader: Reader, { next, open }: Connections): void {
    this.unsubscribe(this.#reader);
    const offsets = new Map(open.map(({ connection, offset }) => [connection, offset]));
    const fresh = [...this.#connections.values()].filter(({ id }) => id >= next && !offsets.has(id));
    const lacking = [...open, ...fresh.map(({ id }) => ({ connection: id, offset: 0 }))].find(
      ({ connection, offset }) => {
        const found = this.#connections.get(connection);
        return found === undefined || offset < found.first || offset > found.received;
      },
    );
    this.#reader = reader;
    if (lacking !== undefined || next > this.#next) {
      const what =
        lacking === undefined ? `connection ${next}` : `byte ${lacking.offset} of its connection ${lacking.connection}`;
      const why = Buffer.from(
        `its journal in ${this.#parts.directory} does not hold ${what}, which the checkpoint needs; start with an empty directory to begin anew`,
      );
      this.#say('failed', 0, why);
      return;
    }
    for (const connection of this.#connections.values()) {
      const from = offsets.get(connection.id) ?? (connection.id >= next ? 0 : null);
      if (from !== null) this.#open(connection, from);
    }
    if (this.#closed) this.#say('closed', 0);
    this.#lingerNow();
  }

  unsubscribe(reader: Reader | null): void {
    if (reader === null || this.#reader === null) return;
    if (reader.socket !== this.#reader.socket || reader.subscription !== this.#reader.subscription) return;
    this.#reader = null;
    clearTimeout(this.#linger);
    for (const connection of this.#connections.values()) connection.rewind(connection.cursor, 0);
  }

  /** The link to a worker is lost. */
  lost(socket: Socket): void {
    if (this.#reader?.socket === socket) this.unsubscribe(this.#reader);
  }

  taken(reader: Reader, id: number, bytes: number): void {
    if (this.#reader?.socket !== reader.socket || this.#reader.subscription !== reader.subscription) return;
    const connection = this.#connections.get(id);
    if (connection === undefined) return;
    connection.credit += bytes;
    this.#send(connection);
  }

  sync(): Promise<void> {
    return this.#log.sync();
  }

  /** No kept checkpoint is older than this position. */
  keep({ next, open }: Connections): void {
    const offsets = new Map(open.map(({ connection, offset }) => [connection, offset]));
    for (const connection of this.#connections.values()) {
      const offset = offsets.get(connection.id);
      if (offset !== undefined) for (const place of connection.trim(offset)) this.#log.release(place);
      if (offset !== undefined || connection.id >= next) continue;
      this.#connections.delete(connection.id);
      for (const place of connection.drop()) this.#log.release(place);
    }
  }

  /** No connection is taken any more; those that are open are cut. */
  close(): void {
    this.#ended = true;
    clearTimeout(this.#linger);
    this.#server.close();
    for (const socket of this.#sockets.values()) socket.destroy();
    this.#log.close();
  }

  #accept(socket: Socket): void {
    clearTimeout(this.#linger);
    this.#awaitsReturn = false;
    const connection = new ConnectionLog(this.#next++, this.#fresh);
    const { id } = connection;
    this.#connections.set(id, connection);
    this.#sockets.set(id, socket);
    this.#log.append({ kind: 'opened', connection: id, at: 0, payload: [], length: 0 });
    socket.on('data', (bytes: Buffer) => {
      const at = connection.appended;
      connection.appended += bytes.length;
      this.#log.append({ kind: 'bytes', connection: id, at, payload: [bytes], length: bytes.length });
      if (connection.lag >= limits.journalLagBytesMax) socket.pause();
    });
    socket.on('end', () => this.#end(connection, 'ended', ''));
    socket.on('error', (error) => this.#end(connection, 'broken', error.message));
    socket.on('close', () => this.#end(connection, 'broken', 'the connection was closed'));
    if (this.#reader !== null) this.#open(connection, 0);
    socket.resume();
  }

  #end(connection: ConnectionLog, kind: 'ended' | 'broken', reason: string): void {
    if (connection.isOver || this.#ended) return;
    connection.isOver = true;
    this.#sockets.delete(connection.id);
    const payload = Buffer.from(reason);
    this.#log.append({
      kind,
      connection: connection.id,
      at: connection.appended,
      payload: [payload],
      length: payload.length,
    });
  }

  /** A segment can be read without those before it. */
  #preface(): readonly Entry[] {
    const nothing = { payload: [], length: 0 };
    const entries: Entry[] = [{ kind: 'head', connection: this.#next, at: 0, ...nothing }];
    for (const { id, isOver, appended } of this.#connections.values())
      if (!isOver) entries.push({ kind: 'opened', connection: id, at: appended, ...nothing });
    if (this.#closed) entries.push({ kind: 'closed', connection: 0, at: 0, ...nothing });
    return entries;
  }

  /** A new connection is remembered by where it was opened; an older mention is not needed when there is a newer one. */
  #mark(connection: ConnectionLog, place: Place): boolean {
    for (const older of connection.marks.splice(0)) this.#release(older);
    connection.marks.push(place);
    return true;
  }

  #written(entry: Entry, place: Place): boolean {
    if (entry.kind === 'head' || entry.kind === 'closed') return false;
    const connection = this.#connections.get(entry.connection);
    if (connection === undefined) return false;
    const { at, length, payload } = entry;
    switch (entry.kind) {
      case 'opened':
        return this.#mark(connection, place);
      case 'bytes':
        connection.written({ at, length, place }, payload);
        break;
      default:
        connection.end = { kind: entry.kind, reason: payload.map(String).join('') };
        this.#mark(connection, place);
    }
    this.#send(connection);
    return true;
  }

  #found({ kind, connection: id, at, length }: FoundEntry, place: Place): boolean {
    this.#next = Math.max(this.#next, kind === 'head' || kind === 'closed' ? 0 : id + 1, kind === 'head' ? id : 0);
    if (kind === 'closed') this.#closed = true;
    if (kind === 'head' || kind === 'closed') return false;
    const connection = this.#connections.get(id) ?? new ConnectionLog(id, this.#fresh, at);
    this.#connections.set(id, connection);
    if (kind === 'bytes') {
      // What lies between is gone: nothing before it can be given in one piece.
      if (at !== connection.received) for (const older of connection.trim(at)) this.#release(older);
      connection.found({ at, length, place });
      return true;
    }
    if (kind !== 'opened') {
      connection.isOver = true;
      // The words are those of the time; what counts is that it did not end well.
      connection.end = { kind, reason: 'the connection broke' };
    }
    return this.#mark(connection, place);
  }

  /** While the log is still being read there is nothing to forget yet. */
  #release(place: Place): void {
    if (this.#isRead) this.#log.release(place);
    else place.segment.refs--;
  }

  #open(connection: ConnectionLog, from: number): void {
    connection.rewind(from, windowBytes);
    this.#say('opened', connection.id);
    this.#send(connection);
  }

  /** Gives the reader what it has room for, and then the end. */
  #send(connection: ConnectionLog): void {
    while (connection.isOpened && connection.credit > 0 && !connection.isReading && !connection.isSent) {
      const fresh = connection.takeFresh();
      if (fresh === null) this.#readBack(connection);
      else this.#say('bytes', connection.id, fresh);
    }
    const socket = this.#sockets.get(connection.id);
    if (socket?.isPaused() === true && connection.lag < limits.journalLagBytesMax / 2) socket.resume();
    if (!connection.isOpened || connection.end === null || !connection.isSent) return;
    connection.isOpened = false;
    connection.credit = 0;
    this.#say(connection.end.kind, connection.id, Buffer.from(connection.end.reason));
    this.#lingerNow();
  }

  #readBack(connection: ConnectionLog): void {
    const stretch = connection.next();
    if (stretch === null) return;
    const reader = this.#reader;
    const { cursor } = connection;
    const from = cursor - stretch.at;
    const length = Math.min(stretch.length - from, limits.sourceReadBytes);
    connection.isReading = true;
    this.#log.read(stretch.place, from, length).then(
      (bytes) => {
        if (this.#reader !== reader || connection.cursor !== cursor || this.#ended) return;
        connection.isReading = false;
        connection.sent(bytes.length);
        this.#say('bytes', connection.id, bytes);
        this.#send(connection);
      },
      (error: Error) => {
        if (this.#reader === reader && !this.#ended)
          this.#say('failed', 0, Buffer.from(`its journal cannot be read: ${error.message}`));
      },
    );
  }

  #say(type: FrameType, connection: number, payload: Uint8Array | null = null): void {
    const reader = this.#reader;
    if (reader === null || reader.socket.destroyed) return;
    const { socket, subscription } = reader;
    socket.cork();
    socket.write(
      frameHead({ type, stage: this.#parts.stage.id, subscription, connection, length: payload?.length ?? 0 }),
    );
    if (payload !== null && payload.length > 0) socket.write(payload);
    socket.uncork();
  }

  /** The source ends some time after its last connection has, once everything has been given to the worker. */
  #lingerNow(): void {
    const { lingerMs } = this.#parts;
    clearTimeout(this.#linger);
    if (lingerMs === null || this.#closed || this.#ended || this.#awaitsReturn || this.#reader === null) return;
    if (this.#next === 0 || this.#sockets.size > 0) return;
    if ([...this.#connections.values()].some(({ isOpened }) => isOpened)) return;
    this.#linger = setTimeout(() => {
      this.#closed = true;
      this.#server.close();
      this.#log.append({ kind: 'closed', connection: 0, at: 0, payload: [], length: 0 });
      this.#say('closed', 0);
    }, lingerMs);
  }
}
