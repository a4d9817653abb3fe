// Which snippets only read fields of their record. What would break: a record that is no plain object, and that is another
// one after the call, gets to code that keeps it, changes it, or looks at it as a whole.
import ts from 'typescript-6';
import { describe, expect, it } from 'vitest';
import { fieldGivenBack, onlyReadsFields, onlyReadsState } from './field-reads.ts';

const reads = (text: string): boolean =>
  onlyReadsFields(ts.createSourceFile('/snippet.ts', text, ts.ScriptTarget.ES2023, true));

describe('a snippet only reads fields', () => {
  it.each([
    'export default ((order) => order.symbol) satisfies Contract',
    'export default (order: Order): string => order.symbol;',
    'export default ({ symbol, price: p = 0 }) => symbol + p;',
    "export default function (order) { return order['symbol']; }",
    'export default () => 1;',
    "export default (order) => ('bid' in order ? (order as Quote).bid : order!.price)",
    'export default (order, state) => { const { symbol, price } = order; state.price = price; return { symbol, order: 1, x: state.order }; }',
    'export default (order, state) => { state.list[order.index] = order.price; return order.note.trim(); }',
    'const main = (order) => order.symbol; export default main;',
    'export default function check(order, s) { return s.no ? reject(order, s) : null; }\nfunction reject(o, s) { return { id: o.id, bid: s.bid }; }',
    'export default (order) => isQuote(order) ? a(order) : 0;\nconst isQuote = (r: R): r is Quote => "bid" in r;\nfunction a(q) { return again(q); }\nfunction again(q) { return q.n > 0 ? a(q) : q.bid; }',
  ])('%s', (text) => {
    expect(reads(text)).toBe(true);
  });
});

describe('a snippet does more than read fields', () => {
  it.each([
    'export default (order) => order;',
    'export default (order) => ({ ...order });',
    'export default (order) => ({ order });',
    'export default (order) => [order];',
    'export default (order) => JSON.stringify(order);',
    'export default (order, state) => { state.last = order; };',
    'export default (order) => { order.price = 1; return order.price; };',
    'export default (order) => { order.price += 1; };',
    'export default (order) => { order.count++; };',
    'export default (order) => { delete order.note; };',
    'export default (order) => { [order.price] = [1]; };',
    'export default (order) => { ({ a: order.price } = { a: 1 }); };',
    'export default (order) => { for (order.price of [1]) ; };',
    'export default (order) => { (order as Other).price = 1; };',
    'export default (order) => order.toString();',
    'export default (order) => order.$bytes;',
    'export default (order) => order[name];',
    'export default (order) => order.constructor;',
    'export default (order, state) => { state.later = () => order.price; };',
    'export default ({ symbol, ...rest }) => rest;',
    'export default (...orders) => orders[0].symbol;',
    'export default function (order) { return arguments[0]; }',
    'export default (order, all = [order]) => all;',
    'export default (order) => { const copy = order; return copy.price; };',
    'export default (order) => { order = { price: 1 }; return order.price; };',
    'export default (order) => keep(order);\nlet kept; function keep(o) { kept = o; }',
    'export default (order) => keep(...[order]);\nfunction keep(o) { return o.a; }',
    'export default (order) => { const keep = (o) => o; return keep(order).a; };\nfunction keep(o) { return o.a; }',
    'export default (order) => Object.keys(order);',
    'export default (order) => order.a(1);',
    'export default (order) => { for (const name in order) return name; };',
    'export default `not a function`;',
    'export default (order) => { switch (order) { default: return 1; } };',
    'export default (order) => typeof order;',
  ])('%s', (text) => {
    expect(reads(text)).toBe(false);
  });
});

