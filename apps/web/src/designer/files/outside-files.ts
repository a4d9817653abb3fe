/**
 * Files that a pipeline names outside of the folders that the studio may use. Pure, and only by the text of the paths: links
 * are followed by the server alone, so this warns and the server decides.
 */
import type { Diagnostic, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

export function outsideFiles({ nodes }: Pipeline, folders: readonly string[]): readonly Diagnostic[] {
  if (folders.length === 0) return [];
  return nodes.flatMap((node): readonly Diagnostic[] => {
    const path = filePathOf(node);
    return path === null || path === '' || isInside(path, folders) ? [] : [outside(node, folders)];
  });
}

/** Where files may lie, for the hint of the field. */
export const foldersText = (folders: readonly string[], otherwise: string): string =>
  folders.length === 0 ? otherwise : `A file in ${folders.join(' or ')}; a path without / in front starts there.`;

const filePathOf = (node: PipelineNode): string | null =>
  (node.kind === 'source' || node.kind === 'sink') && node.connector.type === 'file' ? node.connector.path : null;

function isInside(path: string, folders: readonly string[]): boolean {
  const whole = segmentsOf(path.startsWith('/') ? path : `${folders[0] ?? ''}/${path}`);
  return folders.some((folder) => {
    const root = segmentsOf(folder);
    return whole.length > root.length && root.every((segment, index) => segment === whole[index]);
  });
}

/** Without `.` and with `..` taken back. */
function segmentsOf(path: string): readonly string[] {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments;
}

const outside = (node: PipelineNode, folders: readonly string[]): Diagnostic => ({
  code: 'P401',
  severity: 'warning',
  message: `The file of "${node.name}" lies outside of the folders that the studio may use, so Run will refuse it.`,
  remedy: `Put it under ${folders.join(' or ')}, or start Potoroo with --files DIR.`,
  node: node.id,
});
