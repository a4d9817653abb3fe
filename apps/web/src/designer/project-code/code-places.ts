/** Which node is where in the code, and which files a person may write. */
import type { CodePlace } from '@potoroo/shared/code';
import type { NodeId } from '@potoroo/shared/ids';

export const descriptionFile = 'pipeline.ts';

/** What the document says; everything else of a project follows from it and is only shown. */
export const isWritten = (file: string): boolean => /\.(?:[cm]?[jt]s|json)$/.test(file) && !following.has(file);

const following: ReadonlySet<string> = new Set(['package.json', 'tsconfig.json', 'pipeline.test.ts']);

/** The module of a node where it has one of its own, else the description. */
export const fileOfNode = (places: readonly CodePlace[], node: string): string =>
  places.find((place) => place.node === node && place.file !== descriptionFile)?.file ?? descriptionFile;

export const onlyNodeOf = (places: readonly CodePlace[], file: string): NodeId | null =>
  file === descriptionFile ? null : (places.find((place) => place.file === file)?.node ?? null);

/** The innermost: a call in a chain lies within those behind it. */
export const nodeAt = (places: readonly CodePlace[], line: number): NodeId | null =>
  places
    .filter(({ fromLine, toLine }) => fromLine <= line && line <= toLine)
    .toSorted((a, b) => a.toLine - a.fromLine - (b.toLine - b.fromLine))[0]?.node ?? null;