describe('a key that is a field of the record', () => {
  const given = (text: string): string | null =>
    fieldGivenBack(ts.createSourceFile('/snippet.ts', text, ts.ScriptTarget.ES2023, true));

  it.each([
    'export default ((order) => order.symbol) satisfies Contract',
    'export default (order: Order): string => order.symbol;',
    'export default (order) => { return (order as Order).symbol!; }',
    'export default ({ symbol }) => symbol',
    'export default ({ price, symbol: s }) => (s)',
    'export default function (order) { return order.symbol; }',
    'const main = (order) => order.symbol; export default main;',
  ])('%s', (text) => {
    expect(given(text)).toBe('symbol');
  });

  it.each([
    'export default (order) => order.symbol.trim()',
    'export default (order) => order?.symbol',
    'export default (order) => order["symbol"]',
    'export default (order) => order.symbol + order.side',
    'export default (order) => { if (order.side === 1) return order.symbol; return order.account; }',
    'export default (order) => { other.symbol = order.symbol; return order.symbol; }',
    'export default ({ symbol = "none" }) => symbol',
    'export default ({ symbol }) => other',
    'export default (order, other) => other.symbol',
    'export default (order = none) => order.symbol',
    'const order = { symbol: "A" }; export default (record) => order.symbol;',
    'export default (order) => order',
    'export default () => "all"',
  ])('not: %s', (text) => {
    expect(given(text)).toBeNull();
  });
});

describe('a state computation leaves its state object as it is', () => {
  const types = `
type Order = { symbol: string; price: number };
type Data = { bid: number; side?: 'buy' | 'sell'; note: string | null; open: boolean; list: number[]; inner: { n: number }; any: any; get next(): number };
`;
  const leaves = (text: string): boolean => {
    const file = ts.createSourceFile('/snippet.ts', `${types}${text}`, ts.ScriptTarget.ES2023, true);
    const host: ts.CompilerHost = {
      ...ts.createCompilerHost({}),
      getSourceFile: (name) => (name === file.fileName ? file : undefined),
      fileExists: (name) => name === file.fileName,
      readFile: () => undefined,
    };
    const options = { strict: true, noLib: true, types: [], target: ts.ScriptTarget.ES2023 };
    return onlyReadsState(file, ts.createProgram([file.fileName], options, host).getTypeChecker());
  };

  it.each([
    'export default (order: Order, data: Data) => (data.open ? { ...order, bid: data.bid, side: data.side } : null);',
    'export default (order: Order, { bid, note }: Data) => bid + order.price > 1 ? note : null;',
    'export default (order: Order, data: Data) => { const { open, bid: least } = data; return open ? least : 0; };',
    "export default (order: Order, data: Data) => data['bid'] * 2;",
    'export default (order: Order) => order.price;',
    'export default (order: Order, data: Data) => (data.open ? reject(order, data) : null);\nfunction reject(o: Order, d: Data) { return { ...o, bid: d.bid }; }',
    'export default (order: Order, data: Data) => { order.price = data.bid; return order; };',
  ])('%s', (text) => {
    expect(leaves(text)).toBe(true);
  });

  it.each([
    'export default (order: Order, data: Data) => { data.bid = order.price; };',
    'export default (order: Order, data: Data) => { data.bid++; };',
    'export default (order: Order, data: Data) => { delete data.side; };',
    'export default (order: Order, data: Data) => data;',
    'export default (order: Order, data: Data) => ({ ...data });',
    'export default (order: Order, data: Data) => { data.list.push(order.price); };',
    'export default (order: Order, data: Data) => { data.inner.n = 1; };',
    'export default (order: Order, { list }: Data) => { list[0] = 1; };',
    'export default (order: Order, { inner }: Data) => { inner.n++; };',
    'export default (order: Order, data: Data) => { const { list } = data; list.push(1); };',
    'export default (order: Order, data: Data) => data.any.push(1);',
    'export default (order: Order, data: any) => data.bid;',
    'export default (order: Order, data: Data) => (data.note as any).push(1);',
    'export default (order: Order, data: Data) => data.next;',
    "export default (order: Order, data: Data) => data['list'];",
    'export default (order: Order, data: Data) => write(data);\nfunction write(d: Data) { d.bid = 1; }',
    'export default (order: Order, data: Data) => { const later = () => { data.bid = 1; }; later(); };',
    'export default function (order: Order, data: Data) { arguments[1].bid = 1; }',
  ])('not: %s', (text) => {
    expect(leaves(text)).toBe(false);
  });
});
