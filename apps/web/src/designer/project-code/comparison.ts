/** What the code is compared with: nothing, the version that runs, or a saved one, written as a project like the present one. */
import type { VersionEntry } from '@potoroo/shared/control';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { useEffect, useState } from 'react';
import { listVersions, readVersion } from '../../link/projects-api.ts';
import { useDeployed } from '../../run/deployed-document.ts';
import { useDeployment } from '../../run/deployment-store.ts';
import { runStateOf } from '../../run/run-state.ts';
import { savedText } from '../../ui/times.ts';
import { ask } from '../code/compiler-client.ts';
import { saveNow } from '../document/autosave.ts';
import { useProject } from '../document/project-store.ts';

export type Comparison = { readonly before: Pipeline; readonly files: ReadonlyMap<string, string> };
export type ComparisonChoice = { readonly value: string; readonly label: string };

export const noComparison = 'none';
const running = 'running';

/** What can be chosen: nothing, what runs of this project or ran last, and every version that can be read. */
export function useComparisonChoices(): readonly ComparisonChoice[] {
  const project = useProject(({ id }) => id);
  const revision = useProject(({ base }) => base.revision);
  const deployed = useDeployed((state) => state.deployed);
  const runs = useDeployment(({ status }) => status.id === deployed?.id && runStateOf(status).active);
  const [versions, setVersions] = useState<readonly VersionEntry[]>([]);
  useEffect(() => {
    if (project !== null) void saveNow();
  }, [project]);
  // What is saved while the screen is shown can be chosen, too.
  useEffect(() => {
    let isWanted = true;
    if (project !== null)
      void listVersions(project).then((answer) => isWanted && answer.ok && setVersions(answer.value));
    return () => {
      isWanted = false;
    };
  }, [project, revision]);
  return [
    { value: noComparison, label: 'nothing' },
    ...(deployed !== null && deployed.pipelineId === project
      ? [{ value: running, label: runs ? 'the version that runs' : 'the version that ran last' }]
      : []),
    ...versions
      .filter(({ isReadable }) => isReadable)
      .map(({ revision, savedAt }) => ({ value: String(revision), label: `saved ${savedText(savedAt, 'seconds')}` })),
  ];
}

/** Null while nothing is compared, or it is on its way; a sentence where it cannot be had. */
export function useComparison(chosen: string): Comparison | string | null {
  const project = useProject(({ id }) => id);
  const deployed = useDeployed((state) => state.deployed);
  const [found, setFound] = useState<{ readonly of: string; readonly value: Comparison | string } | null>(null);
  const runs = chosen === running ? deployed : null;
  useEffect(() => {
    let isWanted = true;
    const tell = (value: Comparison | string): void => {
      if (isWanted) setFound({ of: chosen, value });
    };
    void (async () => {
      if (chosen === noComparison || project === null) return;
      const stored = runs === null ? await readVersion(project, Number(chosen)) : null;
      if (stored !== null && !stored.ok) return tell(`${stored.error.message} ${stored.error.remedy}`);
      const before = stored === null ? runs?.document : stored.value.document;
      if (before === undefined) return;
      const written = await ask({ type: 'write', pipeline: before });
      tell(written.ok ? { before, files: written.value.files } : written.error);
    })();
    return () => {
      isWanted = false;
    };
  }, [chosen, project, runs]);
  return found !== null && found.of === chosen && chosen !== noComparison ? found.value : null;
}

export type FileMark = 'added' | 'removed' | 'changed';

/** Of each file that differs. */
export function fileMarks(
  files: ReadonlyMap<string, string>,
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, FileMark> {
  const marks = new Map<string, FileMark>();
  for (const [name, text] of files) {
    const earlier = before.get(name);
    if (earlier === undefined) marks.set(name, 'added');
    else if (earlier !== text) marks.set(name, 'changed');
  }
  for (const name of before.keys()) if (!files.has(name)) marks.set(name, 'removed');
  return marks;
}
