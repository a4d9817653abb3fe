/** The sign of a worker: its letter on its colour. */
import { workerIdentity } from '../theme/worker-identity.ts';

export function WorkerBadge({ index }: { readonly index: number }) {
  const { letter, colour } = workerIdentity(index);
  return (
    <i className="worker-badge" style={{ background: colour }} aria-hidden="true">
      {letter}
    </i>
  );
}
