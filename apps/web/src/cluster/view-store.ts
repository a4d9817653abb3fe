/** How the person looks at the cluster: which state, in what order, what brightness means, and what is chosen. */
import type { NodeId } from '@potoroo/shared/ids';
import { create } from 'zustand';
import type { Shade } from './picture.ts';
import type { Change } from './preview.ts';

export type Arrangement = 'workers' | 'grid' | 'ring' | 'lens' | 'table' | 'metrics';

type View = {
  readonly state: NodeId | null;
  readonly arrangement: Arrangement;
  readonly shade: Shade;
  /** What a button that the pointer or the focus is on would do. */
  readonly preview: Change | null;
  readonly slot: number | null;
  readonly key: string | null;
};

export const useView = create<View>(() => ({
  state: null,
  arrangement: 'workers',
  shade: 'rate',
  preview: null,
  slot: null,
  key: null,
}));

export const arrange = (arrangement: Arrangement): void => useView.setState({ arrangement });
export const shadeBy = (shade: Shade): void => useView.setState({ shade });
export const showState = (state: NodeId): void => useView.setState({ state, slot: null, key: null });
export const showPreview = (preview: Change | null): void => useView.setState({ preview });
/** Of a drain of this worker. */
export const forgetPreviewOf = (worker: number): void =>
  useView.setState(({ preview }) => (preview?.type === 'drain' && preview.worker === worker ? { preview: null } : {}));
export const chooseSlot = (slot: number | null): void => useView.setState({ slot });
