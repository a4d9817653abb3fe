/**
 * A checkpoint of many state objects, in one thread: how long the longest turn of a worker's core is while it cuts and encodes
 * them, how much work that is in all, and how many bytes it makes. Nothing else happens meanwhile, so that a turn is what a record
 * that came then would have waited for. Prints one object, for the suite in tools/bench; times are milliseconds.
 *
 *   node packages/runtime/bench/checkpoint-turns.ts TOPOLOGY.json NODE INPUT
 */
import { readFileSync } from 'node:fs';
import { firstPlacement, Worker, type WorkerEffect, type WorkerEvent } from '../src/core/index.ts';
import { nativeText } from '../src/hosts/node/native-text.ts';
import { programBuilder } from '../src/operators/index.ts';
import type { Topology } from '@potoroo/shared/topology';

const [topologyPath = '', node = '', inputPath = ''] = process.argv.slice(2);
const topology = JSON.parse(readFileSync(topologyPath, 'utf8')) as Topology;
const source = topology.stages.find((stage) => stage.kind === 'source' && stage.node === node);
if (source === undefined) throw new Error(`there is no source ${node}`);
const placement = firstPlacement(topology, [0]);
const worker = new Worker({
  topology,
  program: programBuilder(topology, nativeText),
  text: nativeText,
  stopwatch: () => performance.now(),
  assignment: {
    generation: 1,
    self: 0,
    members: [0],
    placement,
    solos: [],
    epoch: 0,
    keeps: true,
    safe: false,
    quarantine: [],
    guarded: [],
  },
});

let wakes = false;
let bytes = 0;
const acks = new Set<number>();
const asked: number[] = [];

/** One turn; its processor time, which a busy machine does not stretch. */
function turn(event: WorkerEvent): number {
  const effects: WorkerEffect[] = [];
  const started = process.threadCpuUsage();
  worker.step(event, performance.now(), effects);
  const { user, system } = process.threadCpuUsage(started);
  const ms = (user + system) / 1_000;
  for (const effect of effects) {
    if (effect.type === 'wake') wakes = true;
    if (effect.type === 'open-source') asked.push(effect.stage);
    if (effect.type === 'store') bytes += effect.stored.section.byteLength;
    if (effect.type === 'report' && effect.report.type === 'acked') acks.add(effect.report.stage);
  }
  return ms;
}

function settle(): void {
  for (; wakes; turn({ type: 'wake' })) wakes = false;
}

const sources = topology.stages.flatMap((stage) => (stage.kind === 'source' ? [stage.id] : []));
turn({ type: 'start', stages: sources });
const input = readFileSync(inputPath);
turn({ type: 'intake-opened', stage: source.id, intake: 0 });
for (let at = 0; at < input.length; at += 262_144) {
  turn({ type: 'intake-bytes', stage: source.id, intake: 0, bytes: new Uint8Array(input.subarray(at, at + 262_144)) });
  settle();
}
const objects = topology.stages.reduce(
  (count, stage) =>
    count +
    (stage.kind === 'keyed'
      ? worker
          .keyed(stage.id)
          .table.objectCounts()
          .reduce((sum, each) => sum + each, 0)
      : 0),
  0,
);

/** The first one teaches the engine; what counts is the second, which has to take everything again. */
let longest = 0;
let work = 0;
for (const epoch of [1, 2]) {
  acks.clear();
  bytes = 0;
  longest = 0;
  work = 0;
  const change = { placement: null, solos: null, moves: [], everything: true };
  for (let event: WorkerEvent = { type: 'inject', epoch, change }; ; event = { type: 'wake' }) {
    wakes = false;
    const ms = turn(event);
    longest = Math.max(longest, ms);
    work += ms;
    if (acks.size === topology.stages.length) break;
    if (!wakes) throw new Error(`the cut of epoch ${epoch} came to no end`);
  }
}
process.stdout.write(JSON.stringify({ objects, longest, work, bytes }));
