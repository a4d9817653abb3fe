/**
 * Whether a run was as if nothing had happened: its outputs, its state objects and its counts are those of one thread over
 * the records that it accepted (I1, I5, I6), and each trail left every sink in the order of its source (I2, I3). Pure.
 */
import { assert } from '@potoroo/shared/assert';
import type { NodeId } from '@potoroo/shared/ids';
import { isSameOrigin } from '@potoroo/shared/origins';
import type { Topology } from '@potoroo/shared/topology';
import type { Quarantined } from '../api/index.ts';
import { plainText } from '../api/index.ts';
import type { EpochAccount } from '../core/index.ts';
import { TopologyDriver } from '../testing/index.ts';
import type { ClusterResult } from './cluster-options.ts';
import type { Manifest } from './disk.ts';
import { acceptedIn, objectsIn } from './disk.ts';
import type { GeneratedTopology } from './generated-topology.ts';
import { isFound } from './poison.ts';

type Accepted = ReadonlyMap<NodeId, number>;

/** One thread over the first so many records of each source. */
export function oracle(
  { topology, inputs, records }: GeneratedTopology,
  accepted: Accepted = records,
  quarantine: readonly Quarantined[] = [],
): TopologyDriver {
  const driver = new TopologyDriver(topology, plainText, quarantine);
  for (const [source, bytes] of inputs) driver.feed(source, firstLines(bytes, accepted.get(source) ?? 0));
  return driver;
}

/** Throws where the run differs from the oracle's. */
export function judge(generated: GeneratedTopology, result: ClusterResult): void {
  const { accepted, stopped } = result;
  for (const [source, records] of generated.records) {
    const own = accepted.get(source) ?? 0;
    assert(stopped ? own <= records : own === records, `I1: source ${source} accepted ${own} records of ${records}`);
  }
  judgeQuarantine(generated, result);
  const driver = oracle(generated, accepted, result.quarantine);
  assert(
    result.deadLetters === driver.failures.length,
    `I21: ${result.deadLetters} dead letters, and ${driver.failures.length} of one thread`,
  );
  for (const sink of generated.sinks) {
    const own = linesOf(result.outputs.get(sink.node), sink.format);
    judgeTrails(sink, own, driver.lines(sink.node));
  }
  for (const state of generated.states) judgeObjects(state, result.state(state), driver.state(state));
}

/** I5: a manifest is one thread over the records before its cut. Throws where it is not. */
export function judgeManifest(
  generated: GeneratedTopology,
  manifest: Manifest,
  quarantine: readonly Quarantined[] = [],
): void {
  const driver = oracle(generated, acceptedIn(manifest.account, generated.topology), quarantine);
  for (const state of generated.states)
    judgeObjects(state, objectsIn(manifest, generated.topology, state), driver.state(state));
  judgeCounts(generated.topology, manifest.account);
}

/** I1: what nodes, slots and workers say that they had is what was accepted and applied, whatever was undone meanwhile. */
function judgeCounts({ stages }: Topology, { accepted, applied, stages: accounts, workers = [] }: EpochAccount): void {
  for (const stage of stages) {
    const { records = 0, nodes = [], applied: bySlot = [] } = accounts[stage.id] ?? {};
    const met = bySlot.reduce((sum, count) => sum + count, 0);
    assert(
      stage.kind !== 'keyed' || met === records,
      `I1: slots met ${met} records of ${records} at stage ${stage.id}`,
    );
    if (stage.kind !== 'source') continue;
    const came = nodes.find(({ node }) => node === stage.node)?.recordsIn ?? 0;
    assert(came === records, `I1: ${came} records came to ${stage.node}, which accepted ${records}`);
  }
  const handled = workers.reduce((sum, { records }) => sum + records, 0);
  const all = stages.some(({ kind }) => kind === 'keyed') ? applied : accepted;
  assert(handled === all, `I1: workers handled ${handled} records of ${all}`);
}

