/** All problems of the pipeline, above the status bar. */
import { useCheck } from '../designer/code/check-store.ts';
import { ProblemList } from '../designer/problems/problem-list.tsx';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { runStateOf } from '../run/run-state.ts';
import { useShownRun } from '../run/shown-run.ts';
import { IconButton } from '../ui/button.tsx';
import { counted } from '../ui/numbers.ts';
import { closeProblems, useLayout } from './layout-store.ts';

export function ProblemsPanel() {
  const isOpen = useLayout(({ problemsOpen }) => problemsOpen);
  const none = useCheck(({ diagnostics }) => diagnostics.length === 0);
  const errors = useCheck(({ diagnostics }) => errorsIn(diagnostics));
  const isShown = useShownRun();
  const runs = useDeployment(({ status }) => runStateOf(status).active) && isShown;
  if (!isOpen) return null;
  return (
    <section id="problems-panel" className="problems-panel" aria-label="Problems of the pipeline">
      <IconButton icon="close" label="Close the problems" onClick={closeProblems} />
      {errors > 0 && (
        <p className="problems-head">
          <b>{runs ? 'Deploy' : 'Run'} waits:</b> {counted(errors, 'problem')} must be solved first.
        </p>
      )}
      {none ? (
        <p className="quiet">No problems: the pipeline compiles and every snippet type-checks.</p>
      ) : (
        <ProblemList of={null} />
      )}
    </section>
  );
}
