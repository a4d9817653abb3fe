/** Says before a run that it will not end by itself, and how to give it an end: off a terminal nothing else would tell. */
import type { Topology } from '@potoroo/shared/topology';

/** One line, or null where every source may end. A TCP source ends with its last connection, a file with its last byte. */
export function endlessText({ stages }: Topology): string | null {
  const endless = stages.flatMap((stage) =>
    stage.kind === 'source' && stage.connector.type === 'generator' && stage.connector.count === null
      ? [stage.node]
      : [],
  );
  const [first] = endless;
  if (first === undefined) return null;
  const which = endless.length === 1 ? `The source ${first} has` : `The sources ${endless.join(' and ')} have`;
  return `${which} no end, so this runs until you stop it with Ctrl-C. For an end: --source '${first}=generator?count=100000'.\n`;
}
