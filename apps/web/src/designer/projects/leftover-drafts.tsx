/** Edits that were kept in this browser and belong to no project of this server: deleted, or of another data directory. */
import { useEffect, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { savedText } from '../../ui/times.ts';
import type { Draft } from '../document/draft.ts';
import { readDrafts, removeDraft } from '../document/draft-database.ts';
import { keepDraft } from '../document/opening.ts';
import { livingWindows } from '../document/window-name.ts';

type LeftoverDraftsProps = { readonly projects: ReadonlySet<string>; readonly onChanged: () => void };

export function LeftoverDrafts({ projects, onChanged }: LeftoverDraftsProps) {
  const [drafts, setDrafts] = useState<readonly Draft[]>([]);
  const load = () => void leftovers(projects).then(setDrafts);
  useEffect(load, [projects]);
  if (drafts.length === 0) return null;
  return (
    <section className="leftover-drafts" aria-label="Edits without a project">
      <h3>Edits without a project</h3>
      <p className="quiet">They were never saved, and this server has no such project.</p>
      <ul className="project-list">
        {drafts.map((draft) => (
          <li key={`${draft.project} ${draft.window}`}>
            <span className="deleted-name">
              <b>{draft.document.name || 'Untitled'}</b> last edited {savedText(draft.editedAtMs)}
            </span>
            <Button look="quiet" onClick={() => void removeDraft(draft).then(load)}>
              Drop
            </Button>
            <Button onClick={() => void keepDraft(draft).then(onChanged)}>Keep as a project</Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A browser that keeps nothing has none. */
async function leftovers(projects: ReadonlySet<string>): Promise<readonly Draft[]> {
  const [drafts, living] = await Promise.all([readDrafts().catch(() => []), livingWindows()]);
  return drafts.filter(({ project, window }) => !projects.has(project) && !living.has(window));
}
