/** How high the runtime pane is in a window of some height, and how the choice is kept between visits. Pure. */
export const runtimeHeights = { least: 180, most: 900 } as const;

export type KeptLayout = {
  /** Of the height of the window, above 0 and below 1; null until the person has chosen. */
  readonly runtimeShare: number | null;
  readonly isOpen: boolean;
};

export const withinHeights = (height: number): number =>
  Math.round(Math.min(runtimeHeights.most, Math.max(runtimeHeights.least, height)));

/** Unless chosen otherwise a little less than half of the window. */
export const heightIn = (windowHeight: number, share: number | null): number =>
  withinHeights(share === null ? Math.min(460, Math.max(280, windowHeight * 0.44)) : windowHeight * share);

export function parseLayout(text: string): KeptLayout {
  const [first = '', state] = text.split(' ');
  const share = Number(first);
  return { runtimeShare: share > 0 && share < 1 ? share : null, isOpen: state !== 'closed' };
}

export const layoutText = ({ runtimeShare, isOpen }: KeptLayout): string =>
  `${runtimeShare?.toFixed(4) ?? '-'} ${isOpen ? 'open' : 'closed'}`;
