/** Projects and templates: open one, begin a new one from an example, import, export, delete. */
import type { PipelineEntry, Template } from '@potoroo/shared/control';
import { useEffect, useRef, useState } from 'react';
import { deleteProject, listProjects, listTemplates } from '../../link/projects-api.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { notify } from '../../ui/notices.tsx';
import { savedText } from '../../ui/times.ts';
import { saveNow } from '../document/autosave.ts';
import { openCopyOf, openProject } from '../document/opening.ts';
import { closeProject, useProject } from '../document/project-store.ts';
import { useDocument } from '../document/document-store.ts';
import { exportFile, importFile, startEmpty } from './project-actions.ts';

type ProjectsDialogProps = { readonly onClose: () => void };

export function ProjectsDialog({ onClose }: ProjectsDialogProps) {
  const [projects, setProjects] = useState<readonly PipelineEntry[] | null>(null);
  const [templates, setTemplates] = useState<readonly Template[] | null>(null);
  const [deleting, setDeleting] = useState<PipelineEntry | null>(null);
  const openId = useProject(({ id }) => id);
  const load = () => void listProjects().then((answer) => setProjects(answer.ok ? answer.value : []));
  useEffect(() => {
    void saveNow().then(load);
    void listTemplates().then((answer) => setTemplates(answer.ok ? answer.value : []));
  }, []);
  const closeIf = (opened: boolean): void => {
    if (opened) onClose();
  };
  if (deleting !== null) {
    return <DeleteDialog project={deleting} onClose={() => setDeleting(null)} onDeleted={load} />;
  }
  return (
    <Dialog
      title="Projects"
      description="Projects are saved on this machine as you work."
      size="wide"
      onClose={onClose}
    >
      <div className="dialog-body projects">
        <section aria-labelledby="your-projects">
          <header>
            <h3 id="your-projects">Your projects</h3>
            <ImportButton onImported={closeIf} />
            <ExportButton />
          </header>
          {projects?.length === 0 && <p className="projects-none">No projects yet. Begin with a template, or empty.</p>}
          <ul className="project-list">
            {projects?.map((project) => (
              <li key={project.id}>
                <button
                  type="button"
                  className="project-row"
                  disabled={project.damaged !== undefined}
                  aria-current={project.id === openId}
                  onClick={() => void openProject(project.id).then(closeIf)}
                >
                  <b>{project.name}</b>
                  <span>
                    {project.damaged === undefined
                      ? `${project.id === openId ? 'open, ' : ''}saved ${savedText(project.savedAt)}`
                      : `cannot be read: ${project.damaged}`}
                  </span>
                </button>
                <IconButton icon="bin" label={`Delete ${project.name}`} onClick={() => setDeleting(project)} />
              </li>
            ))}
          </ul>
        </section>
        <section aria-labelledby="new-project">
          <header>
            <h3 id="new-project">New from a template</h3>
            <Button icon="plus" onClick={() => void startEmpty().then(closeIf)}>
              Start empty
            </Button>
          </header>
          <ul className="template-list">
            {templates?.map((template) => (
              <li key={template.name}>
                <button
                  type="button"
                  className="template"
                  onClick={() => void openCopyOf(template.document).then(closeIf)}
                >
                  <b>{template.title}</b>
                  <span>{template.description}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </Dialog>
  );
}

function ImportButton({ onImported }: { readonly onImported: (opened: boolean) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = '';
          if (file !== undefined) void importFile(file).then(onImported);
        }}
      />
      <Button look="quiet" icon="upload" onClick={() => input.current?.click()}>
        Import
      </Button>
    </>
  );
}

function ExportButton() {
  const pipeline = useDocument((state) => state.pipeline);
  return (
    <Button
      look="quiet"
      icon="download"
      reason={pipeline === null ? 'No project is open.' : null}
      onClick={() => pipeline !== null && exportFile(pipeline)}
    >
      Export
    </Button>
  );
}

type DeleteDialogProps = {
  readonly project: PipelineEntry;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
};

function DeleteDialog({ project, onClose, onDeleted }: DeleteDialogProps) {
  const remove = async () => {
    const answer = await deleteProject(project.id);
    if (answer.ok && useProject.getState().id === project.id) closeProject();
    if (!answer.ok) notify({ tone: 'bad', message: answer.error.message, remedy: answer.error.remedy });
    onDeleted();
    onClose();
  };
  return (
    <Dialog
      title={`Delete “${project.name}”?`}
      description="It is gone for good: there is no undo for this."
      onClose={onClose}
    >
      <div className="dialog-actions">
        <Button onClick={onClose}>Keep it</Button>
        <Button look="danger" icon="bin" onClick={() => void remove()}>
          Delete
        </Button>
      </div>
    </Dialog>
  );
}
