/** What is measured: something that takes market data and orders over TCP and sends rejections to a receiver. */
import type { InputFormat } from '../inputs/formats.ts';
import type { MarketFiles } from './input-files.ts';
import { numberIn, startProgram } from './program.ts';
import { microsecondsNow } from './monotonic-clock.ts';
import type { Span } from './worker-times.ts';

export type System = {
  /** Where it listens. */
  readonly ports: Readonly<Record<'orders' | 'market-data', number>>;
  /** Resolves when everything that was sent has been worked off, and its connection to the receiver is closed. */
  readonly over: () => Promise<void>;
};

export type StartSystem = (receiverPort: number) => Promise<System>;

type Measured = {
  readonly passes: number;
  readonly output: InputFormat;
  /** Told when the first order was sent and the last one read. */
  readonly flowed?: (during: Span) => void;
};

/**
 * One run: all market data first, then the orders, from a process of its own to a process of its own. Gives orders a
 * second, and throws where not exactly the right number of rejections came.
 */
export async function measureOrders(
  start: StartSystem,
  files: MarketFiles,
  { passes, output, flowed }: Measured,
): Promise<number> {
  const receiver = startProgram('receiver', [output]);
  const sender = startProgram('sender');
  try {
    const system = await start(numberIn(await receiver.hear('listening'), 'port'));
    const send = async (path: string, port: number, times: number): Promise<number> => {
      sender.tell({ type: 'send', path, port, passes: times });
      return numberIn(await sender.hear('sent'), 'ms');
    };
    await send(files.marketData, system.ports['market-data'], 1);
    const from = microsecondsNow();
    const ms = await send(files.orders, system.ports.orders, passes);
    flowed?.({ from, to: microsecondsNow() });
    await system.over();
    const received = numberIn(await receiver.hear('received'), 'records');
    const wanted = files.rejections * passes;
    if (received !== wanted) throw new Error(`${received} rejections came out, and ${wanted} are right`);
    return (files.orderCount * passes * 1_000) / ms;
  } finally {
    await Promise.all([receiver.end(), sender.end()]);
  }
}
