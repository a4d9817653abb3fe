/**
 * What a worker's time went to: the stacks that were sampled, divided into user logic, codec, network, runtime and the
 * collection of garbage. A call into the engine counts for whoever made it. Pure.
 */
import { type ProfilePart, profileParts } from '@potoroo/shared/telemetry';
import type { Module } from '@potoroo/shared/topology';

export type ProfileNode = {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string };
  readonly children?: readonly number[];
};
/** As V8 makes it, and as Chrome's tools and VS Code read it. Times are microseconds. */
export type CpuProfile = {
  readonly nodes: readonly ProfileNode[];
  readonly startTime: number;
  readonly endTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
};

export type Shares = {
  readonly busyMs: number;
  /** Of the busy time, 0 to 1. */
  readonly parts: Readonly<Record<ProfilePart, number>>;
  /** User logic by the node whose snippet it is, the largest first. */
  readonly nodes: readonly { readonly node: string; readonly share: number }[];
};

/** Slices of one worker's run as one profile. */
export function joined(slices: readonly CpuProfile[]): CpuProfile {
  const nodes: ProfileNode[] = [];
  const samples: number[] = [];
  const timeDeltas: number[] = [];
  const roots: number[] = [];
  let before = 1;
  for (const slice of slices) {
    const moved = (id: number): number => id + before;
    const [root] = slice.nodes;
    if (root !== undefined) roots.push(moved(root.id));
    for (const node of slice.nodes) {
      const children = node.children?.map(moved);
      nodes.push({ ...node, id: moved(node.id), ...(children === undefined ? {} : { children }) });
    }
    for (const sample of slice.samples) samples.push(moved(sample));
    for (const delta of slice.timeDeltas) timeDeltas.push(delta);
    before += slice.nodes.reduce((greatest, { id }) => Math.max(greatest, id), 0);
  }
  const root = {
    id: 1,
    callFrame: { functionName: '(root)', url: '', scriptId: '0', lineNumber: -1, columnNumber: -1 },
  };
  return {
    nodes: [{ ...root, children: roots }, ...nodes],
    startTime: slices[0]?.startTime ?? 0,
    endTime: slices.at(-1)?.endTime ?? 0,
    samples,
    timeDeltas,
  };
}

type Owner = { readonly part: ProfilePart | 'idle'; readonly module: number | null };

export function sharesOf({ nodes, samples, timeDeltas }: CpuProfile, modules: readonly Module[]): Shares {
  const owners = ownersOf(nodes);
  const parts: Record<ProfilePart, number> = { 'user logic': 0, codec: 0, network: 0, runtime: 0, garbage: 0 };
  const byNode = new Map<string, number>();
  let busy = 0;
  for (const [index, sample] of samples.entries()) {
    const owner = owners.get(sample);
    // The clock of a sample may run a little backwards.
    const time = Math.max(0, timeDeltas[index] ?? 0);
    if (owner === undefined || owner.part === 'idle') continue;
    busy += time;
    parts[owner.part] += time;
    const node = owner.module === null ? undefined : modules[owner.module]?.node;
    if (node !== undefined) byNode.set(node, (byNode.get(node) ?? 0) + time);
  }
  const shareOf = (time: number): number => (busy === 0 ? 0 : time / busy);
  for (const part of profileParts) parts[part] = shareOf(parts[part]);
  const largestFirst = [...byNode].toSorted(([, one], [, other]) => other - one);
  return { busyMs: busy / 1_000, parts, nodes: largestFirst.map(([node, time]) => ({ node, share: shareOf(time) })) };
}

function ownersOf(nodes: readonly ProfileNode[]): ReadonlyMap<number, Owner> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, Owner>();
  const [root] = nodes;
  const left: (readonly [ProfileNode, Owner])[] = root === undefined ? [] : [[root, { part: 'runtime', module: null }]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, caller] = next;
    const owner = ownerOf(node) ?? caller;
    owners.set(node.id, owner);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) left.push([child, owner]);
    }
  }
  return owners;
}

const snippet = /potoroo-snippet-(\d+)\.js/;
const codecs =
  /potoroo-codec-|\/record-layout\/|\/operators\/formats\/|\/exchange\/(?:\w+-codec|copy-record|layout-shape|line-shape|record-shape)\.|\/checkpoint\/\w+-section\./;
const networks =
  /^node:(?:net|fs|dgram|child_process|internal\/(?:streams|stream|fs|net|child_process))|\/hosts\/node\/(?:peer-links|source-devices|sink-devices|message-socket|journal)/;
/** Of the engine and of Node: what they do is done for whoever called them. */
const servants = /^(?:$|node:(?:buffer|internal\/(?:buffer|util|encoding)))/;

/** Null where the caller owns it. */
function ownerOf({ callFrame: { functionName, url } }: ProfileNode): Owner | null {
  // Taking the profile is not part of the run.
  if (functionName === '(idle)' || url === 'node:inspector') return { part: 'idle', module: null };
  if (functionName === '(garbage collector)') return { part: 'garbage', module: null };
  // Time outside of JavaScript: reading and writing, mostly.
  if (functionName === '(program)') return { part: 'network', module: null };
  const [, module] = snippet.exec(url) ?? [];
  if (module !== undefined) return { part: 'user logic', module: Number(module) };
  if (networks.test(url)) return { part: 'network', module: null };
  if (codecs.test(url)) return { part: 'codec', module: null };
  return servants.test(url) ? null : { part: 'runtime', module: null };
}
