/** Opening the studio on the right project, and beginning new ones. */
import { emptyPipeline } from '@potoroo/shared/pipeline';
import { listProjects, listTemplates } from '../../link/projects-api.ts';
import { notify } from '../../ui/notices.tsx';
import { select } from '../canvas/flow-store.ts';
import { addressedProject, lastProject } from '../document/address.ts';
import { useDocument } from '../document/document-store.ts';
import { openCopyOf, openProject } from '../document/opening.ts';
import { begin, closeProject } from '../document/project-store.ts';

export const startEmpty = (): Promise<boolean> => openCopyOf(emptyPipeline('Untitled'));

/** The project in the address, else the one that was open last, else the one saved last; none at all shows the empty canvas. */
export async function openFirstProject(): Promise<void> {
  begin({ phase: 'underway' });
  const listed = await listProjects();
  if (!listed.ok) return begin({ phase: 'failed', message: listed.error.message, remedy: listed.error.remedy });
  const readable = listed.value.filter(({ damaged }) => damaged === undefined);
  const wanted = [addressedProject(), lastProject()].find((id) => readable.some((entry) => entry.id === id));
  const newest = readable.toSorted((a, b) => b.savedAt.localeCompare(a.savedAt))[0]?.id;
  const id = wanted ?? newest;
  if (id === undefined) return closeProject();
  if (!(await openProject(id)))
    return begin({ phase: 'failed', message: 'The notice below says why.', remedy: 'Others are under Projects.' });
  // Opened by itself, on a first visit: what is seen first is logic, where records meet a state.
  if (wanted === undefined) selectFirstLogic();
}

function selectFirstLogic(): void {
  const node = useDocument.getState().pipeline?.nodes.find(({ kind }) => kind === 'state-computation');
  if (node !== undefined) select({ nodes: [node.id] });
}

export async function openTemplate(name: string): Promise<void> {
  const templates = await listTemplates();
  if (!templates.ok) return notify({ tone: 'bad', message: templates.error.message, remedy: templates.error.remedy });
  const template = templates.value.find((each) => each.name === name);
  if (template === undefined)
    return notify({
      tone: 'bad',
      message: `There is no template “${name}”.`,
      remedy: 'Choose another under Projects.',
    });
  await openCopyOf(template.document);
}
