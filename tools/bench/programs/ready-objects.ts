/** The limit: the logic of Market Spread on objects that are there already, a Map and nothing else, in a loop. Told is CPU time. */
import { readFileSync } from 'node:fs';
import { Market, type Order, type Quote } from './market-logic.ts';

const [marketDataPath = '', ordersPath = '', runs = '3'] = process.argv.slice(2);

const read = (path: string): readonly unknown[] =>
  readFileSync(path, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line));
const quotes = read(marketDataPath) as readonly Quote[];
const orders = read(ordersPath) as readonly Order[];

for (let run = 1; run <= Number(runs); run++) {
  const market = new Market();
  let rejected = 0;
  const started = process.cpuUsage();
  for (const quote of quotes) market.update(quote);
  for (const order of orders) if (market.check(order) !== null) rejected++;
  const { user, system } = process.cpuUsage(started);
  const ms = (user + system) / 1_000;
  if (run === Number(runs)) process.send?.({ type: 'looped', records: quotes.length + orders.length, ms, rejected });
}