/** I21: only poison is skipped, each of it once, and met by nobody any more; that all of it is skipped, the end of the run shows. */
function judgeQuarantine({ topology, inputs }: GeneratedTopology, result: ClusterResult): void {
  const { quarantine, poisons, metAgain } = result;
  const again = metAgain.map(({ source, record }) => `record ${record} of ${source}`);
  assert(again.length === 0, `I21: ${again.join(', ')} came to no end again, although it is in quarantine`);
  for (const [index, found] of quarantine.entries()) {
    const stage = topology.stages[found.source];
    assert(stage?.kind === 'source', `I21: stage ${found.source} is no source`);
    const input = inputs.get(stage.node) ?? new Uint8Array(0);
    const words = `byte ${found.offset} of ${stage.node}, at module ${found.module}`;
    assert(
      poisons.some((poison) => poison.source === stage.node && isFound(poison, found, input)),
      `I21: the record at ${words}, is skipped and is no poison`,
    );
    assert(
      !quarantine.slice(0, index).some((earlier) => isSameOrigin(earlier, found)),
      `I21: the record at ${words}, is in quarantine twice`,
    );
  }
}

type Sink = GeneratedTopology['sinks'][number];

/** Between trails no order is promised; along one it is that of its source. */
function judgeTrails(sink: Sink, own: readonly string[], expected: readonly string[]): void {
  const [ownTrails, trails] = [own, expected].map((lines) => byTrail(sink, lines));
  for (const trail of new Set([...(ownTrails?.keys() ?? []), ...(trails?.keys() ?? [])])) {
    const [left, right] = [ownTrails?.get(trail) ?? [], trails?.get(trail) ?? []];
    if (sameLines(left, right)) continue;
    const isReordered = sameLines(left.toSorted(), right.toSorted());
    assert(
      false,
      `${isReordered ? 'I3' : 'I1'}: trail ${trail} left ${sink.node} as ${shown(left)}, and of one thread as ${shown(right)}`,
    );
  }
}

const shown = (lines: readonly string[]): string => JSON.stringify(lines.slice(0, 12));
const sameLines = (some: readonly string[], others: readonly string[]): boolean =>
  some.length === others.length && some.every((line, index) => line === others[index]);

function byTrail(sink: Sink, lines: readonly string[]): Map<string, string[]> {
  const trails = new Map<string, string[]>();
  for (const line of lines) {
    const trail = trailOf(sink, line);
    const known = trails.get(trail);
    if (known === undefined) trails.set(trail, [line]);
    else known.push(line);
  }
  return trails;
}

/** Records are `{ i, k, t }`: number, key, trail. */
function trailOf({ format }: Sink, line: string): string {
  if (format === 'csv') return line.split(',')[2] ?? '';
  return (format === 'ndjson' ? /"t":"([^"]*)"/.exec(line)?.[1] : line.split(' ')[0]) ?? '';
}

function linesOf(bytes: Uint8Array | undefined, format: Sink['format']): readonly string[] {
  if (bytes === undefined) return [];
  const lines = plainText.decode(bytes, 0, bytes.length).split('\n').slice(0, -1);
  if (format !== 'csv' || lines.length === 0) return lines;
  assert(lines[0]?.startsWith('i,k,t') === true, `I1: an output of CSV begins with ${lines[0]}`);
  return lines.slice(1);
}

type Objects = ReadonlyMap<string, unknown>;

function judgeObjects(state: NodeId, own: Objects, expected: Objects): void {
  for (const [key, object] of own) {
    const { broken } = object as { readonly broken: number };
    assert(broken === 0, `I2: key ${key} of ${state} met ${broken} records out of order`);
  }
  for (const key of new Set([...own.keys(), ...expected.keys()])) {
    const [left, right] = [own.get(key), expected.get(key)];
    if (!isSame(left, right))
      assert(
        false,
        `I6: key ${key} of ${state} is ${JSON.stringify(left)}, and of one thread ${JSON.stringify(right)}`,
      );
  }
}

/** Plain values, member by member, whatever the order of an object's members. */
function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right)) return true;
  if (typeof left !== 'object' || typeof right !== 'object' || left === null || right === null) return false;
  if (Array.isArray(left) !== Array.isArray(right)) return false;
  const members = Object.entries(left);
  if (members.length !== Object.keys(right).length) return false;
  return members.every(([name, value]) => name in right && isSame(value, (right as Record<string, unknown>)[name]));
}

function firstLines(bytes: Uint8Array, lines: number): Uint8Array {
  let at = 0;
  for (let left = lines; left > 0; left--) {
    const end = bytes.indexOf(newline, at);
    if (end < 0) return bytes;
    at = end + 1;
  }
  return bytes.subarray(0, at);
}

const newline = 10;
