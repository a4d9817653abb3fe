/** Workers that have left the run stay on the screen, struck through: their slots are with the others. */
import { workerIdentity } from '../theme/worker-identity.ts';
import { duration } from '../ui/numbers.ts';
import { useLive } from './live-parts.tsx';
import { WorkerBadge } from './worker-badge.tsx';

export function GoneWorkers() {
  const text = useLive(({ roster }) =>
    roster
      .filter(({ presence }) => presence === 'left')
      .map(({ index, goneMs }) => `${index} ${goneMs === null ? '' : Math.round(goneMs / 1_000)}`)
      .join(','),
  );
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
