/**
 * What a worker's time went to: the stacks that were sampled, divided into user logic, codec, network, runtime and the
 * collection of garbage. A call into the engine counts for whoever made it. Code that is made for a node says so by its name
 * (`madeAnew`): what it does, and what is done for it, is the node's; the rest of a worker's time is no node's. Pure.
 */
import { type NodeProfile, type ProfilePart, profileParts } from '@potoroo/shared/telemetry';
import type { Module } from '@potoroo/shared/topology';

export type ProfileNode = {
  readonly id: number;
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber?: number };
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
  /** The largest first. */
  readonly nodes: readonly NodeProfile[];
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

type Owner = { readonly part: ProfilePart | 'idle'; readonly node: string | null };

export function sharesOf({ nodes, samples, timeDeltas }: CpuProfile, modules: readonly Module[]): Shares {
  const owners = ownersOf(nodes, modules);
  const parts = noTime();
  const byNode = new Map<string, Record<ProfilePart, number>>();
  let busy = 0;
  for (const [index, sample] of samples.entries()) {
    const owner = owners.get(sample);
    // The clock of a sample may run a little backwards.
    const time = Math.max(0, timeDeltas[index] ?? 0);
    if (owner === undefined || owner.part === 'idle') continue;
    busy += time;
    parts[owner.part] += time;
    if (owner.node === null) continue;
    const own = byNode.get(owner.node) ?? noTime();
    own[owner.part] += time;
    byNode.set(owner.node, own);
  }
  const shareOf = (time: number): number => (busy === 0 ? 0 : time / busy);
  const sharesOfTimes = (times: Record<ProfilePart, number>): Record<ProfilePart, number> => {
    for (const part of profileParts) times[part] = shareOf(times[part]);
    return times;
  };
  const found = Array.from(byNode, ([node, times]): NodeProfile => {
    const share = shareOf(profileParts.reduce((sum, part) => sum + times[part], 0));
    return { node, share, parts: sharesOfTimes(times) };
  });
  return {
    busyMs: busy / 1_000,
    parts: sharesOfTimes(parts),
    nodes: found.toSorted((one, other) => other.share - one.share),
  };
}

const noTime = (): Record<ProfilePart, number> => ({
  'user logic': 0,
  codec: 0,
  network: 0,
  runtime: 0,
  garbage: 0,
});

function ownersOf(nodes: readonly ProfileNode[], modules: readonly Module[]): ReadonlyMap<number, Owner> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const owners = new Map<number, Owner>();
  const [root] = nodes;
  const left: (readonly [ProfileNode, Owner])[] = root === undefined ? [] : [[root, { part: 'runtime', node: null }]];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const [node, caller] = next;
    const owner = ownerOf(node, caller, modules);
    owners.set(node.id, owner);
    for (const id of node.children ?? []) {
      const child = byId.get(id);
      if (child !== undefined) left.push([child, owner]);
    }
  }
  return owners;
}

const snippet = /potoroo-snippet-(\d+)\.js/;
const made = /potoroo-made-\w+-of-(.+)\.js/;
const codecs =
  /potoroo-codec-|\/record-layout\/|\/operators\/formats\/|\/exchange\/(?:\w+-codec|copy-record|layout-shape|line-shape|record-shape)\.|\/checkpoint\/\w+-section\./;
const networks =
  /^node:(?:net|fs|dgram|child_process|internal\/(?:streams|stream|fs|net|child_process))|\/hosts\/node\/(?:(?:peer-links|reused-reads|(?:source|sink)-devices|file-(?:source|sink)|tcp-sink|sent-outputs|output-ids|message-socket)\.|journal\/)/;
/** Of the engine and of Node: what they do is done for whoever called them. */
const servants = /^(?:$|node:(?:buffer|internal\/(?:buffer|util|encoding)))/;

function ownerOf({ callFrame }: ProfileNode, caller: Owner, modules: readonly Module[]): Owner {
  const { functionName, url } = callFrame;
  // Taking the profile is not part of the run.
  if (functionName === '(idle)' || url === 'node:inspector') return { part: 'idle', node: null };
  if (functionName === '(garbage collector)') return { part: 'garbage', node: null };
  // Time outside of JavaScript: reading and writing, mostly.
  if (functionName === '(program)') return { part: 'network', node: null };
  const [, module] = snippet.exec(url) ?? [];
  if (module !== undefined) return { part: 'user logic', node: modules[Number(module)]?.node ?? null };
  const [, maker] = made.exec(url) ?? [];
  if (maker !== undefined) return { part: 'runtime', node: decodeURIComponent(maker) };
  if (networks.test(url)) return { ...caller, part: 'network' };
  if (codecs.test(url)) return { ...caller, part: 'codec' };
  return servants.test(url) ? caller : { ...caller, part: 'runtime' };
}
