/** Market Spread over TCP from one process to another: each codec on each number of workers, beside a plain Node server. */
import type { InputFormat } from '../../inputs/formats.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { marketSpread } from '../potoroo.ts';
import { measureOrders } from '../system.ts';
import type { Bench, Suite } from '../suite.ts';
import { plainOn } from './peers.ts';

export const endToEnd: Suite = async (bench) => {
  const { sizes, told } = bench;
  const contestants: readonly Contestant[] = [
    plainOn(bench),
    ...sizes.workers.flatMap((workers) => variantsOf(workers, sizes.everyone).map((each) => potoroo(bench, each))),
  ];
  const rows = await interleave(contestants, sizes.rounds, told);
  return { suite: 'From process to process over TCP, Market Spread', unit: 'orders/s', rows, skipped: [] };
};

type Variant = {
  readonly name: string;
  readonly example: string;
  readonly input: InputFormat;
  readonly output: InputFormat;
  readonly workers: number;
  /** So much more is sent than to a plain Node server: else a run is over before its code is hot. */
  readonly longer: number;
  readonly journaled?: boolean;
  readonly immediate?: boolean;
};

function variantsOf(workers: number, everyone: boolean): readonly Variant[] {
  const layout = { example: 'market-spread-layout', input: 'framed', output: 'framed', workers, longer: 8 } as const;
  const snippet = { ...layout, example: 'market-spread' };
  const variants: readonly Variant[] = [
    { ...snippet, name: 'NDJSON', longer: 4, input: 'ndjson', output: 'ndjson' },
    { ...layout, name: 'layout, journaled', longer: 2, journaled: true },
    { ...layout, name: 'layout, immediate sink', immediate: true },
  ];
  const [lines, ...others] = variants;
  return everyone && lines !== undefined
    ? [lines, { ...snippet, name: 'decode snippet', longer: 4 }, { ...layout, name: 'layout' }, ...others]
    : variants;
}

const potoroo = ({ files, sizes }: Bench, { name, longer, ...variant }: Variant): Contestant => ({
  name: `Potoroo, ${name}, ${variant.workers === 1 ? '1 worker' : `${variant.workers} workers`}`,
  run: () =>
    measureOrders(marketSpread({ ...variant, epochMs: sizes.epochMs }), files.market(variant.input, sizes.records), {
      passes: sizes.passes * longer,
      output: variant.output,
    }),
});
