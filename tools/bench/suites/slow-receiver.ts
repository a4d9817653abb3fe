/**
 * A receiver that reads slowly for minutes while a sender offers all it can: how much memory every process has meanwhile, whether
 * anything is lost, and whether the rate is back once the receiver reads as fast as it can. Every record puts one out.
 */
import { type Row, spreadOf } from '../interleave.ts';
import { lineByLine } from '../line-by-line.ts';
import { compiled, deploy } from '../potoroo.ts';
import { canTellCosts, noCosts, residentBytes } from '../process-costs.ts';
import { numberIn, type Program, startProgram } from '../program.ts';
import type { Suite } from '../suite.ts';

const workers = 2;
const slowBytesASecond = 500_000;

type Sample = Readonly<Record<string, number>>;

export const slowReceiver: Suite = async ({ sizes, told }) => {
  const seconds = sizes.slowReceiverSeconds;
  const suite = `A receiver that reads ${slowBytesASecond / 1e6} MB a second for ${seconds} s, then all it can; ${workers} workers`;
  const unit = 'records/s, or MB';
  if (!canTellCosts) return { suite, unit, rows: [], skipped: [noCosts] };
  const receiver = startProgram('slow-receiver', [String(slowBytesASecond)]);
  const sender = startProgram('steady-sender');
  try {
    const port = numberIn(await receiver.hear('listening'), 'port');
    const running = await deploy(topologyTo(port), { workers, barrierIntervalMs: sizes.epochMs });
    const pids = [...running.deployment.processes(), { name: 'supervisor', pid: process.pid }];
    const samples: Sample[] = [];
    const sample = setInterval(
      () => samples.push(Object.fromEntries(pids.map(({ name, pid }) => [name, residentBytes(pid)]))),
      Math.min(1_000, seconds * 100),
    );
    sender.tell({ type: 'send', port: running.ports['in'] ?? 0 });
    const fullSeconds = seconds / 6;
    await countAtLeast(receiver, 1);
    const free = await rateOf(receiver, { seconds: fullSeconds, hurry: true });
    receiver.tell({ type: 'slow' });
    told(`${Math.round(free)} records a second while the receiver reads all; slow for ${seconds} s`);
    const slow = await rateOf(receiver, { seconds, hurry: false });
    const kept = samples.slice(-Math.ceil(samples.length / 2));
    told(`${Math.round(slow)} records a second while it is slow`);
    receiver.tell({ type: 'hurry' });
    await rateOf(receiver, { seconds: fullSeconds, hurry: false });
    const after = await rateOf(receiver, { seconds: fullSeconds, hurry: false });
    clearInterval(sample);
    sender.tell({ type: 'stop' });
    const sent = numberIn(await sender.hear('sent'), 'records');
    await running.summary();
    const received = numberIn(await receiver.hear('received'), 'records');
    if (received !== sent) throw new Error(`${received} records came out of ${sent}`);
    return {
      suite,
      unit,
      rows: [
        row('while the receiver reads all, records/s', free, 1),
        row('while it is slow, records/s', slow, slow / free),
        row('once it reads all again, records/s', after, after / free),
        ...pids.map(({ name }) => memoryRow(name, samples, kept)),
      ],
      skipped: [],
    };
  } finally {
    await Promise.all([receiver.end(), sender.end()]);
  }
};

async function rateOf(
  receiver: Program,
  { seconds, hurry }: { readonly seconds: number; readonly hurry: boolean },
): Promise<number> {
  if (hurry) receiver.tell({ type: 'hurry' });
  const [from, started] = [await countOf(receiver), performance.now()];
  await sleep(seconds * 1_000);
  // At least one record more, so that a rate is never that of a stretch in which an epoch was waited for.
  await countAtLeast(receiver, from + 1);
  return (((await countOf(receiver)) - from) * 1_000) / (performance.now() - started);
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function countOf(receiver: Program): Promise<number> {
  receiver.tell({ type: 'count' });
  return numberIn(await receiver.hear('counted'), 'records');
}

async function countAtLeast(receiver: Program, records: number): Promise<void> {
  while ((await countOf(receiver)) < records) await sleep(20);
}

const row = (name: string, figure: number, ratio: number): Row => ({
  name,
  figure: spreadOf([figure]),
  ratio: spreadOf([ratio]),
});

/** The ratio: the most of the later half of the slow time to the most before it. Where memory is bounded, it is 1. */
function memoryRow(name: string, samples: readonly Sample[], later: readonly Sample[]): Row {
  const of = (each: readonly Sample[]): number[] => each.map((sample) => (sample[name] ?? 0) / 1e6);
  const earlier = samples.slice(0, samples.length - later.length);
  return {
    name: `memory of ${name}, MB`,
    figure: spreadOf(of(samples)),
    ratio: spreadOf([Math.max(...of(later)) / Math.max(...of(earlier))]),
  };
}

const topologyTo = (port: number) =>
  compiled(counting(), {
    source: () => ({ type: 'tcp', host: '127.0.0.1', port: 0, format: 'lines' }),
    sink: { type: 'tcp', host: '127.0.0.1', port, format: 'lines' },
  });

const counting = () =>
  lineByLine({
    name: 'Counting',
    initial: '() => ({ count: 0 })',
    code: '(line, counter) => `${line} ${++counter.count}`',
  });
