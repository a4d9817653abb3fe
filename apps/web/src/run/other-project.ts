/** The name of another project whose run goes on, as the server knows it. */
import { useEffect, useState } from 'react';
import { listProjects } from '../link/projects-api.ts';

/** One that was deleted, or that the server has not told of yet. */
export const unnamed = 'Another project';

export function useOtherName(pipelineId: string | null): string {
  const [known, setKnown] = useState<{ readonly id: string; readonly name: string } | null>(null);
  useEffect(() => {
    if (pipelineId === null) return;
    let isWanted = true;
    void listProjects().then((listed) => {
      const entry = listed.ok ? listed.value.find(({ id }) => id === pipelineId) : undefined;
      if (isWanted && entry !== undefined) setKnown({ id: entry.id, name: entry.name });
    });
    return () => {
      isWanted = false;
    };
  }, [pipelineId]);
  return known !== null && known.id === pipelineId ? known.name || 'Untitled' : unnamed;
}
