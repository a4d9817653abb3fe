/** The person's projects: open, rename, duplicate and delete one. What was deleted can be brought back. */
import type { PipelineEntry } from '@potoroo/shared/control';
import { limits } from '@potoroo/shared/limits';
import { useState } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { savedText } from '../../ui/times.ts';
import { bringBack, duplicate, remove, rename } from './project-list-actions.ts';

type ProjectListProps = {
  readonly projects: readonly PipelineEntry[];
  readonly deleted: readonly PipelineEntry[];
  readonly openId: string | null;
  readonly onOpen: (project: PipelineEntry) => void;
  readonly onChanged: () => void;
};

export function ProjectList({ projects, deleted, openId, onOpen, onChanged }: ProjectListProps) {
  const [search, setSearch] = useState('');
  const [renaming, setRenaming] = useState<string | null>(null);
  const [removed, setRemoved] = useState<PipelineEntry | null>(null);
  const wanted = search.trim().toLowerCase();
  const found = projects.filter(({ name }) => name.toLowerCase().includes(wanted));
  const after = (work: Promise<void>) => void work.then(onChanged);
  return (
    <>
      <input
        type="search"
        className="input"
        aria-label="Search your projects"
        placeholder="Search your projects"
        value={search}
        onChange={(event) => setSearch(event.target.value)}
      />
      <div role="status">
        {removed !== null && (
          <p className="project-removed">
            “{removed.name}” is deleted.{' '}
            <Button
              icon="undo"
              onClick={() => {
                setRemoved(null);
                after(bringBack(removed));
              }}
            >
              Bring it back
            </Button>
          </p>
        )}
      </div>
      {found.length === 0 && (
        <p className="projects-none">
          {projects.length === 0
            ? 'No projects yet. Begin with a template, or empty.'
            : `No project has “${search.trim()}” in its name.`}
        </p>
      )}
      <ul className="project-list" aria-label="Your projects">
        {found.map((project) => (
          <li key={project.id}>
            {renaming === project.id ? (
              <RenameField
                project={project}
                onDone={(name) => {
                  setRenaming(null);
                  if (name !== null) after(rename(project, name));
                }}
              />
            ) : (
              <ProjectRow
                project={project}
                isOpen={project.id === openId}
                onOpen={() => onOpen(project)}
                onRename={() => setRenaming(project.id)}
                onDuplicate={() => after(duplicate(project))}
                onRestore={() => after(bringBack(project))}
                onDelete={() => {
                  setRemoved(project);
                  after(remove(project));
                }}
              />
            )}
          </li>
        ))}
      </ul>
      {deleted.length > 0 && (
        <details className="deleted-projects">
          <summary>Deleted before</summary>
          <ul className="project-list">
            {deleted.map((project) => (
              <li key={project.id}>
                <span className="deleted-name">
                  <b>{project.name || 'Untitled'}</b> saved {savedText(project.savedAt)}
                </span>
                <Button look="quiet" icon="undo" onClick={() => after(bringBack(project))}>
                  Bring back
                </Button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

type ProjectRowProps = {
  readonly project: PipelineEntry;
  readonly isOpen: boolean;
  readonly onOpen: () => void;
  readonly onRename: () => void;
  readonly onDuplicate: () => void;
  readonly onRestore: () => void;
  readonly onDelete: () => void;
};

function ProjectRow({ project, isOpen, onOpen, onRename, onDuplicate, onRestore, onDelete }: ProjectRowProps) {
  const name = project.name || 'Untitled';
  return (
    <>
      <button
        type="button"
        className="project-row"
        disabled={project.damaged !== undefined}
        aria-current={isOpen}
        onClick={onOpen}
      >
        <b>{name}</b>
        <span>
          {project.damaged === undefined
            ? `${isOpen ? 'open, ' : ''}saved ${savedText(project.savedAt)}`
            : `cannot be read: ${project.damaged}`}
        </span>
      </button>
      {project.damaged === undefined ? (
        <>
          <IconButton icon="pencil" label={`Rename ${name}`} onClick={onRename} />
          <IconButton icon="copy" label={`Duplicate ${name}`} onClick={onDuplicate} />
        </>
      ) : (
        <IconButton icon="undo" label={`Bring back the last good version of ${name}`} onClick={onRestore} />
      )}
      <IconButton icon="bin" label={`Delete ${name}`} onClick={onDelete} />
    </>
  );
}

type RenameFieldProps = {
  readonly project: PipelineEntry;
  /** Null: the name stays. */
  readonly onDone: (name: string | null) => void;
};

function RenameField({ project, onDone }: RenameFieldProps) {
  const [name, setName] = useState(project.name);
  const finish = () => onDone(name.trim() === '' || name === project.name ? null : name);
  return (
    <form
      className="project-rename"
      onSubmit={(event) => {
        event.preventDefault();
        finish();
      }}
    >
      <input
        autoFocus
        type="text"
        className="input"
        aria-label={`New name of ${project.name}`}
        value={name}
        maxLength={limits.nameCharsMax}
        onChange={(event) => setName(event.target.value)}
        onFocus={(event) => event.target.select()}
        onBlur={finish}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          onDone(null);
        }}
      />
    </form>
  );
}
