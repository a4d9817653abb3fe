/**
 * The device behind a TCP sink. A receiver that is lost is waited for: what is to be written stays, outputs pile up behind it to
 * their limit, and the sources are held. It is dialled again and again, ever more slowly; once it is back it is sent again
 * whatever it may not have read, and the run goes on. At least once; a repeated output is the same bytes.
 *
 * A sink that moves says goodbye first, and the next owner is told what the receiver may not have read by then. It sends that again
 * before all else: nothing overtakes what is still unread on the connection of before, but as a repeat.
 *
 * With ids, a receiver can drop repeats. One that acknowledges is sent again only what it has not; its outputs are out of our
 * hands when it says so, and not before.
 */
import type { Socket } from 'node:net';
import { clearTimeout, setTimeout } from 'node:timers';
import type { SinkStage } from '@potoroo/shared/topology';
import type { SinkConnector } from '@potoroo/shared/pipeline';
import type { Address } from './dial.ts';
import type { Timeline } from './output-ids.ts';
import { Acknowledgements, withIds } from './output-ids.ts';
import type { Output } from './sent-outputs.ts';
import { SentOutputs } from './sent-outputs.ts';
import type { OpenedIn, SinkDevice } from './sink-devices.ts';
import { nothingUnread, readUnread, writeUnread } from './unread-outputs.ts';

export type TcpSinkParts = {
  readonly stage: SinkStage;
  readonly connector: Extract<SinkConnector, { type: 'tcp' }>;
  /** Drawn when the run began. */
  readonly run: number;
  /** The run has begun: a receiver that is away now was there before. */
  readonly begun: boolean;
  /** `once`: or several times, because it may be starting too. */
  readonly dial: (address: Address, once: boolean) => Promise<Socket>;
  /** What the sink waits for; null when it does not any more. */
  readonly trouble: (what: string | null) => void;
  readonly note: (text: string) => void;
  readonly firstRetryMs?: number;
  /** How long a receiver has to read what was sent to it before its sink moves. */
  readonly moveFarewellMs?: number;
};
type Release = { readonly place: number; readonly done: () => void };

const retryMsMax = 2_000;
const farewellMs = 1_000;
/** How often a receiver may break off the goodbye before it is believed to do so always. */
const goodbyesMax = 3;

export class TcpSink implements SinkDevice {
  readonly #parts: TcpSinkParts;
  readonly #address: Address;
  readonly #firstRetryMs: number;
  readonly #outputs = new SentOutputs();
  /** In their order: what was written before each is to be out of our hands. */
  #releases: Release[] = [];
  #acknowledgements = new Acknowledgements();
  #timeline: Timeline;
  #socket: Socket | null = null;
  /** To which goodbye is being said. */
  #parting: Socket | null = null;
  #connecting: Promise<void> | null = null;
  #retry: NodeJS.Timeout | undefined;
  #inTrouble = false;
  /** It has been there: where it is not, it is waited for. */
  #isKnown: boolean;
  /** Bytes of the whole output. */
  #end = 0;
  /** Resolves the wait for a connection. */
  #awaited: (() => void)[] = [];
  #isLeaving = false;
  /** How often the output has come here, or was given up. */
  #visit = 0;

  constructor(parts: TcpSinkParts) {
    const { connector, run, firstRetryMs = 100 } = parts;
    this.#parts = parts;
    this.#isKnown = parts.begun;
    this.#address = { host: connector.host, port: connector.port };
    this.#timeline = { run, timeline: 0 };
    this.#firstRetryMs = firstRetryMs;
  }

