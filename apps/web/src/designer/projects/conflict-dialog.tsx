/** Somebody else saved or deleted this project meanwhile, in another window. Neither version is lost without a decision. */
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { useDocument } from '../document/document-store.ts';
import { keepBoth, openTheirs } from '../document/opening.ts';
import { useProject } from '../document/project-store.ts';
import { DifferenceView } from '../versions/difference-view.tsx';

export function ConflictDialog() {
  const save = useProject((state) => state.save);
  const mine = useDocument((state) => state.pipeline);
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
      size="wide"
      onClose={() => void keepBoth()}
    >
      {mine !== null && (
        <div className="dialog-body">
          <h3>From theirs to yours</h3>
          <DifferenceView before={theirs.document} after={mine} />
        </div>
      )}
      <div className="dialog-actions">
        <Button onClick={() => void openTheirs()}>Open theirs, drop mine</Button>
        <Button look="primary" onClick={() => void keepBoth()}>
          Keep both: save mine as a copy
        </Button>
      </div>
    </Dialog>
  );
}
