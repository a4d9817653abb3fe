/**
 * What the canvas's picker is asked to pick: a node to add at a place, a node to add at the end of a wire, or a node that is
 * there to lead a wire to. Null while it is closed.
 */
import type { NodeId } from '@potoroo/shared/ids';
import type { Position } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import type { LooseEnd } from '../graph/add-connected.ts';

/** Pixels from the top left of the canvas. */
export type PickerPlace = { readonly left: number; readonly top: number };

export type Picking = { readonly place: PickerPlace } & (
  | { readonly type: 'add'; readonly at: Position | null }
  /** `lane`: the state whose swimlane the wire was let go over. */
  | { readonly type: 'add-at-end'; readonly end: LooseEnd; readonly at: Position | null; readonly lane: NodeId | null }
  | { readonly type: 'connect'; readonly from: NodeId }
);

export const usePicker = create<{ readonly picking: Picking | null }>(() => ({ picking: null }));

export const openPicker = (picking: Picking): void => usePicker.setState({ picking });
export const closePicker = (): void => usePicker.setState({ picking: null });