  readonly connect = (): Promise<void> => {
    this.#isLeaving = false;
    this.#visit++;
    if (this.#isKnown) {
      this.#reach();
      return Promise.resolve();
    }
    return (this.#connecting ??= this.#parts.dial(this.#address, false).then(
      (socket) => this.#dialled(socket),
      (error: unknown) => {
        throw new Error(`sink ${this.#parts.stage.node} cannot connect to ${this.#where}: ${reason(error)}`);
      },
    ));
  };

  readonly open = (bytes: number, { generation, timeline }: OpenedIn, _left = bytes, unread = nothingUnread): void => {
    this.#isLeaving = false;
    this.#visit++;
    this.#end = bytes;
    this.#releases = [];
    this.#outputs.cutAt(unread.length > 0 ? 0 : bytes);
    for (const output of readUnread(unread)) this.#outputs.add(output);
    const isPreview = this.#parts.connector.mode === 'immediate';
    this.#timeline = { ...this.#timeline, timeline: isPreview ? generation : timeline };
    this.#reach();
  };

  readonly write = (at: number, bytes: Uint8Array): void => {
    // What leaves again after a recovery takes the place of what left before.
    this.#outputs.cutAt(at);
    this.#end = at + bytes.length;
    const { wire, last } =
      this.#parts.connector.ids === undefined ? { wire: bytes, last: at } : withIds(bytes, { at, ...this.#timeline });
    const output: Output = { at, end: this.#end, last, wire, isOut: false };
    this.#outputs.add(output);
    if (this.#socket !== null) this.#send(this.#socket, output);
  };

  readonly release = (done: () => void): void => {
    const release: Release = { place: this.#end, done };
    this.#releases.push(release);
    if (this.#isAcknowledged) this.#answerAcknowledged();
    else if (this.#socket !== null) this.#finish(this.#socket, release);
  };

  /** Its next owner dials only when the receiver has read everything, which keeps the order, or is sent what it may not have read. */
  readonly leave = async (): Promise<Uint8Array> => {
    const visit = this.#visit;
    const socket = (this.#parting = this.#hangUp());
    const { moveFarewellMs = 3_000 } = this.#parts;
    const isRead = socket !== null && (await isReadToItsEnd(socket, this.#outputs.isEmpty ? 0 : moveFarewellMs));
    // It was given up, or has come back.
    if (visit !== this.#visit) return nothingUnread;
    this.#parting = null;
    this.#releases = [];
    // Who acknowledges has what it says that it has, and no more.
    if (isRead && !this.#isAcknowledged) this.#outputs.cutAt(0);
    const again = this.#outputs.bytes;
    if (again > 0)
      this.#parts.note(
        `sink ${this.#parts.stage.node} moves, and its receiver ${this.#where} has not said that it has read everything: ${again} bytes are sent again from where it goes on`,
      );
    const unread = writeUnread(this.#outputs.resend());
    this.#outputs.cutAt(0);
    return unread;
  };

  /** A receiver may take its time over what the system has for it; nothing else is sent to it. */
  readonly abandon = async (): Promise<void> => {
    this.#visit++;
    const sockets = [this.#hangUp(), this.#parting];
    this.#parting = null;
    this.#releases = [];
    this.#outputs.cutAt(0);
    for (const act of this.#awaited.splice(0)) act();
    for (const socket of sockets) {
      if (socket !== null && socket.writableLength > 0) socket.destroy();
      else socket?.end();
    }
  };

  readonly close = async (): Promise<void> => {
    const broken = await this.#goodbye();
    if (broken !== null)
      throw new Error(
        `sink ${this.#parts.stage.node} lost its receiver ${this.#where} at the end, ${goodbyesMax} times: ${broken}; it may not have read everything`,
      );
  };

  get #where(): string {
    return `${this.#address.host}:${this.#address.port}`;
  }

  get #isAcknowledged(): boolean {
    return this.#parts.connector.ids === 'acknowledged';
  }

  get #isUnwanted(): boolean {
    return this.#isLeaving && this.#awaited.length === 0;
  }

  /** Dials until there is a connection, unless that is being done already. */
  #reach(waitMs = this.#firstRetryMs): void {
    if (this.#socket !== null || this.#connecting !== null) return;
    this.#connecting = this.#parts.dial(this.#address, true).then(
      (socket) => this.#dialled(socket),
      (error: unknown) => {
        if (this.#isUnwanted) {
          this.#connecting = null;
          return;
        }
        this.#tell(`cannot connect to ${this.#where}: ${reason(error)}`);
        this.#retry = setTimeout(() => {
          this.#retry = undefined;
          this.#connecting = null;
          this.#reach(Math.min(waitMs * 2, retryMsMax));
        }, waitMs);
      },
    );
  }

  #dialled(socket: Socket): void {
    this.#connecting = null;
    if (this.#isUnwanted) socket.destroy();
    else this.#connected(socket);
  }

  /** Nothing is sent any more, and nobody is dialled; the connection that there was is the caller's. A dial that is under way is turned away. */
  #hangUp(): Socket | null {
    this.#isLeaving = true;
    this.#stopWaiting();
    if (this.#inTrouble) this.#parts.trouble(null);
    this.#inTrouble = false;
    const socket = this.#socket;
    this.#socket = null;
    return socket;
  }

  #stopWaiting(): void {
    if (this.#retry === undefined) return;
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#connecting = null;
  }

  #connected(socket: Socket): void {
    this.#isKnown = true;
    this.#socket = socket;
    const acknowledgements = (this.#acknowledgements = new Acknowledgements());
    let saidGoodbye = false;
    socket.setNoDelay();
    // A receiver that has nothing to say may say so and go on reading. If it is gone, what is sent to it comes back as an error.
    socket.allowHalfOpen = true;
    socket.on('end', () => {
      saidGoodbye = true;
    });
    socket.on('error', (error) => this.#lost(socket, saidGoodbye ? 'it closed the connection' : reason(error)));
    socket.on('close', () => this.#lost(socket, 'it closed the connection'));
    if (this.#isAcknowledged) socket.on('data', (bytes: Uint8Array) => this.#acknowledge(acknowledgements, bytes));
    socket.resume();
    if (this.#inTrouble) {
      this.#parts.trouble(null);
      const again = this.#outputs.bytes;
      this.#parts.note(
        `sink ${this.#parts.stage.node} has its receiver ${this.#where} again: ${again} bytes that it may not have read are sent again`,
      );
    }
    this.#inTrouble = false;
    for (const output of this.#outputs.resend()) this.#send(socket, output);
    if (!this.#isAcknowledged) for (const release of this.#releases) this.#finish(socket, release);
    for (const act of this.#awaited.splice(0)) act();
  }

  #send(socket: Socket, output: Output): void {
    socket.write(output.wire, (error) => {
      if ((error !== null && error !== undefined) || this.#socket !== socket) return;
      output.isOut = true;
      if (!this.#isAcknowledged) this.#outputs.forgetFar();
    });
  }

  /** A write that failed is no release: it is made again on the next connection. */
  #finish(socket: Socket, release: Release): void {
    socket.write('', (error) => {
      if ((error !== null && error !== undefined) || this.#socket !== socket) return;
      if (this.#releases[0] !== release) return;
      this.#releases.shift();
      release.done();
    });
  }

  /** Those of the last connection count, also while goodbye is being said to it. */
  #acknowledge(acknowledgements: Acknowledgements, bytes: Uint8Array): void {
    if (this.#acknowledgements !== acknowledgements) return;
    const place = acknowledgements.read(bytes, this.#timeline);
    if (place === null) return;
    this.#outputs.acknowledged(place);
    this.#answerAcknowledged();
  }

  #answerAcknowledged(): void {
    for (let next = this.#releases[0]; next !== undefined; next = this.#releases[0]) {
      const from = this.#outputs.from;
      if (from !== null && from < next.place) return;
      this.#releases.shift();
      next.done();
    }
  }

  #lost(socket: Socket, why: string): void {
    if (this.#socket !== socket) return;
    this.#socket = null;
    socket.destroy();
    this.#tell(`lost its receiver ${this.#where}: ${why}`);
    this.#reach();
  }

  /** Once for each loss, however often it is dialled. */
  #tell(what: string): void {
    if (this.#inTrouble) return;
    this.#inTrouble = true;
    const text = `sink ${this.#parts.stage.node} ${what}`;
    this.#parts.trouble(text);
    this.#parts.note(`${text}; nothing is lost: its outputs wait, and go on by themselves when the receiver is back`);
  }

  /** Null once the receiver has said goodbye too; or how it broke off, time after time. */
  async #goodbye(): Promise<string | null> {
    this.#isLeaving = true;
    const visit = this.#visit;
    let broken: string | null = null;
    for (let times = 0; times < goodbyesMax; times++) {
      // Nothing is on its way to a receiver that is not there.
      if (this.#socket === null && this.#outputs.isEmpty) return null;
      while (this.#socket === null && visit === this.#visit) await this.#attempt();
      const socket = this.#socket;
      // It was given up, or has come back and goes on with this connection.
      if (socket === null || visit !== this.#visit) return null;
      this.#socket = null;
      this.#parting = socket;
      broken = await farewell(socket);
      if (visit !== this.#visit) return null;
      this.#parting = null;
      if (broken === null) break;
      this.#tell(`lost its receiver ${this.#where} at the end: ${broken}`);
    }
    this.#stopWaiting();
    this.#outputs.cutAt(0);
    return broken;
  }

  /** Resolves when there is a connection, or the sink is given up. */
  #attempt(): Promise<void> {
    return new Promise((resolve) => {
      this.#awaited.push(resolve);
      this.#reach();
    });
  }
}

/** Says goodbye and waits for the receiver's, because a reset before it means that it has not read everything. */
function farewell(socket: Socket): Promise<string | null> {
  return new Promise((resolve) => {
    let broken: string | null = null;
    socket.once('error', (error) => {
      broken = reason(error);
    });
    socket.once('close', () => resolve(broken));
    // A receiver that never closes its side is content to keep the connection; all bytes are with it by now.
    socket.end(() => setTimeout(() => resolve(null), farewellMs));
  });
}

/**
 * Ends the connection. The receiver has read everything where it closes its side behind ours, and not by a reset; the close of one that
 * had said goodbye before says nothing.
 */
function isReadToItsEnd(socket: Socket, waitMs: number): Promise<boolean> {
  let isRead = !socket.readableEnded;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      isRead = false;
      socket.destroy();
    }, waitMs);
    socket.once('error', () => {
      isRead = false;
    });
    socket.once('close', () => {
      clearTimeout(timer);
      resolve(isRead);
    });
    socket.end();
  });
}

/** A refusal by several addresses of one name has no message of its own, only a code. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message === '' ? String(Reflect.get(error, 'code') ?? error.name) : error.message;
}
