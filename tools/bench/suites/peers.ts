/** Market Spread over TCP as NDJSON from one process to another: Potoroo beside what anybody would pick instead. */
import { type Contestant, interleave } from '../interleave.ts';
import { marketSpread } from '../potoroo.ts';
import { measureOrders } from '../system.ts';
import { peer, type PeerKind, preparePeers } from '../peers.ts';
import type { Bench, Suite } from '../suite.ts';

/** Peers that are slower by far are given that part of the input, as often as all: each runs for about as long, and its code is hot. */
const redisShare = 5;
const nodeRedShare = 20;
/** And what is faster is sent it some times as often. */
const fastPasses = 4;

export const peers: Suite = async (bench) => {
  const { sizes, told } = bench;
  const prepared = await preparePeers(told);
  const present = (kind: PeerKind, name: string, share = 1): readonly Contestant[] =>
    prepared.has(kind) ? [peerOn(bench, kind, `${name}, NDJSON`, { redis: prepared.redisPort, share })] : [];
  const contestants: readonly Contestant[] = [
    plainOn(bench),
    ...sizes.workers.filter((workers) => workers <= 2).map((workers) => potoroo(bench, workers)),
    ...present('rxjs', 'RxJS'),
    ...present('streams', 'Node object streams'),
    ...present('redis', 'Redis Streams', redisShare),
    ...present('node-red', 'Node-RED', nodeRedShare),
  ];
  try {
    const rows = await interleave(contestants, sizes.rounds, told);
    return {
      suite: 'Beside peers: from process to process over TCP, Market Spread as NDJSON',
      unit: 'orders/s',
      rows,
      skipped: prepared.missing,
    };
  } finally {
    await prepared.end();
  }
};

export const plainOn = (bench: Bench): Contestant => peerOn(bench, 'plain', 'plain Node server, NDJSON');

const potoroo = ({ files, sizes }: Bench, workers: number): Contestant => ({
  name: `Potoroo, NDJSON, ${workers === 1 ? '1 worker' : `${workers} workers`}`,
  run: () =>
    measureOrders(
      marketSpread({ example: 'market-spread', input: 'ndjson', output: 'ndjson', workers, epochMs: sizes.epochMs }),
      files.market('ndjson', sizes.records),
      { passes: sizes.passes * fastPasses, output: 'ndjson' },
    ),
});

const peerOn = (
  { files, sizes }: Bench,
  kind: PeerKind,
  name: string,
  { redis = 0, share = 1 }: { readonly redis?: number; readonly share?: number } = {},
): Contestant => ({
  name,
  run: () =>
    measureOrders(
      peer(kind, redis),
      share === 1 ? files.market('ndjson', sizes.records) : files.part('ndjson', sizes.records, share),
      { passes: sizes.passes, output: 'ndjson' },
    ),
});
