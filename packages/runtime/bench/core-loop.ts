/**
 * The data plane without processes: the real worker cores in one thread, links by direct delivery, input from memory.
 * Prints nanoseconds of CPU a record, so that a change of the hot path can be seen without the noise of sockets.
 *
 *   node packages/runtime/bench/core-loop.ts TOPOLOGY.json --input NODE=FILE [--input NODE=FILE] [--first NODE] [--workers 2] [--runs 5] [--passes 1] [--json]
 *
 * Each run begins with code that the engine has not seen; the more passes over the input, the less that weighs. All that comes of the
 * source that is `first` is through before another one begins.
 *
 * With `--json` the last run is printed as one object, for the suite in tools/bench.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Topology } from '@potoroo/shared/topology';
import type { WorkerEffect, WorkerEvent } from '../src/core/index.ts';
import { Worker, firstPlacement, spareFrames } from '../src/core/index.ts';
import { nativeText } from '../src/hosts/node/native-text.ts';
import { programBuilder } from '../src/operators/index.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    input: { type: 'string', multiple: true, default: [] },
    first: { type: 'string' },
    workers: { type: 'string', default: '2' },
    runs: { type: 'string', default: '5' },
    passes: { type: 'string', default: '1' },
    json: { type: 'boolean', default: false },
  },
});
const topology = JSON.parse(readFileSync(positionals[0] ?? '', 'utf8')) as Topology;
const inputs = new Map(values.input.map((pair) => [pair.split('=')[0] ?? '', readFileSync(pair.split('=')[1] ?? '')]));
const chunkBytes = 262_144;
const passes = Number(values.passes);

type Ran = {
  readonly records: number;
  readonly ms: number;
  /** Of each sink: how many records came to it. */
  readonly sinks: Readonly<Record<string, number>>;
  readonly deadLetters: number;
};

function run(workers: number): Ran {
  const members = Array.from({ length: workers }, (_, index) => index);
  const placement = firstPlacement(topology, members);
  const program = programBuilder(topology, nativeText);
  const cores = Array.from(
    { length: workers },
    (_, self) =>
      new Worker({
        topology,
        program,
        text: nativeText,
        assignment: {
          generation: 1,
          self,
          members,
          placement,
          solos: [],
          epoch: 0,
          keeps: false,
          safe: false,
          quarantine: [],
          guarded: [],
        },
      }),
  );
  const read = new Map<number, number>();
  const queue: (() => void)[] = [];
  const step = (self: number, event: WorkerEvent): void => {
    const effects: WorkerEffect[] = [];
    cores[self]?.step(event, performance.now(), effects);
    for (const effect of effects) {
      if (effect.type === 'send')
        queue.push(() => {
          step(effect.to, { type: 'link-bytes', from: self, bytes: effect.bytes });
          spareFrames.giveBack(effect.bytes);
        });
      if (effect.type === 'open-source')
        queue.push(() => step(self, { type: 'intake-opened', stage: effect.stage, intake: 0 }));
      if (effect.type === 'wake') queue.push(() => step(self, { type: 'wake' }));
      if (effect.type === 'read') queue.push(() => deliver(self, effect.stage));
    }
  };
  const deliver = (self: number, stageId: number): void => {
    const stage = topology.stages[stageId];
    if (stage?.kind !== 'source') return;
    const bytes = inputs.get(stage.node) ?? new Uint8Array(0);
    const from = read.get(stageId) ?? 0;
    if (from >= bytes.length * passes) {
      step(self, { type: 'intake-ended', stage: stageId, intake: 0 });
      step(self, { type: 'source-closed', stage: stageId });
    } else {
      const at = from % bytes.length;
      read.set(stageId, from + Math.min(chunkBytes, bytes.length - at));
      step(self, { type: 'intake-bytes', stage: stageId, intake: 0, bytes: bytes.subarray(at, at + chunkBytes) });
    }
  };
  const started = process.cpuUsage();
  const sources = topology.stages.filter((stage) => stage.kind === 'source');
  const turns = [
    sources.filter(({ node }) => node === values.first),
    sources.filter(({ node }) => node !== values.first),
  ];
  for (const turn of turns) {
    const stages = turn.map(({ id }) => id);
    for (let self = 0; self < workers; self++) step(self, { type: 'start', stages });
    for (let at = 0; at < queue.length; at++) {
      queue[at]?.();
      if (at % 1024 === 1023) {
        queue.splice(0, at + 1);
        at = -1;
      }
    }
    queue.length = 0;
  }
  const used = process.cpuUsage(started);
  const ms = (used.user + used.system) / 1000;
  const taken = new Map<string, number>();
  for (const { node, recordsIn } of cores.flatMap((core) => core.counts.nodes()))
    taken.set(node, (taken.get(node) ?? 0) + recordsIn);
  const sinks = topology.stages.flatMap((stage) => (stage.kind === 'sink' ? [stage.node] : []));
  return {
    records: sources.reduce((sum, { node }) => sum + (taken.get(node) ?? 0), 0),
    ms,
    sinks: Object.fromEntries(sinks.map((node) => [node, taken.get(node) ?? 0])),
    deadLetters: cores.reduce((sum, core) => sum + core.counts.deadLetters, 0),
  };
}

for (let i = 1; i <= Number(values.runs); i++) {
  const ran = run(Number(values.workers));
  const { records, ms } = ran;
  if (!values.json)
    process.stdout.write(
      `${records} records, ${((ms * 1e6) / records).toFixed(1)} ns a record, ${(records / ms / 1000).toFixed(2)} M/s\n`,
    );
  else if (i === Number(values.runs)) process.stdout.write(JSON.stringify(ran));
}
