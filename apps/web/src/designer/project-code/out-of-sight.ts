/**
 * Preserved code that no reading of the description names: what is no code where it would stand, and is written into a mark
 * there, and modules that only preserved code imports. It is told with the place of its mark, or with its file.
 */
import type { CodeFault } from '@potoroo/shared/code';
import { type PreservedBlock, readPreservedMark } from '@potoroo/shared/pipeline';
import { descriptionFile } from './code-places.ts';

export function outOfSight(
  blocks: readonly PreservedBlock[],
  files: ReadonlyMap<string, string>,
): readonly CodeFault[] {
  if (blocks.length === 0) return [];
  const lines = (files.get(descriptionFile) ?? '').split('\n');
  const inMarks = lines.flatMap((line, index) => {
    const says = line.startsWith(mark) ? readPreservedMark(line.slice(mark.length)) : null;
    return says?.text === undefined ? [] : [told(descriptionFile, index + 1, says.reason ?? '')];
  });
  const modules = blocks.flatMap(({ place, file, reason }) =>
    place === 'module' && file !== undefined && files.has(file) ? [told(file, null, reason)] : [],
  );
  return [...inMarks, ...modules];
}

const mark = '// @preserved ';

const told = (file: string, line: number | null, reason: string): CodeFault => ({
  file,
  line,
  column: null,
  severity: 'warning',
  message: line === null ? 'is preserved as it is.' : 'holds preserved code that cannot stand here.',
  remedy: reason,
});
