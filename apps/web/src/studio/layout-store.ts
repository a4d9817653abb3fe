/** What belongs to this window and not to the document: the height of the runtime pane, and which panels are open. */
import { create } from 'zustand';
import { useDocument } from '../designer/document/document-store.ts';
import { heightIn, layoutText, parseLayout, withinHeights } from './runtime-height.ts';
import { recall, remember } from '../ui/remembered.ts';

export type Overlay = 'none' | 'projects' | 'versions' | 'palette' | 'search' | 'shortcuts' | 'deploy' | 'first-steps';

type Layout = {
  readonly runtimeHeight: number;
  readonly runtimeOpen: boolean;
  readonly problemsOpen: boolean;
  readonly overlay: Overlay;
};

const storageKey = 'potoroo.layout';

/**
 * The person's choice is a share of the window, so that a smaller window keeps room for both layers. Null: not chosen, and
 * the usual height holds.
 */
let share: number | null = null;

export const useLayout = create<Layout>(() => {
  const { runtimeShare, isOpen } = parseLayout(recall(storageKey) ?? '');
  share = runtimeShare;
  return {
    runtimeHeight: heightIn(innerHeight, share),
    runtimeOpen: isOpen,
    problemsOpen: false,
    overlay: 'none',
  };
});

/** Called once, at the start. */
export function followWindow(): void {
  addEventListener('resize', () => useLayout.setState({ runtimeHeight: heightIn(innerHeight, share) }));
  // The list was of another project's problems; over the next one it would only be in the way.
  useDocument.subscribe(({ project }, before) => project !== before.project && closeProblems());
}

export function resizeRuntime(height: number): void {
  share = withinHeights(height) / innerHeight;
  useLayout.setState({ runtimeHeight: withinHeights(height), runtimeOpen: true });
  keep();
}

export function toggleRuntime(): void {
  useLayout.setState(({ runtimeOpen }) => ({ runtimeOpen: !runtimeOpen }));
  keep();
}

export const showOverlay = (overlay: Overlay): void => useLayout.setState({ overlay });
export const toggleProblems = (): void => useLayout.setState(({ problemsOpen }) => ({ problemsOpen: !problemsOpen }));
export const openProblems = (): void => useLayout.setState({ problemsOpen: true });
export const closeProblems = (): void => useLayout.setState({ problemsOpen: false });

const keep = (): void =>
  remember(storageKey, layoutText({ runtimeShare: share, isOpen: useLayout.getState().runtimeOpen }));
