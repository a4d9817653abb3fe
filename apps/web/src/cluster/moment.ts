/** What the screen reads of the shown moment, worked out once for each: the roster, and the view of the state's stage. */
import type { NodeId } from '@potoroo/shared/ids';
import { readLive, recording } from '../run/live-store.ts';
import { slotRates, stageIn } from '../run/stages.ts';
import { type Shade, stageView, type StageView } from './picture.ts';
import { type Change, type Preview, previewOf } from './preview.ts';
import { isThere, type Mate, rosterOf } from './roster.ts';
import { readShown, type Shown } from './time-store.ts';
import { useView } from './view-store.ts';

let rosterFor: Shown | null = null;
let roster: readonly Mate[] = [];

/** Everybody that the run has had until the shown moment. */
export function rosterNow(): readonly Mate[] {
  const shown = readShown();
  if (rosterFor === shown) return roster;
  rosterFor = shown;
  roster =
    shown.cursorMs === null
      ? readLive().roster
      : rosterOf(recording.frames.slice(0, recording.indexAt(shown.cursorMs) + 1));
  return roster;
}

export const mateNow = (index: number): Mate | null => rosterNow().find((mate) => mate.index === index) ?? null;

/** The state that is shown: the chosen one, else the first. */
export function shownState({ span }: Shown): NodeId | null {
  const { state } = useView.getState();
  const stages = span?.newest.stages ?? [];
  return stages.find((stage) => stage.state === state)?.state ?? stages[0]?.state ?? null;
}

let viewFor: { readonly shown: Shown; readonly state: NodeId | null; readonly shade: Shade } | null = null;
let view: StageView | null = null;

export function stageViewNow(): StageView | null {
  const shown = readShown();
  const state = shownState(shown);
  const { shade } = useView.getState();
  if (viewFor?.shown === shown && viewFor.state === state && viewFor.shade === shade) return view;
  viewFor = { shown, state, shade };
  const stage = state === null ? null : stageIn(shown.span, state);
  view =
    stage === null || state === null || shown.span === null
      ? null
      : stageView({
          stage,
          rates: slotRates(shown.span, state),
          changes: recording.changes,
          atMs: shown.cursorMs ?? shown.span.newest.atMs,
          shade,
        });
  return view;
}

let previewFor: { readonly view: StageView; readonly change: Change } | null = null;
let preview: Preview | null = null;

/** Of the change that the person is about to make; null where there is none. Every picture asks for it. */
export function previewNow(): Preview | null {
  const { preview: change } = useView.getState();
  const shownView = stageViewNow();
  if (change === null || shownView === null) return null;
  if (previewFor?.view === shownView && previewFor.change === change) return preview;
  previewFor = { view: shownView, change };
  const members = rosterNow()
    .filter(isThere)
    .map(({ index }) => index);
  const isPossible = members.length > (change.type === 'drain' ? 1 : 0);
  preview = isPossible ? previewOf({ stage: shownView.stage, members, joiner: nextIndex(), change }) : null;
  return preview;
}

/** The index of the next worker: names are not given twice. */
export const nextIndex = (): number => Math.max(-1, ...rosterNow().map(({ index }) => index)) + 1;
