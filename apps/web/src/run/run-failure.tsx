/** Why the last run failed: what happened and what to do, in the server's words. */
import { Icon } from '../ui/icon.tsx';
import { useDeployment } from './deployment-store.ts';
import { sentenceByName } from './node-names.ts';
import { failureTitle } from './run-state.ts';

export function RunFailure() {
  const error = useDeployment(({ status }) => (status.phase === 'failed' ? (status.summary?.error ?? '') : null));
  const title = useDeployment(({ status }) => failureTitle(status));
  return error === null ? null : (
    <p className="run-failure" role="alert">
      <Icon name="error" /> <b>{title}</b> {sentenceByName(error)}
    </p>
  );
}
