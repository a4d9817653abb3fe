/**
 * A journaled source as its worker sees it: connections that its supervisor keeps, and gives from any position again. The
 * worker holds a window of each; what its core has taken is granted anew.
 */
import type { Buffer } from 'node:buffer';
import type { Socket } from 'node:net';
import { Buffer as Bytes } from 'node:buffer';
import type { SourceStage } from '@potoroo/shared/topology';
import type { SourceDevice } from '../source-devices.ts';
import type { WorkerEvent } from '../../../core/index.ts';
import type { FrameHead, FrameType } from './journal-frames.ts';
import { FrameReader, frameHead, windowBytes } from './journal-frames.ts';

type Heard = (head: FrameHead, payload: Buffer) => void;

/** The connection of one worker to the journals of its supervisor, which may come after the first words for it. */
export class JournalLink {
  readonly #heard = new Map<number, Heard>();
  #socket: Socket | null = null;
  #early: Buffer[] = [];

  attach(socket: Socket): void {
    this.#socket?.destroy();
    this.#socket = socket;
    const reader = new FrameReader((head, payload) => this.#heard.get(head.stage)?.(head, payload));
    socket.setNoDelay();
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk: Buffer) => reader.push(chunk));
    socket.resume();
    for (const bytes of this.#early.splice(0)) socket.write(bytes);
  }

  hear(stage: number, heard: Heard): void {
    this.#heard.set(stage, heard);
  }

  send(bytes: Buffer): void {
    if (this.#socket === null) this.#early.push(bytes);
    else this.#socket.write(bytes);
  }
}

export type JournaledParts = {
  readonly stage: SourceStage;
  readonly link: JournalLink;
  /** Where the supervisor listens. */
  readonly address: string;
  readonly deliver: (event: WorkerEvent) => void;
  readonly fault: (message: string) => void;
};

type Intake = { readonly waiting: Buffer[]; asked: boolean; taken: number; end: (() => void) | null };

const grantBytes = windowBytes / 4;

export function journaledSource({ stage, link, address, deliver, fault }: JournaledParts): SourceDevice {
  const intakes = new Map<number, Intake>();
  let subscription = 0;
  let isOpen = false;
  const say = (type: FrameType, connection: number, length: number, payload: Buffer | null = null): void => {
    const head = frameHead({ type, stage: stage.id, subscription, connection, length });
    link.send(payload === null ? head : Bytes.concat([head, payload]));
  };
  const give = (id: number, intake: Intake): void => {
    const bytes = intake.waiting.shift();
    if (bytes === undefined) {
      intake.end?.();
      return;
    }
    intake.asked = false;
    intake.taken += bytes.length;
    if (intake.taken >= grantBytes) {
      say('taken', id, intake.taken);
      intake.taken = 0;
    }
    deliver({ type: 'intake-bytes', stage: stage.id, intake: id, bytes });
  };
  const ends = (id: number, tell: () => void): void => {
    const intake = intakes.get(id);
    if (intake === undefined) return;
    intake.end = () => {
      intakes.delete(id);
      tell();
    };
    if (intake.asked) give(id, intake);
  };
  link.hear(stage.id, (head, payload) => {
    if (!isOpen || head.subscription !== subscription) return;
    const intake = head.connection;
    switch (head.type) {
      case 'opened':
        intakes.set(intake, { waiting: [], asked: false, taken: 0, end: null });
        deliver({ type: 'intake-opened', stage: stage.id, intake });
        return;
      case 'bytes': {
        const own = intakes.get(intake);
        if (own === undefined) return;
        own.waiting.push(payload);
        if (own.asked) give(intake, own);
        return;
      }
      case 'ended':
        return ends(intake, () => deliver({ type: 'intake-ended', stage: stage.id, intake }));
      case 'broken': {
        const reason = payload.toString();
        return ends(intake, () => deliver({ type: 'intake-broken', stage: stage.id, intake, reason }));
      }
      case 'closed':
        return deliver({ type: 'source-closed', stage: stage.id });
      case 'failed':
        return fault(`source ${stage.node}: ${payload.toString()}`);
      default:
        throw new Error(`the journal of source ${stage.node} said ${head.type}`);
    }
  });
  return {
    address,
    open: (_offset, connections) => {
      subscription++;
      isOpen = true;
      intakes.clear();
      const from = Bytes.from(JSON.stringify(connections));
      say('subscribe', 0, from.length, from);
    },
    read: (id) => {
      const intake = intakes.get(id);
      if (intake === undefined) return;
      intake.asked = true;
      give(id, intake);
    },
    close: () => {
      if (isOpen) say('unsubscribe', 0, 0);
      isOpen = false;
      intakes.clear();
    },
  };
}
