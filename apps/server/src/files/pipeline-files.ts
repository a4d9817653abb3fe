/**
 * The files that a pipeline names, and whether two nodes would destroy each other's records through one of them: two sinks
 * that write it, or a sink that writes what a source reads. A file is told by its device and number, so that links and
 * other spellings of a path make no second file of it. Both entries ask here before anything is opened.
 */
import { lstatSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { diagnose } from '@potoroo/shared/pipeline';
import type { Diagnostic, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';

type Use = { readonly node: PipelineNode; readonly path: string; readonly writes: boolean };

const linksFollowedMax = 40;

/** One diagnostic for each node that comes too late for its file. Paths are absolute already. */
export function sharedFileFaults(pipeline: Pipeline): readonly Diagnostic[] {
  const usesOfFile = new Map<string, Use[]>();
  return pipeline.nodes.flatMap((node): readonly Diagnostic[] => {
    const path = filePathOf(node);
    const file = path === null ? null : identityOf(path);
    if (path === null || file === null) return [];
    const use = { node, path, writes: node.kind === 'sink' };
    const earlier = usesOfFile.get(file) ?? [];
    usesOfFile.set(file, [...earlier, use]);
    const rival = earlier.find(({ writes }) => writes || use.writes);
    return rival === undefined ? [] : [shared(rival, use)];
  });
}

export function filePathOf(node: PipelineNode): string | null {
  if (node.kind !== 'source' && node.kind !== 'sink') return null;
  return node.connector.type === 'file' ? node.connector.path : null;
}

/** Null for what is no regular file, such as /dev/null: that may be written by many. */
function identityOf(path: string): string | null {
  const target = targetOf(path);
  const found = statSync(target, { bigint: true, throwIfNoEntry: false });
  if (found !== undefined) return found.isFile() ? `${found.dev}:${found.ino}` : null;
  return join(realDirectory(dirname(target)), basename(target));
}

/** A link to a file that does not exist yet leads to where a sink will make it. */
export function targetOf(path: string, linksLeft = linksFollowedMax): string {
  const isLink = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return isLink && linksLeft > 0 ? targetOf(resolve(dirname(path), readlinkSync(path)), linksLeft - 1) : path;
}

/** A directory that is missing is told elsewhere; here its path has to do. */
function realDirectory(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

function shared(earlier: Use, later: Use): Diagnostic {
  const both = `The nodes "${earlier.node.id}" and "${later.node.id}" use one file, ${later.path}`;
  const alias = earlier.path === later.path ? '' : ` (for "${earlier.node.id}" it is ${earlier.path})`;
  return diagnose('P402', {
    message: `${both}${alias}, and ${earlier.writes && later.writes ? 'both write' : 'one of them writes'} it.`,
    remedy: 'Give each its own file.',
    node: later.node.id,
  });
}
