/** Somebody else saved this project meanwhile, in another window. Neither version is lost without a decision. */
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { keepBoth, openTheirs, useProject } from '../document/project-store.ts';

export function ConflictDialog() {
  const theirs = useProject(({ save }) => (save.phase === 'conflict' ? save.theirs : null));
  if (theirs === null) return null;
  return (
    <Dialog
      title="This project was changed in another window"
      description={`“${theirs.name}” has a newer revision on the server than the one you began with. Yours is not saved yet.`}
      onClose={() => void keepBoth()}
    >
      <div className="dialog-actions">
        <Button onClick={openTheirs}>Open theirs, drop mine</Button>
        <Button look="primary" onClick={() => void keepBoth()}>
          Keep both: save mine as a copy
        </Button>
      </div>
    </Dialog>
  );
}
