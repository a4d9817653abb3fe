/**
 * The directory in which a run keeps its state, taken for one run at a time before any process starts: made, locked, and
 * compared with what the run is made of now. `inputs.json` says which files its sources read, by what was in them: a file that
 * has grown is the same, one that holds something else is not, and going on in the middle of it would give a wrong result.
 */
import {
  accessSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { err, ok } from '@potoroo/shared/result';
import type { Result } from '@potoroo/shared/result';
import type { SourceStage, Topology } from '@potoroo/shared/topology';
import type { InputFile, Part } from './input-files.ts';
import { hadOf, headBytesMax, partOf } from './input-files.ts';
import type { ProcessLock } from './process-lock.ts';
import { lockFile } from './process-lock.ts';

export type TakenState = {
  /** It holds a checkpoint: the run goes on. */
  readonly resumes: boolean;
  readonly release: () => void;
};
type Input = {
  readonly node: string;
  readonly type: SourceStage['connector']['type'];
  /** Of a file: its first bytes, and their checksum. */
  readonly head: Part | null;
  /** Of a file: how long it was, and the checksum of all of it, or of stretches all over it where it is long. */
  readonly whole?: Part | null;
};
type Inputs = { readonly version: 1; readonly sources: readonly Input[] };

const manifestName = /^manifest-\d+$/;
const orEmpty = 'or give an empty directory to begin anew';

/** Or why it cannot be had, and what to do. */
export function takeStateDirectory(directory: string, topology: Topology): Result<TakenState, string> {
  let lock: ProcessLock | null = null;
  try {
    makeStateDirectory(directory);
    const locked = lockFile(join(directory, 'run.lock'));
    if (!locked.ok)
      return err(
        `another run, of process ${locked.error.pid}, uses the state in ${directory}; wait for its end, or give another directory`,
      );
    lock = locked.value;
    const resumes = readdirSync(directory).some((name) => manifestName.test(name));
    const different = resumes ? difference(directory, topology) : null;
    if (different !== null) {
      lock.release();
      return err(different);
    }
    writeInputs(directory, topology);
    return ok({ resumes, release: lock.release });
  } catch (error) {
    lock?.release();
    const why = error instanceof Error ? error.message : String(error);
    const todo = isFull(error) ? 'make room there, or give another' : 'give a directory that can be made and written';
    return err(`the state cannot be kept in ${directory}: ${why}; ${todo}`);
  }
}

/** Makes it where it is not there. Throws where it cannot be made, or not be used. */
export function makeStateDirectory(directory: string): void {
  makeDirectory(directory);
  accessSync(directory, constants.R_OK | constants.W_OK | constants.X_OK);
}

/** Node's own way of making parents does not come to an end where one cannot be made, as below /proc. */
function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory);
  } catch (error) {
    if (isCode(error, 'EEXIST') && statSync(directory).isDirectory()) return;
    const parent = dirname(directory);
    if (!isCode(error, 'ENOENT') || parent === directory || statSync(parent, { throwIfNoEntry: false }) !== undefined)
      throw error;
    makeDirectory(parent);
    mkdirSync(directory);
  }
}

function difference(directory: string, topology: Topology): string | null {
  for (const was of readInputs(directory)) {
    const stage = sourcesOf(topology).find(({ node }) => node === was.node);
    // Another pipeline altogether is told by its checkpoint.
    if (stage === undefined) continue;
    const { connector, node } = stage;
    if (connector.type !== was.type)
      return `source ${node} was a ${was.type} source when the state in ${directory} was kept, and is a ${connector.type} source now; run it as it was, ${orEmpty}`;
    if (was.head === null || connector.type !== 'file') continue;
    const head = partAt(connector.path, was.head.bytes);
    const whole = was.whole == null ? null : partAt(connector.path, was.whole.bytes);
    if (isOther(was.head, head))
      return `source ${node} reads ${connector.path}, and the state in ${directory} belongs to a file that begins otherwise; give the file that it had, ${orEmpty}`;
    if (was.whole != null && isOther(was.whole, whole))
      return `source ${node} reads ${connector.path}, and the state in ${directory} belongs to a file that held something else in its first ${was.whole.bytes} bytes; give the file that it had, ${orEmpty}`;
  }
  return null;
}

const isOther = (was: Part, now: Part | null): boolean => now?.bytes !== was.bytes || now.crc !== was.crc;

const sourcesOf = ({ stages }: Topology): readonly SourceStage[] => stages.filter((stage) => stage.kind === 'source');

function readInputs(directory: string): readonly Input[] {
  try {
    const inputs = JSON.parse(readFileSync(join(directory, 'inputs.json'), 'utf8')) as Partial<Inputs>;
    return inputs.version === 1 && Array.isArray(inputs.sources) ? inputs.sources : [];
  } catch (error) {
    // A state that was kept before there was such a file.
    if (isCode(error, 'ENOENT') || error instanceof SyntaxError) return [];
    throw error;
  }
}

/**
 * For a version of the pipeline that goes on in the directory of another one, whose lock it has. Whoever keeps checkpoints there
 * waits for a disk that cannot be written; the inputs of the other version must not be taken for those of this one meanwhile.
 */
export function goOnWith(directory: string, topology: Topology, had: readonly InputFile[]): void {
  try {
    writeInputs(directory, topology, had);
  } catch {
    try {
      rmSync(join(directory, 'inputs.json'), { force: true });
    } catch {
      // They stay, and a later run that reads something else is told so.
    }
  }
}

/** What a source goes on reading is what it has read: another file may have taken its place meanwhile. */
function writeInputs(directory: string, topology: Topology, had: readonly InputFile[] = []): void {
  const before = had.length === 0 ? [] : readInputs(directory);
  const sources = sourcesOf(topology).map(({ node, connector }): Input => {
    const known = connector.type === 'file' ? hadOf(had, node, connector.path) : undefined;
    if (known !== undefined) {
      const { head } = known;
      const was = before.find((input) => input.node === node && input.head !== null && !isOther(head, input.head));
      return was ?? { node, type: 'file', head, whole: null };
    }
    const isFile = connector.type === 'file';
    const head = isFile ? partAt(connector.path, headBytesMax) : null;
    return { node, type: connector.type, head, whole: isFile ? partAt(connector.path, null) : null };
  });
  const inputs: Inputs = { version: 1, sources };
  const path = join(directory, 'inputs.json');
  writeFileSync(`${path}.tmp`, JSON.stringify(inputs));
  renameSync(`${path}.tmp`, path);
}

/** Null of what is no file, or is not there: whoever opens it says so. */
function partAt(path: string, bytesMost: number | null): Part | null {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) return null;
  const descriptor = openSync(path, 'r');
  try {
    return partOf(descriptor, bytesMost);
  } finally {
    closeSync(descriptor);
  }
}

const isFull = (error: unknown): boolean => isCode(error, 'ENOSPC') || isCode(error, 'EDQUOT');

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
