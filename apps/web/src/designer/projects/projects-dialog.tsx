/** Projects and templates: open one, begin a new one, bring one in, hand one on. */
import type { PipelineEntry, Template } from '@potoroo/shared/control';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Failure } from '../../link/http.ts';
import { listDeleted, listProjects, listTemplates } from '../../link/projects-api.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { saveNow } from '../document/autosave.ts';
import { useDocument } from '../document/document-store.ts';
import { openCopyOf, openProject } from '../document/opening.ts';
import { useProject } from '../document/project-store.ts';
import { exportFile, importFile } from './file-transfer.ts';
import { LeftoverDrafts } from './leftover-drafts.tsx';
import { startEmpty } from './project-actions.ts';
import { ProjectList } from './project-list.tsx';
import { copyLinkTo } from './shared-link-dialog.tsx';
import { TemplateGallery } from './template-gallery.tsx';

type Lists = { readonly projects: readonly PipelineEntry[]; readonly deleted: readonly PipelineEntry[] };

export function ProjectsDialog({ onClose }: { readonly onClose: () => void }) {
  const [lists, setLists] = useState<Lists | null>(null);
  const [templates, setTemplates] = useState<readonly Template[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const openId = useProject(({ id }) => id);
  const load = async () => {
    const [projects, deleted] = await Promise.all([listProjects(), listDeleted()]);
    setFailure(projects.ok ? null : projects.error);
    if (projects.ok) setLists({ projects: projects.value, deleted: deleted.ok ? deleted.value : [] });
  };
  useEffect(() => {
    void saveNow().then(load);
    void listTemplates().then((answer) => setTemplates(answer.ok ? answer.value : []));
  }, []);
  const ids = useMemo(() => new Set(lists?.projects.map(({ id }) => id)), [lists]);
  const closeIf = (opened: boolean): void => {
    if (opened) onClose();
  };
  return (
    <Dialog
      title="Projects"
      description="Projects are saved on this machine as you work."
      size="large"
      onClose={onClose}
    >
      <div className="dialog-body projects">
        <section aria-labelledby="your-projects">
          <header>
            <h3 id="your-projects">Your projects</h3>
            <ImportButton onImported={onClose} />
            <OutButtons />
          </header>
          {failure !== null && (
            <p className="failure-text" role="alert">
              {failure.message} {failure.remedy} <Button onClick={() => void load()}>Try again</Button>
            </p>
          )}
          {lists === null && failure === null && <p className="quiet">Reading the projects…</p>}
          {lists !== null && (
            <>
              <ProjectList
                {...lists}
                openId={openId}
                onOpen={({ id }) => void openProject(id).then(closeIf)}
                onChanged={() => void load()}
              />
              <LeftoverDrafts projects={ids} onChanged={() => void load()} />
            </>
          )}
        </section>
        <section aria-labelledby="new-project">
          <header>
            <h3 id="new-project">New from a template</h3>
            <Button icon="plus" onClick={() => void startEmpty().then(closeIf)}>
              Start empty
            </Button>
          </header>
          {templates === null ? (
            <p className="quiet">Reading the templates…</p>
          ) : (
            <TemplateGallery
              templates={templates}
              onChoose={({ document }) => void openCopyOf(document).then(closeIf)}
            />
          )}
        </section>
      </div>
    </Dialog>
  );
}

/** What is wrong with a file is shown in a dialog of its own, so this one goes in any case. */
function ImportButton({ onImported }: { readonly onImported: () => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json,.ts,.zip"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void importFile(file).then(onImported);
        }}
      />
      <Button
        look="quiet"
        icon="upload"
        title="Open a file; you can also drag one onto the studio"
        onClick={() => input.current?.click()}
      >
        Import
      </Button>
    </>
  );
}

function OutButtons() {
  const pipeline = useDocument((state) => state.pipeline);
  const reason = pipeline === null ? 'No project is open.' : null;
  return (
    <>
      <Button look="quiet" icon="download" reason={reason} onClick={() => pipeline !== null && exportFile(pipeline)}>
        Export
      </Button>
      <Button
        look="quiet"
        icon="connect"
        reason={reason}
        title="A link that holds the whole document"
        onClick={() => pipeline !== null && void copyLinkTo(pipeline)}
      >
        Copy link
      </Button>
    </>
  );
}
