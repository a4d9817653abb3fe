/** Why the last run failed: what happened and what to do, in the server's words. */
import { Icon } from '../ui/icon.tsx';
import { useDeployment } from './deployment-store.ts';
import { sentenceByName } from './node-names.ts';

export function RunFailure() {
  const error = useDeployment(({ status }) => (status.phase === 'failed' ? (status.summary?.error ?? '') : null));
  return error === null ? null : (
    <p className="run-failure" role="alert">
      <Icon name="error" /> <b>The last run failed.</b> {sentenceByName(error)}
    </p>
  );
}
