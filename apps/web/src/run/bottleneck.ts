/**
 * What holds a run up, and why, in one sentence, from what its nodes and workers tell: a way that is full leads to the culprit,
 * and what stands before it stands still. Pure.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { NodeSample, TelemetryFrame } from '@potoroo/shared/telemetry';
import type { Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { microseconds, percent } from '../ui/numbers.ts';
import { surelyHeldBy } from './disturbed.ts';
import type { Span } from './frames.ts';
import { silenceIn } from './stuck.ts';

export type Bottleneck = {
  readonly tone: 'calm' | 'tight';
  /** The node that holds the others up; null where none does. */
  readonly node: NodeId | null;
  readonly text: string;
};

/** Less than this is chance. */
const stands = 0.1;
const full = 0.5;
const worksHard = 0.9;

export function bottleneckOf({ newest, ended }: Span, { nodes }: Pick<Pipeline, 'nodes'>): Bottleneck | null {
  if (ended || newest.phase !== 'running') return null;
  const surely = surelyHeldBy(newest.disturbances ?? []);
  if (surely !== null) return { tone: 'tight', node: null, text: surely };
  const silent = silenceIn(newest, nodes);
  if (silent !== null) return { tone: 'tight', ...silent };
  const named = nodes.flatMap((node) => {
    const sample = newest.nodes.find((each) => each.node === node.id);
    return sample === undefined ? [] : [{ node, sample }];
  });
  const waiting = highest(named, ({ sample }) => sample.backPressured);
  if (waiting === null || waiting.sample.backPressured < stands) return calm(newest, named);
  const before = highest(named, ({ sample }) => sample.queue);
  const busiest = highest(named, ({ sample }) => sample.busy ?? 0);
  const culprit = before !== null && before.sample.queue >= full ? before : busiest;
  if (culprit === null) return null;
  const source = highest(
    named.filter(({ node }) => node.kind === 'source'),
    ({ sample }) => sample.backPressured,
  );
  const still = source ?? waiting;
  return {
    tone: 'tight',
    node: culprit.node.id,
    text: `${culprit.node.name} holds it up: ${whyOf(culprit)}; ${still.node.name} stands still ${percent(still.sample.backPressured)} of the time.`,
  };
}

type Named = { readonly node: PipelineNode; readonly sample: NodeSample };

function whyOf({ node, sample: { busy, costMicros, queue } }: Named): string {
  const works =
    busy === null || costMicros === null
      ? null
      : `it takes ${microseconds(costMicros)} a record, ${percent(busy)} of a worker’s time`;
  const waits = queue >= full ? `the way to it is ${percent(queue)} full` : null;
  if (node.kind === 'sink' && waits !== null) return `what receives its records is slower than they come, and ${waits}`;
  return [works, waits].filter((part) => part !== null).join(', and ') || 'records wait before it';
}

function calm({ workers }: TelemetryFrame, named: readonly Named[]): Bottleneck {
  const busiest = highest(workers, ({ busy }) => busy);
  const hard = highest(named, ({ sample }) => sample.busy ?? 0);
  if (busiest === null) return { tone: 'calm', node: null, text: 'Nothing holds it up.' };
  if (busiest.busy < worksHard)
    return {
      tone: 'calm',
      node: null,
      text: `Nothing holds it up: ${busiest.name}, the busiest worker, has ${percent(1 - busiest.busy)} of its time left.`,
    };
  const most = hard === null || hard.sample.busy === null ? '' : `, most of it with ${hard.node.name}`;
  return {
    tone: 'tight',
    node: hard?.node.id ?? null,
    text: `${busiest.name} has no time left: it is busy ${percent(busiest.busy)} of it${most}.`,
  };
}

function highest<Item>(items: readonly Item[], of: (item: Item) => number): Item | null {
  return items.reduce<Item | null>((best, item) => (best === null || of(item) > of(best) ? item : best), null);
}
