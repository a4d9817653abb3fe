/**
 * Looks at the files, directories and ports that a pipeline names before any process starts, so that a slip of the
 * pen is told at once and in words. What can only be known by trying (a peer that refuses) is left to the run.
 */
import { constants, accessSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { connect, isIP } from 'node:net';
import { dirname } from 'node:path';
import { makeStateDirectory, resolvedHost, variableOf } from '@potoroo/runtime/node';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import { isOfThisMachine, isWildcard } from '../access/hosts.ts';
import { sharedFileFaults, targetOf } from '../files/pipeline-files.ts';
import { refuse } from './failure.ts';
import type { Refusal } from './failure.ts';
import { errorCode, missing, systemReason } from './system-reason.ts';

type Checked = Result<null, Refusal>;
const portProbeMs = 300;

export async function preflight(pipeline: Pipeline): Promise<Checked> {
  const listening: Listening[] = [];
  for (const node of pipeline.nodes) {
    if (node.kind !== 'source' && node.kind !== 'sink') continue;
    const { connector } = node;
    let checked: Checked = ok(null);
    if (connector.type === 'file') {
      checked = node.kind === 'source' ? checkInput(node.id, connector.path) : checkOutput(node.id, connector.path);
    }
    if (connector.type === 'tcp' && node.kind === 'source') {
      const host = resolvedHost(connector.host);
      const place = { node: node.id, host: host ?? '', shown: connector.host, port: connector.port };
      const isUnresolved = host === null || ('journal' in connector && host !== connector.host);
      checked = isUnresolved ? unresolved(place, host) : await checkPort(listening, place);
      listening.push(place);
    }
    if (!checked.ok) return checked;
  }
  const [shared] = sharedFileFaults(pipeline);
  return shared === undefined ? ok(null) : refuse(shared.message, shared.remedy);
}

/** It is made where it is not there. What it holds is the run's to judge. */
export function checkStateDirectory(directory: string): Checked {
  try {
    makeStateDirectory(directory);
    return ok(null);
  } catch (error) {
    const reasons: Readonly<Record<string, string>> = { EEXIST: 'it is a file', ENOENT: 'nothing can be made there' };
    const why = reasons[errorCode(error) ?? ''] ?? systemReason(error);
    return refuse(
      `The state cannot be kept in ${directory}: ${why}.`,
      'Give --state a directory that can be made and written.',
    );
  }
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
  if (!found.ok && found.error !== missing) return unwritable(node, path, found.error);
  const directory = dirname(targetOf(path));
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
    return unwritable(node, path, systemReason(error));
  }
}

const unwritable = (node: string, path: string, reason: string): Checked =>
  refuse(
    `The sink "${node}" cannot write to ${path}: ${reason}.`,
    'Check the path and its permissions, or choose another place.',
  );

function look(path: string): Result<Stats, string> {
  try {
    return ok(statSync(path));
  } catch (error) {
    return { ok: false, error: systemReason(error) };
  }
}

/** `shown` is the host as the document says it: a reference stays one in words. */
type Listening = { readonly node: string; readonly host: string; readonly shown: string; readonly port: number };

const unresolved = ({ node, shown }: Listening, host: string | null): Checked =>
  host === null
    ? refuse(
        `The source "${node}" listens on ${shown}, and nobody has said where that is.`,
        `Start with ${variableOf(shown)}=ADDRESS, an address of this machine.`,
      )
    : refuse(
        `The source "${node}" keeps no journal, so a worker listens for it, and workers are told nothing of ${shown}.`,
        "Let it keep a journal: leave journal: 'off' out; or write the address.",
      );

/**
 * Asks by connecting, never by listening: an eager client must not meet a listener that goes away again. It asks this
 * machine only: a slip of the pen must not become traffic to somebody else's.
 */
async function checkPort(earlier: readonly Listening[], { node, host, shown, port }: Listening): Promise<Checked> {
  if (!isOfThisMachine(host))
    return refuse(
      `The source "${node}" cannot listen on ${shown}:${port}: this machine has no address ${shown}.`,
      'A source listens: give an address of this machine, such as 127.0.0.1.',
    );
  if (port === 0) return ok(null);
  const rival = earlier.find((other) => other.port === port && overlap(other.host, host));
  if (rival !== undefined)
    return refuse(
      `The sources "${rival.node}" and "${node}" both listen on port ${port}.`,
      'Give each its own port, or 0 for a free one.',
    );
  const target = host === '0.0.0.0' ? '127.0.0.1' : host === '::' ? '::1' : host;
  if (!(await somebodyListens(target, port))) return ok(null);
  return refuse(
    `The source "${node}" cannot listen on ${shown}:${port}: another program does.`,
    'Choose another port, or 0 for a free one.',
  );
}

/** A name may stand for any of the machine's addresses; two different numbers are two places. */
const overlap = (one: string, other: string): boolean =>
  one === other || [one, other].some((host) => isWildcard(host) || isIP(host) === 0);

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
