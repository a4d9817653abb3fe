/** Workers that have left the run stay on the screen, struck through: their slots are with the others. */
import type { Mate } from '../cluster/roster.ts';
import { workerIdentity } from '../theme/worker-identity.ts';
import { duration } from '../ui/numbers.ts';
import { useLive } from './live-parts.tsx';
import { WorkerBadge } from './worker-badge.tsx';

export const GoneWorkers = () => (
  <GoneList text={useLive(({ roster }) => goneText(roster.filter(({ presence }) => presence === 'left')))} />
);

/** As a primitive, so that the list is drawn again only when it has changed. */
export const goneText = (gone: readonly Mate[]): string =>
  gone.map(({ index, goneMs }) => `${index} ${goneMs === null ? '' : Math.round(goneMs / 1_000)}`).join(',');

/** Of `goneText`. */
export function GoneList({ text }: { readonly text: string }) {
  if (text === '') return null;
  const gone = text.split(',').map((mate) => mate.split(' '));
  return (
    <ul className="workers-gone" aria-label="Workers that have left">
      {gone.map(([indexText = '', seconds = '']) => {
        const index = Number(indexText);
        const { name, colour } = workerIdentity(index);
        return (
          <li key={index} style={{ ['--worker' as string]: colour }}>
            <WorkerBadge index={index} />
            <s className="mono">{name}</s>
            <span>{seconds === '' ? 'left' : `left at ${duration(Number(seconds) * 1_000)}`}</span>
          </li>
        );
      })}
    </ul>
  );
}
