/**
 * I17, as seen from outside of the cores: nobody sends records on a channel without credit, and nobody grants more than the
 * window. What a step sends is judged by the credit that its worker had when the step began, because the record that spends
 * the last of it is finished: all of a step may go, and nothing in the next one. Mutable.
 */
import { assert } from '@potoroo/shared/assert';
import type { DataPlaneLimits, WorkerEffect } from '../core/index.ts';
import { frameType, headerBytes } from '../core/exchange/frames.ts';
import { LinkReader } from '../core/exchange/link-reader.ts';

export type LinkEnds = { readonly generation: number; readonly from: number; readonly to: number };
/** Of the records that go one way between two workers for one exchange. */
type Channel = {
  /** What the sender has been granted and has not sent. */
  credit: number;
  /** What the receiver has granted and has not received. */
  open: number;
};
type Limits = Pick<DataPlaneLimits, 'creditWindowBytes' | 'creditWindowBytesMin'>;

export class CreditCheck {
  readonly #limits: Limits;
  readonly #channels = new Map<string, Channel>();
  readonly #readers = new Map<string, LinkReader>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** All that one step of a worker asks for. */
  stepped(
    { generation, worker }: { readonly generation: number; readonly worker: number },
    effects: readonly WorkerEffect[],
  ): void {
    const begun = new Set<Channel>();
    for (const effect of effects) {
      if (effect.type !== 'send') continue;
      const ends = { generation, from: worker, to: effect.to };
      const view = new DataView(effect.bytes.buffer, effect.bytes.byteOffset, effect.bytes.byteLength);
      const [type, exchange] = [view.getUint8(4), view.getUint16(6, true)];
      if (type === frameType.credit) this.#granted(turned(ends), exchange, view.getUint32(headerBytes, true));
      if (type !== frameType.data) continue;
      const channel = this.#channel(ends, exchange);
      assert(
        begun.has(channel) || channel.credit > 0,
        `I17: worker ${worker} sends ${effect.bytes.length} bytes of exchange ${exchange} to worker ${effect.to} without credit`,
      );
      begun.add(channel);
      channel.credit -= effect.bytes.length;
    }
  }

  /** Bytes of a link, as its end gets them. */
  arrived(ends: LinkEnds, bytes: Uint8Array): void {
    const name = `${ends.generation}:${ends.from}>${ends.to}`;
    const reader = this.#readers.get(name) ?? new LinkReader();
    this.#readers.set(name, reader);
    reader.push(bytes, (_, view, start, end) => {
      const [type, exchange] = [view.getUint8(start + 4), view.getUint16(start + 6, true)];
      if (type === frameType.data) this.#channel(ends, exchange).open -= end - start;
      if (type === frameType.credit)
        this.#channel(turned(ends), exchange).credit += view.getUint32(start + headerBytes, true);
    });
  }

  #granted(ends: LinkEnds, exchange: number, bytes: number): void {
    const channel = this.#channel(ends, exchange);
    channel.open += bytes;
    const { creditWindowBytes } = this.#limits;
    assert(
      channel.open <= creditWindowBytes,
      `I17: worker ${ends.to} lets worker ${ends.from} have ${channel.open} bytes of exchange ${exchange} on their way, and a window is ${creditWindowBytes}`,
    );
  }

  #channel({ generation, from, to }: LinkEnds, exchange: number): Channel {
    const name = `${generation}:${from}>${to}/${exchange}`;
    const { creditWindowBytesMin: first } = this.#limits;
    const channel = this.#channels.get(name) ?? { credit: first, open: first };
    this.#channels.set(name, channel);
    return channel;
  }
}

const turned = ({ generation, from, to }: LinkEnds): LinkEnds => ({ generation, from: to, to: from });
