/** The inputs of the suites, made once each in a folder that is removed at the end, with the answer that is right for them. */
import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { InputFormat } from '../inputs/formats.ts';
import { encodeMarketData, encodeOrders, makeMarketData, makeOrders } from '../inputs/market-spread.ts';
import type { MarketDataInput, OrderInput } from '../inputs/market-spread.ts';
import { expectRejections } from '../inputs/references/market-spread.ts';

export type MarketFiles = {
  readonly orders: string;
  readonly marketData: string;
  readonly orderCount: number;
  readonly marketDataCount: number;
  /** Of one pass over the orders, with all market data in before. */
  readonly rejections: number;
};

export class InputFiles {
  readonly folder = mkdtempSync(join(tmpdir(), 'potoroo-bench-'));
  readonly #made = new Map<string, MarketFiles>();

  /** The load of Market Spread: 350 symbols, few of them hot, one order in ten thousand rejected. */
  market(format: InputFormat, records: number): MarketFiles {
    const options = { records, seed: 1, rejectedShare: 1 / 10_000 };
    return this.#once(`market-${format}-${records}`, () => ({
      format,
      orders: encodeOrders(format, makeOrders(options)),
      marketData: encodeMarketData(format, makeMarketData(options)),
      orderCount: Math.floor(records / 2),
      marketDataCount: Math.ceil(records / 2),
    }));
  }

  /** The same load, less of it, but enough to meet every symbol. */
  part(format: InputFormat, records: number, share: number): MarketFiles {
    return this.market(format, Math.max(1_000, Math.floor(records / share)));
  }

  /** As many symbols as wanted, each primed once, then orders that meet them evenly; none is rejected. */
  manyKeys(format: InputFormat, keys: number, records: number): MarketFiles {
    return this.#once(`keys-${format}-${keys}-${records}`, () => ({
      format,
      orders: encodeOrders(format, evenOrders(keys, records)),
      marketData: encodeMarketData(format, primings(keys)),
      orderCount: records,
      marketDataCount: keys,
    }));
  }

  /** The same orders several times over, in one file. */
  repeated(format: InputFormat, records: number, passes: number): MarketFiles {
    const once = this.market(format, records);
    const path = `${once.orders}-${passes}`;
    if (!existsSync(path)) {
      const orders = readFileSync(once.orders);
      for (let pass = 0; pass < passes; pass++) appendFileSync(path, orders);
    }
    const [orderCount, rejections] = [once.orderCount * passes, once.rejections * passes];
    return { ...once, orders: path, orderCount, rejections };
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  #once(name: string, make: () => Made): MarketFiles {
    const known = this.#made.get(name);
    if (known !== undefined) return known;
    const { format, orders, marketData, orderCount, marketDataCount } = make();
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const files = { orders: join(folder, 'orders'), marketData: join(folder, 'market-data') };
    writeFileSync(files.orders, orders);
    writeFileSync(files.marketData, marketData);
    const rejections = name.startsWith('keys') ? 0 : expectRejections({ format, orders, marketData }).length;
    const made = { ...files, orderCount, marketDataCount, rejections };
    this.#made.set(name, made);
    return made;
  }
}

type Made = {
  readonly format: InputFormat;
  readonly orders: Uint8Array;
  readonly marketData: Uint8Array;
  readonly orderCount: number;
  readonly marketDataCount: number;
};

const symbolOf = (index: number): string => index.toString(36).toUpperCase().padStart(4, '0');
const time = '20180612-12:00:00.000';

function* primings(keys: number): Generator<MarketDataInput> {
  for (let index = 0; index < keys; index++) yield { symbol: symbolOf(index), time, bid: 100, offer: 100.01 };
}

/** Steps through the keys by a number that has no divisor in common with theirs, so that neighbours lie far apart. */
function* evenOrders(keys: number, records: number): Generator<OrderInput> {
  for (let index = 0; index < records; index++) {
    const symbol = symbolOf((index * 7_919) % keys);
    yield { side: 1, account: index, orderId: '000001', symbol, quantity: 100, price: 10, time };
  }
}
