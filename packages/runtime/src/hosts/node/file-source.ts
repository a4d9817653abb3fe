/**
 * The device behind a source that is a file or a pipe, read chunk by chunk. Of a file the next chunk is read while the last one is
 * being used, so that a worker does not wait for the disk.
 */
import { Buffer } from 'node:buffer';
import { closeSync, constants, fstatSync, read } from 'node:fs';
import { limits } from '@potoroo/shared/limits';
import { decodesBySnippet } from '@potoroo/shared/topology';
import { isSameFile } from './input-files.ts';
import { openDescriptor } from './open-file.ts';
import type { DeviceParts, SourceDevice } from './source-devices.ts';

const intake = 0;

/** A pipe without a writer is waited for, without holding up the process. */
export async function fileSource(
  { stage, deliver, fault, known }: Pick<DeviceParts, 'stage' | 'deliver' | 'fault' | 'known'>,
  path: string,
): Promise<SourceDevice> {
  let descriptor: number;
  const isOther = (): boolean => known !== null && !isSameFile(known, descriptor);
  const other = `source ${stage.node} cannot read ${path}: it is another file than the run began with, or begins otherwise now; put back the file that it had`;
  try {
    // What was a file may be a pipe now, whose writer would be waited for.
    descriptor = await openDescriptor(path, constants.O_RDONLY | (known === null ? 0 : constants.O_NONBLOCK));
  } catch (error) {
    throw new Error(
      `source ${stage.node} cannot read ${path}: ${reason(error)}; give a file that exists and may be read`,
    );
  }
  if (isOther()) {
    closeSync(descriptor);
    throw new Error(other);
  }
  const hasPlaces = fstatSync(descriptor).isFile();
  /** One opening of the source; what is read for an older one is dropped. */
  let reading: Reading | null = null;
  const close = (): void => {
    reading?.close();
    reading = null;
  };
  return {
    address: null,
    open: (offset) => {
      reading?.close();
      const { size } = fstatSync(descriptor);
      if (hasPlaces && size < offset)
        return fault(
          `source ${stage.node} has read ${offset} bytes of ${path}, which holds ${size} now: it was cut, or is another file; give the file that it had, or start with an empty state directory`,
        );
      // It may have been written anew since it was opened.
      if (isOther()) return fault(other);
      reading = new Reading({
        descriptor,
        hasPlaces,
        keepsChunks: decodesBySnippet(stage),
        chunk: (bytes) => deliver({ type: 'intake-bytes', stage: stage.id, intake, bytes }),
        ended: () => {
          close();
          deliver({ type: 'intake-ended', stage: stage.id, intake });
          deliver({ type: 'source-closed', stage: stage.id });
        },
        failed: ({ message }) =>
          fault(`source ${stage.node} cannot read ${path}: ${message}; give a file that can be read to its end`),
        at: offset,
      });
      deliver({ type: 'intake-opened', stage: stage.id, intake });
    },
    read: () => reading?.ask(),
    close,
  };
}

export type ReadingParts = {
  readonly descriptor: number;
  /** It can be read at any place, again and ahead. */
  readonly hasPlaces: boolean;
  /** A snippet is given views of the chunks, which it may keep: each has memory of its own. */
  readonly keepsChunks: boolean;
  readonly chunk: (bytes: Uint8Array) => void;
  readonly ended: () => void;
  readonly failed: (error: Error) => void;
  /** Where it begins. */
  readonly at: number;
};

/** Mutable. A chunk is used up when the next one is asked for; then its memory is read into again. */
export class Reading {
  readonly #parts: ReadingParts;
  readonly #buffers: Buffer[] = [];
  #turn = 0;
  #at: number;
  #busy = false;
  #wanted = false;
  #closed = false;
  #ready: Uint8Array | null = null;

  constructor(parts: ReadingParts) {
    this.#parts = parts;
    this.#at = parts.at;
  }

  ask(): void {
    this.#wanted = true;
    if (this.#ready !== null) this.#handOver(this.#ready);
    else if (!this.#busy) this.#read();
  }

  close(): void {
    this.#closed = true;
  }

  #read(): void {
    const { descriptor, hasPlaces } = this.#parts;
    const buffer = this.#memory();
    const isAhead = !this.#wanted;
    this.#busy = true;
    read(descriptor, buffer, 0, buffer.length, hasPlaces ? this.#at : null, (error, bytes) => {
      this.#busy = false;
      if (this.#closed) return;
      if (error === null && bytes > 0) {
        this.#at += bytes;
        this.#ready = buffer.subarray(0, bytes);
        if (this.#wanted) this.#handOver(this.#ready);
      } else if (this.#wanted) {
        // An end that was found ahead is looked at again when it is asked for: the file may have grown by then.
        if (isAhead) this.#read();
        else if (error === null) this.#parts.ended();
        else this.#parts.failed(error);
      }
    });
  }

  #handOver(chunk: Uint8Array): void {
    this.#wanted = false;
    this.#ready = null;
    if (this.#parts.hasPlaces) this.#read();
    this.#parts.chunk(chunk);
  }

  /** Two stretches by turns: one is being used while the other is read into. */
  #memory(): Buffer {
    const { keepsChunks } = this.#parts;
    this.#turn = 1 - this.#turn;
    const known = this.#buffers[this.#turn];
    if (known !== undefined && !keepsChunks) return known;
    const made = Buffer.allocUnsafeSlow(limits.sourceReadBytes);
    if (!keepsChunks) this.#buffers[this.#turn] = made;
    return made;
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
