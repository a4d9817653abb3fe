/** Asks before a process is killed: what that risks is said first. */
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { ask, useConfirmation } from './actions.ts';

export function KillDialog() {
  const action = useConfirmation((state) => state.action);
  if (action?.type !== 'kill') return null;
  const name = action.process === 'coordinator' ? 'the coordinator' : action.process;
  return (
    <Dialog
      title={`Kill ${name}?`}
      description="It gets SIGKILL, as a crash of its machine would end it: without a last word."
      onClose={close}
    >
      <div className="dialog-body kill-consequences">
        <p>
          Where every source can be read again, the run goes back to its last checkpoint and nothing is lost or doubled;
          it stands still meanwhile.
        </p>
        <p>
          <b>Where a source cannot be read again</b> (a pipe, or TCP without a journal), the run fails.
        </p>
      </div>
      <div className="dialog-actions">
        <Button look="quiet" onClick={close}>
          Keep it
        </Button>
        <Button
          look="danger"
          onClick={() => {
            close();
            void ask(action);
          }}
        >
          Kill -9 {name}
        </Button>
      </div>
    </Dialog>
  );
}

const close = (): void => useConfirmation.setState({ action: null });
