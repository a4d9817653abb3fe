/**
 * Which files a pipeline of the studio may touch: only those under granted roots. A document can come from anyone, so a
 * path is resolved to what it really is (links followed) before it is compared, and the resolved path is what runs.
 * The command line has no such roots: it is the person's own shell.
 */
import { lstatSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { diagnose } from '@potoroo/shared/pipeline';
import type { Diagnostic, Pipeline, PipelineNode } from '@potoroo/shared/pipeline';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { filePathOf, sharedFileFaults } from '../files/pipeline-files.ts';

/** Absolute and free of links. A relative path starts at the first. */
export type GrantedRoots = readonly [string, ...string[]];
type Access = 'read' | 'write';

/** The data directory's own is made when it is missing; the others must exist. Throws for one that does not. */
export function openRoots(own: string, others: readonly string[]): GrantedRoots {
  mkdirSync(own, { recursive: true, mode: 0o700 });
  return [realpathSync(own), ...others.map((root) => realpathSync(root))];
}

/** The pipeline with its file paths resolved, or a diagnostic for each node that reaches outside or for another's file. */
export function grantFiles(pipeline: Pipeline, roots: GrantedRoots): Result<Pipeline, readonly Diagnostic[]> {
  const diagnostics: Diagnostic[] = [];
  const nodes = pipeline.nodes.map((node): PipelineNode => {
    const path = filePathOf(node);
    if (path === null) return node;
    const granted = grantPath(path, { roots, access: node.kind === 'source' ? 'read' : 'write' });
    if (granted.ok) return withPath(node, granted.value);
    diagnostics.push(refused(node, granted.error, roots));
    return node;
  });
  const granted = { ...pipeline, nodes };
  const faults = diagnostics.length === 0 ? sharedFileFaults(granted) : diagnostics;
  return faults.length === 0 ? ok(granted) : err(faults);
}

export function grantPath(
  path: string,
  { roots, access }: { readonly roots: GrantedRoots; readonly access: Access },
): Result<string, string> {
  if (path === '' || path.includes('\0')) return err('it is not a usable path');
  const wanted = isAbsolute(path) ? resolve(path) : resolve(roots[0], path);
  try {
    const real = access === 'read' ? realpathSync(wanted) : realTarget(wanted);
    if (!roots.some((root) => isUnder(real, root))) return err('it lies outside of the granted directories');
    const stats = statSync(real, { throwIfNoEntry: false });
    if (stats !== undefined && !stats.isFile()) return err('it is not a regular file');
    return ok(real);
  } catch {
    // Whether a file outside exists is not told: the words are the same for both.
    return roots.some((root) => isUnder(wanted, root))
      ? err('it does not exist')
      : err('it lies outside of the granted directories');
  }
}

/** A sink's file need not exist: its directory must. An existing one, or a link in its place, is followed. */
function realTarget(wanted: string): string {
  const inDirectory = join(realpathSync(dirname(wanted)), basename(wanted));
  return lstatSync(inDirectory, { throwIfNoEntry: false }) === undefined ? inDirectory : realpathSync(inDirectory);
}

function isUnder(path: string, root: string): boolean {
  const way = relative(root, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function withPath(node: PipelineNode, path: string): PipelineNode {
  if (node.kind === 'source' && node.connector.type === 'file')
    return { ...node, connector: { ...node.connector, path } };
  if (node.kind === 'sink' && node.connector.type === 'file')
    return { ...node, connector: { ...node.connector, path } };
  return node;
}

const refused = (node: PipelineNode, reason: string, roots: GrantedRoots): Diagnostic =>
  diagnose('P401', {
    message: `Node "${node.id}": its file cannot be used: ${reason}.`,
    remedy: `Put the file under ${roots.join(' or ')}, or start Potoroo with --files DIR to grant another directory.`,
    node: node.id,
  });
