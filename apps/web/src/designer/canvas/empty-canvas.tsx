/** What an empty canvas teaches: open the example that runs with one click, or begin with a first node. */
import { keysText } from '../../commands/keys.ts';
import { Button } from '../../ui/button.tsx';
import { isMac } from '../../ui/platform.ts';
import { useDocument } from '../document/document-store.ts';
import { useProject } from '../document/project-store.ts';
import { openFirstProject, openTemplate, startEmpty } from '../projects/project-actions.ts';
import { focusPalette } from '../palette/palette-focus.ts';

export function EmptyCanvas() {
  const hasProject = useProject(({ id }) => id !== null);
  const isChanged = useDocument(({ history }) => history.past.length > 0);
  const beginning = useProject((state) => state.beginning);
  if (beginning.phase === 'underway') return <Opening />;
  if (beginning.phase === 'failed') return <NotOpened {...beginning} />;
  return (
    <div className="empty-canvas">
      <h2>{hasProject ? 'Draw your first pipeline' : 'Welcome to Potoroo'}</h2>
      <p>
        Records enter at a source, meet one state object per key, and leave at a sink. You draw that; the runtime
        spreads the objects over as many workers as you like.
      </p>
      <div>
        <Button look="primary" icon="template" onClick={() => void openTemplate('market-spread')}>
          Open Market Spread
        </Button>
        {hasProject ? (
          <Button icon="plus" onClick={focusPalette}>
            Add a node
          </Button>
        ) : (
          <Button icon="plus" onClick={() => void startEmpty()}>
            Start empty
          </Button>
        )}
      </div>
      {hasProject && (
        <p className="empty-hint">
          or press <kbd className="kbd">/</kbd> and type what you need
          {isChanged && (
            <>
              ; <kbd className="kbd">{keysText('Mod+Z', isMac)}</kbd> takes the last change back
            </>
          )}
        </p>
      )}
    </div>
  );
}

const Opening = () => (
  <div className="empty-canvas" role="status">
    <p>Opening your project…</p>
  </div>
);

const NotOpened = ({ message, remedy }: { readonly message: string; readonly remedy: string }) => (
  <div className="empty-canvas" role="alert">
    <h2>Your project could not be opened</h2>
    <p>
      {message} {remedy}
    </p>
    <div>
      <Button look="primary" onClick={() => void openFirstProject()}>
        Try again
      </Button>
    </div>
  </div>
);
