/** The status bar: the ledger of the run, what it waits for, problems, the link to the server, and whether what you drew is saved. */
import { useCheck } from '../designer/code/check-store.ts';
import { useDrafts } from '../designer/document/draft-keeper.ts';
import { type SaveState, useProject } from '../designer/document/project-store.ts';
import { useUnread } from '../designer/document/unread-code.ts';
import { errorsIn } from '../designer/problems/problems-view.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { accessEnded } from '../run/run-state.ts';
import { Ledger } from '../run/ledger.tsx';
import { Troubles } from '../run/troubles.tsx';
import { Icon } from '../ui/icon.tsx';
import { counted } from '../ui/numbers.ts';
import { FirstStepsButton } from './first-steps.tsx';
import { toggleProblems, useLayout } from './layout-store.ts';
import { showScreen, useScreen } from './screen-store.ts';

export const StatusBar = () => (
  <footer className="status-bar" aria-label="Status">
    <Ledger />
    <Troubles />
    <span className="spacer" />
    <FirstStepsButton />
    <ProblemsButton />
    <LinkState />
    <UnreadCode />
    <Saved />
  </footer>
);

function ProblemsButton() {
  const { phase, diagnostics, failure } = useCheck();
  const isOpen = useLayout(({ problemsOpen }) => problemsOpen);
  const hasProject = useProject(({ id }) => id !== null);
  if (!hasProject) return null;
  if (phase === 'failed')
    return (
      <span className="status-bad" title={failure ?? ''}>
        Types are not checked
      </span>
    );
  const errors = errorsIn(diagnostics);
  const warnings = diagnostics.length - errors;
  const tone = errors > 0 ? 'status-bad' : warnings > 0 ? 'status-warn' : 'status-good';
  return (
    <button
      type="button"
      className={`status-button ${tone}`}
      aria-expanded={isOpen}
      aria-controls="problems-panel"
      onClick={toggleProblems}
    >
      {phase !== 'loading' && <Icon name={errors > 0 ? 'error' : warnings > 0 ? 'warning' : 'check'} size={14} />}
      {problemsText({ errors, warnings, isLoading: phase === 'loading' })}
    </button>
  );
}

type ProblemCounts = { readonly errors: number; readonly warnings: number; readonly isLoading: boolean };

function problemsText({ errors, warnings, isLoading }: ProblemCounts): string {
  if (isLoading) return 'Checking types';
  if (errors + warnings === 0) return 'No problems';
  return [errors > 0 ? counted(errors, 'problem') : '', warnings > 0 ? counted(warnings, 'warning') : '']
    .filter((text) => text !== '')
    .join(', ');
}

function LinkState() {
  const link = useDeployment((state) => state.link);
  const isLearning = useScreen(({ screen }) => screen === 'learn');
  switch (link) {
    case 'connected':
      return <span title="The live feed of the server is open">Connected</span>;
    case 'connecting':
      return <span>Connecting</span>;
    case 'refused':
      return (
        <span className="status-bad" role="status">
          <Icon name="warning" size={14} /> {accessEnded}
        </span>
      );
    case 'disconnected':
      // Nobody who is in a lesson misses it.
      if (isLearning) return <span role="status">No server, and this screen needs none</span>;
      return (
        <span className="status-bad" role="status">
          <Icon name="warning" size={14} /> Server not reachable, trying again
        </span>
      );
  }
}

/** It is saved nowhere but in this browser, and the Code screen itself says so at length. */
function UnreadCode() {
  const unread = useUnread(({ project }) => project);
  const shown = useProject(({ id }) => id);
  const isCode = useScreen(({ screen }) => screen === 'code');
  if (unread === null || unread !== shown || isCode) return null;
  return (
    <button
      type="button"
      className="status-button status-warn"
      title="It is kept in this browser until it can be read"
      onClick={() => showScreen('code')}
    >
      <Icon name="warning" size={14} /> Code not in the graph yet
    </button>
  );
}

function Saved() {
  const save = useProject((state) => state.save);
  const areKept = useDrafts((state) => state.areKept);
  const hasProject = useProject(({ id }) => id !== null);
  if (!hasProject) return null;
  const text = saveText(save, areKept === true);
  const isBad = save.phase === 'failed' || save.phase === 'conflict';
  return (
    <span className={`saved ${isBad ? 'status-bad' : ''}`} role="status" title={text}>
      {text}
    </span>
  );
}

function saveText(save: SaveState, isKept: boolean): string {
  switch (save.phase) {
    case 'saved':
      return 'Saved';
    case 'changed':
    case 'saving':
      return 'Saving';
    case 'failed':
      return `Not saved${isKept ? ', but kept in this browser' : ''}: ${save.reason}`;
    case 'conflict':
      return `Not saved: ${save.theirs === null ? 'deleted' : 'changed'} in another window`;
  }
}
