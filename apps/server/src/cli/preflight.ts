/**
 * Looks at the files, directories and ports that a pipeline names before any process starts, so that a slip of the
 * pen is told at once and in words. What can only be known by trying (a peer that refuses) is left to the run.
 */
import { constants, accessSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { systemReason } from './system-reason.ts';

type Checked = Result<null, Refusal>;
const portProbeMs = 300;

export async function preflight(pipeline: Pipeline): Promise<Checked> {
  const taken = new Map<string, string>();
  for (const node of pipeline.nodes) {
    if (node.kind !== 'source' && node.kind !== 'sink') continue;
    const { connector } = node;
    let checked: Checked = ok(null);
    if (connector.type === 'file') {
      checked = node.kind === 'source' ? checkInput(node.id, connector.path) : checkOutput(node.id, connector.path);
      if (checked.ok) checked = claim(taken, { node: node.id, path: connector.path, writes: node.kind === 'sink' });
    }
    if (connector.type === 'tcp' && node.kind === 'source' && connector.port !== 0) {
      checked = await checkPort(taken, { node: node.id, host: connector.host, port: connector.port });
    }
    if (!checked.ok) return checked;
  }
  return ok(null);
}

function checkInput(node: string, path: string): Checked {
  const found = look(path);
  if (!found.ok)
    return refuse(
      `The source "${node}" reads ${path}, but ${found.error}.`,
      'Check the path; a relative one starts at the current directory.',
    );
  if (found.value.isDirectory())
    return refuse(`The source "${node}" reads ${path}, but that is a directory.`, 'Name one file.');
  try {
    accessSync(path, constants.R_OK);
    return ok(null);
  } catch (error) {
    return refuse(`The source "${node}" cannot read ${path}: ${systemReason(error)}.`, 'Check its permissions.');
  }
}

function checkOutput(node: string, path: string): Checked {
  const found = look(path);
  if (found.ok && found.value.isDirectory())
    return refuse(`The sink "${node}" writes to ${path}, but that is a directory.`, 'Name a file in it.');
  const directory = dirname(path);
  const parent = look(directory);
  if (!parent.ok)
    return refuse(
      `The sink "${node}" writes to ${path}, but the directory ${directory} cannot be used: ${parent.error}.`,
      `Make it first: mkdir -p ${directory}`,
    );
  if (!parent.value.isDirectory())
    return refuse(
      `The sink "${node}" writes to ${path}, but ${directory} is not a directory.`,
      'Name a file in a directory.',
    );
  try {
    accessSync(found.ok ? path : directory, constants.W_OK);
    return ok(null);
  } catch (error) {
    return refuse(
      `The sink "${node}" cannot write to ${path}: ${systemReason(error)}.`,
      'Check the permissions, or choose another place.',
    );
  }
}

function look(path: string): Result<Stats, string> {
  try {
    return ok(statSync(path));
  } catch (error) {
    return { ok: false, error: systemReason(error) };
  }
}

type Claim = { readonly node: string; readonly path: string; readonly writes: boolean };

/** Two sinks on one file, or a sink on a file that a source reads, would destroy each other's records. */
function claim(taken: Map<string, string>, { node, path, writes }: Claim): Checked {
  const found = look(path);
  if (found.ok && !found.value.isFile()) return ok(null);
  const real = found.ok ? realpathSync(path) : path;
  const other = taken.get(`write:${real}`) ?? (writes ? taken.get(`read:${real}`) : undefined);
  if (other !== undefined)
    return refuse(
      `The nodes "${other}" and "${node}" both use ${path}, and one of them writes it.`,
      'Give each its own file.',
    );
  taken.set(`${writes ? 'write' : 'read'}:${real}`, node);
  return ok(null);
}

type Listening = { readonly node: string; readonly host: string; readonly port: number };

/** Asks by connecting, never by listening: an eager client must not meet a listener that goes away again. */
async function checkPort(taken: Map<string, string>, { node, host, port }: Listening): Promise<Checked> {
  const other = taken.get(`port:${port}`);
  if (other !== undefined)
    return refuse(
      `The sources "${other}" and "${node}" both listen on port ${port}.`,
      'Give each its own port, or 0 for a free one.',
    );
  taken.set(`port:${port}`, node);
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  if (!(await somebodyListens(target, port))) return ok(null);
  return refuse(
    `The source "${node}" cannot listen on ${host}:${port}: another program does.`,
    'Choose another port, or 0 for a free one.',
  );
}

function somebodyListens(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(portProbeMs, () => settle(false));
    socket.once('connect', () => settle(true));
    socket.once('error', () => settle(false));
  });
}
