/** A profile of several workers as rows: what each node took of the time of all of them, what is no node's, and each worker. Pure. */
import type { ProfileReport } from '@potoroo/shared/control';
import { type ProfilePart, profileParts } from '@potoroo/shared/telemetry';

/** Of the busy time, 0 to 1. */
export type ProfileRow = { readonly share: number; readonly parts: Readonly<Record<ProfilePart, number>> };
export type ProfileView = {
  readonly busyMs: number;
  /** The largest first. */
  readonly nodes: readonly (ProfileRow & { readonly node: string })[];
  /** Links, sockets, barriers: what is done for no node alone. */
  readonly rest: ProfileRow;
  readonly workers: readonly (ProfileRow & { readonly worker: string; readonly busyMs: number })[];
};

export function profileView({ profiles }: ProfileReport): ProfileView {
  const busyMs = profiles.reduce((sum, each) => sum + each.busyMs, 0);
  /** A worker counts by how long it was busy. */
  const weighed = (of: (profile: ProfileReport['profiles'][number]) => number): number =>
    busyMs === 0 ? 0 : profiles.reduce((sum, each) => sum + of(each) * each.busyMs, 0) / busyMs;
  const names = new Set(profiles.flatMap(({ nodes }) => nodes.map(({ node }) => node)));
  const nodes = Array.from(names, (node) => ({
    node,
    ...rowOf((part) => weighed((each) => each.nodes.find((one) => one.node === node)?.parts[part] ?? 0)),
  }));
  const ofNodes = (part: ProfilePart): number => nodes.reduce((sum, { parts }) => sum + parts[part], 0);
  return {
    busyMs,
    nodes: nodes.toSorted((one, other) => other.share - one.share),
    rest: rowOf((part) => Math.max(0, weighed(({ parts }) => parts[part]) - ofNodes(part))),
    workers: profiles.map((each) => ({
      worker: each.worker,
      busyMs: each.busyMs,
      ...rowOf((part) => each.parts[part]),
    })),
  };
}

function rowOf(of: (part: ProfilePart) => number): ProfileRow {
  const parts: Record<ProfilePart, number> = { 'user logic': 0, codec: 0, network: 0, runtime: 0, garbage: 0 };
  for (const part of profileParts) parts[part] = of(part);
  return { share: profileParts.reduce((sum, part) => sum + parts[part], 0), parts };
}

/** Less is a sample or two. */
const worthSaying = 0.005;
const shortNames: Readonly<Record<ProfilePart, string>> = {
  'user logic': 'logic',
  codec: 'codec',
  network: 'network',
  runtime: 'runtime',
  garbage: 'garbage',
};

/** For the card of a node: `34%: logic 20, codec 9, runtime 5`. */
export function shareText({ share, parts }: ProfileRow): string {
  const told = profileParts.filter((part) => parts[part] >= worthSaying);
  const of = (value: number): string => String(Math.round(value * 100));
  const list = told.map((part) => `${shortNames[part]} ${of(parts[part])}`).join(', ');
  if (share < worthSaying) return 'under 1%';
  return list === '' ? `${of(share)}%` : `${of(share)}%: ${list}`;
}
