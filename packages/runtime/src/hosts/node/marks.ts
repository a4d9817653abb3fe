/**
 * With what a worker is busy in safe mode, in a file that outlives its process: a coordinator reads it when the worker is
 * lost. The file is opened before user code is loaded, and never synced: it must survive the process, not the machine.
 */
import { Buffer } from 'node:buffer';
import { closeSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { moduleId, stageId } from '@potoroo/shared/ids';
import type { Quarantined } from '../../api/index.ts';
import type { Mark } from '../../core/index.ts';

/** Generation, 1 where busy, source, intake, offset, module. */
const fields = 6;
const markBytes = fields * 8;

export const marksPath = (directory: string, worker: number | 'spare'): string => join(directory, `mark-${worker}`);

/** A spare has a name now. Throws where its file is gone. */
export const nameMarks = (directory: string, worker: number): void =>
  renameSync(marksPath(directory, 'spare'), marksPath(directory, worker));

/** Throws where the file cannot be made. */
export function openMarks(path: string): (generation: number, mark: Mark | null) => void {
  const descriptor = openSync(path, 'w');
  const bytes = Buffer.alloc(markBytes);
  const write = (values: readonly number[]): void => {
    for (const [index, value] of values.entries()) bytes.writeDoubleLE(value, index * 8);
    writeSync(descriptor, bytes, 0, markBytes, 0);
  };
  // Its place on the disk is taken now: what is written later goes over it.
  try {
    write([0, 0, 0, 0, 0, 0]);
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
  return (generation, mark) =>
    write(
      mark === null ? [generation, 0, 0, 0, 0, 0] : [generation, 1, mark.source, mark.intake, mark.offset, mark.module],
    );
}

export type Lost = {
  readonly directory: string;
  readonly worker: number;
  readonly generation: number;
  /** What happened to it. */
  readonly why: string;
};

/** The record with which a worker was busy in a safe generation when it was lost. */
export function suspectOf({ directory, worker, generation, why }: Lost): Quarantined | null {
  const mark = readMark(marksPath(directory, worker), generation);
  return mark === null ? null : { ...mark, why };
}

/** Null where the worker was not busy with user code in this generation, or nothing can be read. */
function readMark(path: string, inGeneration: number): Mark | null {
  try {
    const bytes = readFileSync(path);
    if (bytes.length !== markBytes) return null;
    const [generation, busy, source = 0, intake = 0, offset = 0, module = 0] = Array.from(
      { length: fields },
      (_, index) => bytes.readDoubleLE(index * 8),
    );
    if (generation !== inGeneration || busy !== 1) return null;
    return { source: stageId(source), intake, offset, module: moduleId(module) };
  } catch {
    return null;
  }
}
