/** The first steps: a button in the status bar until they are taken, and the list of them. */
import { Button } from '../ui/button.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { Icon } from '../ui/icon.tsx';
import { endFirstSteps, useFirstSteps } from './first-steps.ts';
import { firstSteps } from './first-steps-list.ts';
import { showOverlay } from './layout-store.ts';

export function FirstStepsButton() {
  const { taken, isOver } = useFirstSteps();
  if (isOver) return null;
  return (
    <button
      type="button"
      className="status-button first-steps-button"
      aria-haspopup="dialog"
      onClick={() => showOverlay('first-steps')}
    >
      First steps: {taken.size} of {firstSteps.length}
    </button>
  );
}

export function FirstStepsDialog({ onClose }: { readonly onClose: () => void }) {
  const taken = useFirstSteps((state) => state.taken);
  return (
    <Dialog title="First steps" description="Each is ticked when it has happened." onClose={onClose}>
      <ol className="dialog-body first-steps">
        {firstSteps.map(({ id, title, help }) => (
          <li key={id} data-taken={taken.has(id) || undefined}>
            <span className="first-steps-tick">{taken.has(id) && <Icon name="check" size={14} />}</span>
            <p>
              <b>{title}</b>
              {taken.has(id) && <span className="visually-hidden">, done</span>} <span>{help}</span>
            </p>
          </li>
        ))}
      </ol>
      <div className="dialog-actions">
        <Button
          look="quiet"
          onClick={() => {
            endFirstSteps();
            onClose();
          }}
        >
          Do not show them any more
        </Button>
        <Button look="primary" onClick={onClose}>
          Close
        </Button>
      </div>
    </Dialog>
  );
}
