/**
 * The files of a TypeScript project as a person brings them: one file that describes a pipeline, or a zip with a pipeline.ts.
 * Only text that an import reads is unpacked, and no more of it than a document could hold.
 */
import { limits } from '@potoroo/shared/limits';
import { err, ok, type Result } from '@potoroo/shared/result';
import { Unzip, UnzipInflate, unzipSync } from 'fflate';

export type ProjectFiles = { readonly files: ReadonlyMap<string, string>; readonly entry: string };

const filesMax = 3 * limits.nodesMax;
const bytesMax = 4 * limits.documentBytesMax;
const descriptionFile = 'pipeline.ts';

/** The error is a sentence. */
export function fileOfProject(name: string, bytes: Uint8Array): Result<ProjectFiles, string> {
  try {
    return ok({ files: new Map([[`/${name}`, decoderOf().decode(bytes)]]), entry: `/${name}` });
  } catch {
    return err(`${noText(name)}.`);
  }
}

/** Bytes that are no text would come back as other characters than they were, and a byte order mark is a person's. */
const decoderOf = (): TextDecoder => new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const noText = (name: string): string => `${name} is no text in UTF-8`;

/** The error is a sentence. */
export function filesOfZip(zip: Uint8Array): Result<ProjectFiles, string> {
  const room = { files: filesMax, bytes: bytesMax };
  try {
    // Its list of contents is looked through first: what has none is no zip, and what says that it is too large is.
    unzipSync(zip, {
      filter: ({ name, originalSize }) => {
        if (isWanted(pathOf(name))) fits(originalSize, room);
        return false;
      },
    });
    const files = unpacked(zip);
    const [entry] = [...files.keys()].filter(isDescription).toSorted((a, b) => depthOf(a) - depthOf(b));
    return entry === undefined ? err(`There is no ${descriptionFile} in it.`) : ok({ files, entry });
  } catch (error) {
    return err(`It cannot be unpacked: ${error instanceof Error ? error.message : String(error)}.`);
  }
}

/** In pieces, and counted as they come: how large a file is said to be may be a lie, and a small zip may hold gigabytes. */
function unpacked(zip: Uint8Array): ReadonlyMap<string, string> {
  const room = { files: filesMax, bytes: bytesMax };
  const files = new Map<string, string>();
  const unzip = new Unzip((file) => {
    const path = pathOf(file.name);
    if (!isWanted(path)) return;
    fits(0, room);
    const decode = decodingOf(path);
    let text = '';
    file.ondata = (error, piece, isLast) => {
      if (error !== null) throw error;
      room.files += 1;
      fits(piece.length, room);
      text += decode(piece, isLast);
      if (isLast) files.set(`/${path}`, text);
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let from = 0; from < zip.length; from += pieceBytes)
    unzip.push(zip.subarray(from, from + pieceBytes), from + pieceBytes >= zip.length);
  return files;
}

function decodingOf(name: string): (piece: Uint8Array, isLast: boolean) => string {
  const decoder = decoderOf();
  return (piece, isLast) => {
    try {
      return decoder.decode(piece, { stream: !isLast });
    } catch {
      throw new Error(noText(name));
    }
  };
}

/** A thousand times as much may come of it. */
const pieceBytes = 4_096;

/** Archives of older Windows divide folders by what is no slash. */
const pathOf = (name: string): string => name.replaceAll('\\', '/');

const depthOf = (path: string): number => path.split('/').length;

const isDescription = (path: string): boolean => path.endsWith(`/${descriptionFile}`);

/** Packages are not read, nor what a Mac says of a file in another of its name, and nothing that could name what a map inherits. */
const isWanted = (path: string): boolean =>
  /\.(?:ts|json)$/.test(path) && !path.split('/').some((part) => unwanted.has(part) || part.startsWith('._'));

const unwanted: ReadonlySet<string> = new Set(['node_modules', '__MACOSX', '__proto__']);

/** What would go beyond the limits ends it: what is left out could be what mattered. */
function fits(size: number, room: { files: number; bytes: number }): boolean {
  room.files -= 1;
  room.bytes -= size;
  if (room.files < 0 || room.bytes < 0) throw new Error('it holds more text than a pipeline may have');
  return true;
}
