/**
 * Which screen the window shows, and its address. A change of screen is a step in the browser's history, so that Back
 * leads where it came from; a change of project replaces the address, as it always did.
 */
import { create } from 'zustand';
import { type Address, addressIn, firstScreen, pathOf } from './screen-address.ts';

export type ScreenPlace = {
  readonly id: string;
  /** Whether what it shows is the open project; its address then names the project. */
  readonly isOfProject: boolean;
};

const nowhere: Address = { project: null, screen: firstScreen, rest: '' };
let places: readonly ScreenPlace[] = [{ id: firstScreen, isOfProject: true }];

export const useScreen = create<Address>(() => nowhere);

/** Called once, at the start, before the first project is opened. */
export function followAddress(known: readonly ScreenPlace[]): void {
  places = known;
  const read = () =>
    addressIn(
      location.pathname,
      places.map(({ id }) => id),
    );
  useScreen.setState(read());
  // The open project stays: an address of the past may name one that has been closed since.
  addEventListener('popstate', () => {
    const next = { ...read(), project: useScreen.getState().project };
    // A link that holds a document arrives in the fragment, and is taken from there by who reads it.
    history.replaceState(null, '', pathTo(next) + location.hash);
    useScreen.setState(next);
  });
}

/** `rest`: where on the screen, as the screen itself understands it. */
export function showScreen(screen: string, rest = ''): void {
  const now = useScreen.getState();
  if (now.screen === screen && now.rest === rest) return;
  const next = { ...now, screen, rest };
  history.pushState(null, '', pathTo(next));
  useScreen.setState(next);
}

/** The address of the screen as it would be for the open project. */
export const pathTo = (address: Address): string => pathOf(address, isOfProject(address.screen));

const isOfProject = (screen: string): boolean => places.find(({ id }) => id === screen)?.isOfProject ?? true;

export const showBuild = (): void => showScreen(firstScreen);

export const isBuildShown = (): boolean => useScreen.getState().screen === firstScreen;

/** The project of the address, from its opening on. Who opens another one is shown it: a screen of no project makes room. */
export function addressProject(project: string | null): void {
  const now = useScreen.getState();
  const isAnother = now.project !== null && project !== now.project;
  const next = isAnother && !isOfProject(now.screen) ? { ...nowhere, project } : { ...now, project };
  history.replaceState(null, '', pathTo(next));
  useScreen.setState(next);
}
