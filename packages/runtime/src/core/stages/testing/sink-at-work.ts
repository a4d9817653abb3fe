/** The task of a sink under test, and frames as others send them to it. */
import { plainText } from '../../../api/index.ts';
import type { DataPlaneLimits } from '../../data-plane-limits.ts';
import { productLimits } from '../../data-plane-limits.ts';
import type { ChannelFrame } from '../../exchange/channel-in.ts';
import { ChannelIn, readDataFrame } from '../../exchange/channel-in.ts';
import { WayTimes } from '../../telemetry/way-times.ts';
import type { WorkerEffect } from '../../worker-messages.ts';
import { SinkTask } from '../sink-task.ts';
import { taskNotebook } from './task-notebook.ts';

export const dataFrame = (bytes: Uint8Array): ChannelFrame =>
  readDataFrame(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0, bytes.length);
export const barrier = (epoch: number): ChannelFrame => ({ type: 'barrier', generation: 1, epoch, records: 0 });

/** So small that it neither grows nor shrinks. */
export const window = { creditWindowBytes: 256, creditWindowBytesMin: 256 };

export const rows = (text: string): ChannelFrame => {
  const bytes = new Uint8Array([...new Uint8Array(20), ...plainText.encode(text)]);
  new DataView(bytes.buffer).setUint32(8, text.split('\n').length - 1, true);
  return dataFrame(bytes);
};

/** A task with two channels from elsewhere and one from its own worker, and all that it asked for. */
export function sinkTask(limits: DataPlaneLimits = productLimits, owned = true, immediate = false, outlasts = false) {
  const notebook = taskNotebook();
  const { host, log, reports, stored } = notebook;
  const effects: WorkerEffect[] = [];
  const refused: number[] = [];
  const channels = [0, 1].map((exchange) => new ChannelIn<never>(exchange, 1, window, plainText, () => 0));
  const [first, second] = channels;
  if (first === undefined || second === undefined) throw new Error('two channels');
  const task = new SinkTask({
    stage: 4,
    self: 0,
    keeps: true,
    epoch: 0,
    owned,
    live: null,
    immediate,
    outlasts,
    times: new WayTimes({
      clock: { readAt: 0, source: 0 },
      now: () => 0,
      isPreview: immediate,
      histogramOf: () => null,
    }),
    host,
    channels,
    localExchanges: [0],
    limits,
    refuse: (_bytes, records) => void refused.push(records),
    perform: (effect) => void effects.push(effect),
  });
  const written = (): string =>
    effects
      .splice(0)
      .map((effect) =>
        effect.type === 'write' ? plainText.decode(effect.bytes, 0, effect.bytes.length) : `<${effect.type}>`,
      )
      .join('');
  return { task, notebook, log, reports, stored, effects, first, second, written, refused };
}
