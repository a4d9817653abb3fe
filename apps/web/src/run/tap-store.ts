/**
 * Looking into the run: while a run of this project is on screen, the server is asked every few seconds to tell what nodes cost
 * and, where an edge is tapped, its records. Nobody asks when nobody sees it: the runtime then does nothing for it.
 */
import type { NodeId } from '@potoroo/shared/ids';
import { limits } from '@potoroo/shared/limits';
import type { TappedRecord } from '@potoroo/shared/telemetry';
import { create } from 'zustand';
import { useProject } from '../designer/document/project-store.ts';
import { watchDeployment } from '../link/deployment-api.ts';
import { useDeployment } from './deployment-store.ts';
import { listenLive, readLive } from './live-store.ts';
import { useSeen } from './seen-store.ts';
import { withTapped } from './tap-view.ts';

type Tap = {
  /** The node whose records are looked at; null: none. */
  readonly node: NodeId | null;
  readonly key: string | null;
  readonly isPaused: boolean;
  readonly filter: string;
  readonly records: readonly TappedRecord[];
};

const closed: Tap = { node: null, key: null, isPaused: false, filter: '', records: [] };
export const useTap = create<Tap>(() => closed);

export function openTap(node: NodeId): void {
  if (useTap.getState().node === node) return;
  useTap.setState({ ...closed, node });
  void ask();
}
export const closeTap = (): void => useTap.setState(closed);
/** Records of this key only, from now on; null: of every key. */
export function followKey(key: string | null): void {
  useTap.setState(({ records }) => ({
    key,
    records: key === null ? records : records.filter((each) => each.key === key),
  }));
  void ask();
}
export const pauseTap = (isPaused: boolean): void => useTap.setState({ isPaused });
export const filterTap = (filter: string): void => useTap.setState({ filter });

/** Called once, at the start. */
export function followTaps(): void {
  setInterval(() => void ask(), limits.watchLeaseMs / 2.5);
  useDeployment.subscribe(({ status }, before) => {
    if (status.phase === 'running' && before.status.phase !== 'running') void ask();
    if (status.id !== before.status.id) useTap.setState({ records: [] });
  });
  useSeen.subscribe(({ wanted }, before) => {
    if (wanted !== before.wanted && wanted.length > 0) void ask();
  });
  let heard = -1;
  listenLive(() => {
    const { node, key, isPaused, records } = useTap.getState();
    const frame = readLive().span?.newest;
    if (frame === undefined || frame.sequence === heard) return;
    heard = frame.sequence;
    if (node === null || isPaused) return;
    const added = frame.tapped.filter((each) => each.node === node && (key === null || each.key === key));
    if (added.length > 0) useTap.setState({ records: withTapped(records, added) });
  });
}

/** A refusal means that the run has just ended, of which the live feed tells. */
async function ask(): Promise<void> {
  const { status, link } = useDeployment.getState();
  const isOwn = status.pipelineId !== null && status.pipelineId === useProject.getState().id;
  if (status.phase !== 'running' || link !== 'connected' || !isOwn || document.visibilityState !== 'visible') return;
  const { node, key } = useTap.getState();
  const wanted = useSeen.getState().wanted.filter((each) => each !== node);
  const taps = [...(node === null ? [] : [{ node, key }]), ...wanted.map((each) => ({ node: each, key: null }))];
  await watchDeployment({ costs: true, taps: taps.slice(0, limits.tapsMax) });
}
