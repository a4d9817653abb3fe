/** Somebody else saved or deleted this project meanwhile, in another window. Neither version is lost without a decision. */
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { keepBoth, openTheirs } from '../document/opening.ts';
import { useProject } from '../document/project-store.ts';

export function ConflictDialog() {
  const save = useProject((state) => state.save);
  if (save.phase !== 'conflict') return null;
  const { theirs } = save;
  return theirs === null ? (
    <Dialog
      title="This project was deleted in another window"
      description="What you see here is on this screen and nowhere on the server."
      onClose={() => void keepBoth()}
    >
      <div className="dialog-actions">
        <Button onClick={() => void openTheirs()}>Close it, drop mine</Button>
        <Button look="primary" onClick={() => void keepBoth()}>
          Keep mine as a project
        </Button>
      </div>
    </Dialog>
  ) : (
    <Dialog
      title="This project was changed in another window"
      description={`“${theirs.name}” has a newer revision on the server than the one you began with. Yours is not saved yet.`}
      onClose={() => void keepBoth()}
    >
      <div className="dialog-actions">
        <Button onClick={() => void openTheirs()}>Open theirs, drop mine</Button>
        <Button look="primary" onClick={() => void keepBoth()}>
          Keep both: save mine as a copy
        </Button>
      </div>
    </Dialog>
  );
}
