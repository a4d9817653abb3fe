/** The history of the project: its versions with what each changed, how one differs from what is on screen, and going back to it. */
import type { StoredPipeline, VersionEntry } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useEffect, useState } from 'react';
import type { Failure } from '../../link/http.ts';
import { listVersions, readVersion } from '../../link/projects-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { savedText } from '../../ui/times.ts';
import { saveNow } from '../document/autosave.ts';
import { apply, useDocument } from '../document/document-store.ts';
import { useProject } from '../document/project-store.ts';
import { DifferenceView } from './difference-view.tsx';

type VersionsDialogProps = { readonly onClose: () => void };
type Loaded<Value> =
  | { readonly phase: 'loading' }
  | { readonly phase: 'failed'; readonly failure: Failure }
  | { readonly phase: 'ready'; readonly value: Value };

export function VersionsDialog({ onClose }: VersionsDialogProps) {
  const id = useProject((state) => state.id);
  const pipeline = useDocument((state) => state.pipeline);
  const [versions, setVersions] = useState<Loaded<readonly VersionEntry[]>>({ phase: 'loading' });
  const [chosen, setChosen] = useState<VersionEntry | null>(null);
  useEffect(() => {
    if (id === null) return;
    void saveNow()
      .then(() => listVersions(id))
      .then((answer) => {
        setVersions(answer.ok ? { phase: 'ready', value: answer.value } : { phase: 'failed', failure: answer.error });
        // The last step back is what most come for.
        if (answer.ok)
          setChosen((before) => before ?? answer.value.slice(1).find(({ isReadable }) => isReadable) ?? null);
      });
  }, [id]);
  if (id === null || pipeline === null) return null;
  return (
    <Dialog
      title="History"
      description="Versions are kept as you work, fewer of them with age. Going back to one can be undone."
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body versions">
        <VersionList versions={versions} chosen={chosen} onChoose={setChosen} />
        <section className="version" aria-label="The chosen version">
          {chosen === null ? (
            <p className="quiet">An earlier version appears here with how it differs from what is on screen.</p>
          ) : (
            <Version key={chosen.revision} project={id} entry={chosen} present={pipeline} onClose={onClose} />
          )}
        </section>
      </div>
    </Dialog>
  );
}

type VersionListProps = {
  readonly versions: Loaded<readonly VersionEntry[]>;
  readonly chosen: VersionEntry | null;
  readonly onChoose: (entry: VersionEntry) => void;
};

function VersionList({ versions, chosen, onChoose }: VersionListProps) {
  if (versions.phase === 'loading') return <p className="quiet">Reading the versions…</p>;
  if (versions.phase === 'failed') return <FailureText failure={versions.failure} />;
  return (
    <ol className="version-list" aria-label="Versions">
      {versions.value.map((entry, index) => (
        <li key={entry.revision}>
          <button
            type="button"
            className="version-row"
            aria-current={entry.revision === chosen?.revision}
            disabled={!entry.isReadable}
            onClick={() => onChoose(entry)}
          >
            <b>
              {savedText(entry.savedAt, 'seconds')}
              {index === 0 ? ', the present one' : ''}
            </b>
            <span>{entry.isReadable ? entry.changes || 'the oldest that is kept' : 'its file is damaged'}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}

type VersionProps = {
  readonly project: string;
  readonly entry: VersionEntry;
  readonly present: Pipeline;
  readonly onClose: () => void;
};

function Version({ project, entry, present, onClose }: VersionProps) {
  const [version, setVersion] = useState<Loaded<StoredPipeline>>({ phase: 'loading' });
  useEffect(() => {
    void readVersion(project, entry.revision).then((answer) =>
      setVersion(answer.ok ? { phase: 'ready', value: answer.value } : { phase: 'failed', failure: answer.error }),
    );
  }, [project, entry.revision]);
  if (version.phase === 'loading') return <p className="quiet">Reading the version…</p>;
  if (version.phase === 'failed') return <FailureText failure={version.failure} />;
  const { document } = version.value;
  const restore = () => {
    apply({ type: 'replace', pipeline: document });
    notify({ tone: 'good', message: `Back at the version from ${savedText(entry.savedAt)}.`, remedy: 'Undo returns.' });
    onClose();
  };
  return (
    <>
      <header>
        <h3>From then to now</h3>
        <Button look="primary" icon="undo" onClick={restore}>
          Go back to this version
        </Button>
      </header>
      <DifferenceView before={document} after={present} none="It is the same as what is on screen." />
    </>
  );
}

const FailureText = ({ failure: { message, remedy } }: { readonly failure: Failure }) => (
  <p className="failure-text" role="alert">
    {message} {remedy}
  </p>
);
