// Behind a barrier records go to the new owners. One that goes to an old owner meets a slot that is not there; one that is
// redirected early overtakes those before it.
import { describe, expect, it } from 'vitest';
import { plainText } from '../../api/index.ts';
import { productLimits } from '../data-plane-limits.ts';
import { hashText, slotOf } from '../slots/hash.ts';
import { StateTable } from '../slots/state-table.ts';
import { ChannelOut } from './channel-out.ts';
import { HashOutlet } from './hash-outlet.ts';
import { ShardOutlet } from './shard-outlet.ts';

function channelTo(worker: number, log: string[]): ChannelOut {
  const channel = new ChannelOut(
    0,
    worker,
    {
      ready: (bytes) => void log.push(`${worker}: ${bytes[4] === 4 ? 'header' : 'frame'}`),
      waiting: () => undefined,
      exhausted: () => undefined,
      replenished: () => undefined,
    },
    productLimits,
    plainText,
  );
  return channel;
}

describe('the outlet of a hash exchange', () => {
  const slots = 4;
  function outlet() {
    const log: string[] = [];
    const channels = [null, channelTo(1, log), channelTo(2, log)];
    const table = new StateTable({ slots, initial: () => ({}), beforeTouch: () => undefined, epoch: 0 });
    for (let slot = 0; slot < slots; slot++) table.own(slot);
    const made = new HashOutlet({
      input: 0,
      slots,
      self: 0,
      table: [0, 0, 1, 1],
      solos: new Map(),
      channels,
      local: {
        meet: (_input, key, slot, record) => {
          log.push(`met ${slot}`);
          return table.meet(key, slot, record);
        },
        applying:
          () =>
          ({ slot }) =>
            void log.push(`0: slot ${slot}`),
      },
      copies: true,
      keysMax: 100,
      reading: { bytes: 0 },
      text: plainText,
      clock: { readAt: 0 },
    });
    const keys = Array.from({ length: slots }, (_, slot) => keyOf(slot));
    const send = (slot: number): readonly string[] => {
      log.length = 0;
      made.send(keys[slot] ?? '', { slot });
      for (const channel of channels) channel?.flush();
      return [...log];
    };
    return { made, send, table };
  }
  const keyOf = (slot: number): string => {
    for (let number = 0; ; number++) if (slotOf(hashText(`k${number}`), slots) === slot) return `k${number}`;
  };

  it('leads each key to the owner of its slot, and elsewhere from the switch on', () => {
    const { made, send } = outlet();
    expect([0, 1, 2, 3].map((slot) => send(slot).at(-1))).toEqual(['0: slot 0', '0: slot 1', '1: frame', '1: frame']);
    made.switchTo([0, 2, 1, 0], new Map());
    expect([0, 1, 2, 3].map((slot) => send(slot).at(-1))).toEqual(['0: slot 0', '2: frame', '1: frame', '0: slot 3']);
  });

  it('remembers the object of a key that did not move, and forgets that of one that did, and comes back', () => {
    const { made, send, table } = outlet();
    for (const slot of [0, 1]) send(slot);
    made.switchTo([0, 1, 1, 1], new Map());
    expect(send(0), 'no look-up').toEqual(['0: slot 0']);
    const before = table.meet(keyOf(1), 1, null);
    table.leave(1);
    table.own(1);
    made.switchTo([0, 0, 1, 1], new Map());
    expect(send(1)).toEqual(['met 1', '0: slot 1']);
    expect(table.meet(keyOf(1), 1, null)).not.toBe(before);
  });

  it('leads a key that has a slot of its own there from the switch on, and home from the switch that takes it away', () => {
    const { made, send } = outlet();
    expect(send(0).at(-1)).toBe('0: slot 0');
    made.switchTo([0, 0, 1, 1, 2], new Map([[keyOf(0), 4]]));
    expect(send(0).at(-1)).toBe('2: frame');
    made.switchTo([0, 0, 1, 1, 1], new Map([[keyOf(0), 4]]));
    expect(send(0).at(-1), 'it moves like any other slot').toBe('1: frame');
    made.switchTo([0, 0, 1, 1, -1], new Map());
    expect(send(0)).toEqual(['met 0', '0: slot 0']);
  });

  it('needs a channel to the owner', () => {
    const { made, send } = outlet();
    made.switchTo([7, 0, 1, 1], new Map());
    expect(() => send(0)).toThrow('there is no channel to worker 7');
  });
});

describe('the outlet of a sink', () => {
  function outlet() {
    const log: string[] = [];
    const made = new ShardOutlet({
      self: 0,
      table: [1],
      channels: [null, channelTo(1, log), channelTo(2, log)],
      local: { write: () => void log.push('0: row'), preamble: () => void log.push('0: header') },
      clock: { readAt: 0 },
    });
    return { made, log };
  }
  const row = plainText.encode('a,1\n');
  const header = plainText.encode('id,n\n');

  it('tells each owner the header before the first row that it gets from here, and no owner without a row', () => {
    const { made, log } = outlet();
    made.preamble(header);
    made.write(row);
    expect(log).toEqual(['1: header']);
    made.switchTo([2]);
    expect(log, 'nothing is written yet').toEqual(['1: header']);
    made.switchTo([0]);
    made.write(row);
    made.write(row);
    expect(log.slice(1)).toEqual(['0: header', '0: row', '0: row']);
    made.switchTo([0]);
    made.write(row);
    expect(log.slice(4), 'the same owner').toEqual(['0: row']);
  });

  it('has no header to tell where none was given', () => {
    const { made, log } = outlet();
    made.switchTo([0]);
    made.write(row);
    expect(log).toEqual(['0: row']);
  });

  it('needs a channel to the owner', () => {
    const { made } = outlet();
    made.switchTo([5]);
    expect(() => made.write(row)).toThrow('there is no channel to worker 5');
  });
});
