/** What belongs to this window and not to the document: the height of the runtime pane, and which panels are open. */
import { create } from 'zustand';

export type Overlay = 'none' | 'projects';

type Layout = {
  readonly runtimeHeight: number;
  readonly runtimeOpen: boolean;
  readonly problemsOpen: boolean;
  readonly overlay: Overlay;
};

const storageKey = 'potoroo.layout';
export const runtimeHeights = { least: 180, most: 900 } as const;
/** Until the person has chosen: a little less than half of the window. */
const usualHeight = (): number => Math.round(Math.min(460, Math.max(280, innerHeight * 0.44)));

export const useLayout = create<Layout>(() => ({ ...stored(), problemsOpen: false, overlay: 'none' }));

export const resizeRuntime = (height: number): void =>
  keep({
    runtimeHeight: Math.round(Math.min(runtimeHeights.most, Math.max(runtimeHeights.least, height))),
    runtimeOpen: true,
  });
export const toggleRuntime = (): void => keep({ runtimeOpen: !useLayout.getState().runtimeOpen });
export const showOverlay = (overlay: Overlay): void => useLayout.setState({ overlay });
export const toggleProblems = (): void => useLayout.setState(({ problemsOpen }) => ({ problemsOpen: !problemsOpen }));
export const openProblems = (): void => useLayout.setState({ problemsOpen: true });
export const closeProblems = (): void => useLayout.setState({ problemsOpen: false });

function keep(change: Partial<Pick<Layout, 'runtimeHeight' | 'runtimeOpen'>>): void {
  useLayout.setState(change);
  const { runtimeHeight, runtimeOpen } = useLayout.getState();
  localStorage.setItem(storageKey, `${runtimeHeight} ${runtimeOpen ? 'open' : 'closed'}`);
}

function stored(): Pick<Layout, 'runtimeHeight' | 'runtimeOpen'> {
  const [height, state] = (localStorage.getItem(storageKey) ?? '').split(' ');
  const runtimeHeight = Number(height);
  const isHeight = runtimeHeight >= runtimeHeights.least && runtimeHeight <= runtimeHeights.most;
  return { runtimeHeight: isHeight ? runtimeHeight : usualHeight(), runtimeOpen: state !== 'closed' };
}
