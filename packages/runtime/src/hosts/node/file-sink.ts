/**
 * The device behind a file sink. Each byte is written at its place in the whole output, so that an epoch that is released
 * again after a recovery writes the same bytes over themselves: exactly once. A pipe or a terminal has no places: what it
 * gets, it gets in order. A release is answered once everything before it is with the system, which survives the loss of any
 * process; a worker without rights to files may not sync what it has written.
 *
 * A disk that is full, or cannot be written for now, is waited for: what is to be written stays, outputs pile up behind it to
 * their limit, and the sources are held. It goes on by itself.
 */
import { fstatSync, ftruncateSync, write } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import type { SinkDevice } from './sink-devices.ts';
import { isStorageTrouble } from './storage-trouble.ts';
import { nothingUnread } from './unread-outputs.ts';

export type FileSinkParts = {
  /** `sink totals cannot write /data/out`. */
  readonly complaint: string;
  readonly descriptor: number;
  readonly fault: (message: string) => void;
  readonly note: (text: string) => void;
  /** What the sink waits for; null when it does not any more. */
  readonly trouble: (what: string | null) => void;
  /** The system's own, except in tests. */
  readonly system?: System;
  readonly retryMs?: number;
};

type Failed = NodeJS.ErrnoException | null;
export type System = {
  readonly write: (
    descriptor: number,
    bytes: Uint8Array,
    from: number,
    length: number,
    at: number | null,
    done: (error: Failed, written: number) => void,
  ) => void;
};

type Placed = { readonly at: number; readonly bytes: Uint8Array };
type Pending = Placed | (() => void);

export function fileSink(parts: FileSinkParts): SinkDevice {
  const { complaint, descriptor, fault, note, trouble, system = { write }, retryMs = 1_000 } = parts;
  const hasPlaces = fstatSync(descriptor).isFile();
  const pending: Pending[] = [];
  let busy = false;
  /** Counts the openings: what an earlier one had to write is given up, and only what the system has of it ends first. */
  let opening = 0;
  let inTrouble = false;
  /** How long the file has to be: what was written, and at the opening what had left. */
  let least = 0;
  /** How long it is, as far as is known here. */
  let known = 0;
  let isCut = false;
  let retry: NodeJS.Timeout | undefined;

  const next = (): void => {
    while (!busy) {
      const first = pending.shift();
      if (first === undefined) return;
      if (typeof first !== 'function') writeAll(first);
      else first();
    }
  };
  const writeAll = (placed: Placed, from = 0): void => {
    busy = true;
    const { at, bytes } = placed;
    const of = opening;
    system.write(descriptor, bytes, from, bytes.length - from, hasPlaces ? at + from : null, (error, written) => {
      const isOld = of !== opening;
      if (error !== null && !isOld) return failed(error, () => writeAll(placed, from));
      if (error === null) recovered();
      if (from + written < bytes.length && !isOld) return writeAll(placed, from + written);
      busy = false;
      next();
    });
  };
  const failed = (error: NodeJS.ErrnoException, again: () => void): void => {
    if (!isStorageTrouble(error))
      return fault(`${complaint}: ${error.message}; free space or choose another file, then run again`);
    if (!inTrouble) trouble(`${complaint}: ${error.message}`);
    if (!inTrouble)
      note(`${complaint}: ${error.message}; nothing is lost: it waits, and goes on by itself when there is space`);
    inTrouble = true;
    retry = setTimeout(() => {
      retry = undefined;
      again();
    }, retryMs);
  };
  const recovered = (): void => {
    if (inTrouble) {
      trouble(null);
      note(`${complaint.replace('cannot write', 'writes')} again`);
    }
    inTrouble = false;
  };
  const cut = (size: number, length: number): void => {
    if (isCut) return;
    isCut = true;
    fault(
      `${complaint}: it holds ${size} bytes, and the run has written ${length}: it was cut or replaced; put the file back, or start with an empty state directory and another file`,
    );
  };
  const isWhole = (length: number): boolean => {
    const size = hasPlaces ? fstatSync(descriptor).size : length;
    if (size < length) cut(size, length);
    return !isCut;
  };
  const giveUp = (): void => {
    opening++;
    if (retry !== undefined) busy = false;
    clearTimeout(retry);
    retry = undefined;
    pending.length = 0;
  };
  return {
    open: (bytes, _openedIn, left = bytes) => {
      if (!hasPlaces) return;
      giveUp();
      // Of several epochs that leave again, the first is answered while the file does not hold the others yet.
      least = left;
      isCut = false;
      known = Math.min(fstatSync(descriptor).size, bytes);
      pending.push(() => {
        if (fstatSync(descriptor).size > bytes) ftruncateSync(descriptor, bytes);
      });
      next();
    },
    connect: async () => undefined,
    write: (at, bytes) => {
      // Written where the file does not reach, it would stand behind a hole.
      if (hasPlaces && at > known) return cut(known, at);
      known = Math.max(known, at + bytes.length);
      least = Math.max(least, at + bytes.length);
      pending.push({ at, bytes });
      next();
    },
    release: (done) => {
      const length = least;
      pending.push(() => {
        if (isWhole(length)) done();
      });
      next();
    },
    leave: () =>
      new Promise((resolve) => {
        pending.push(() => resolve(nothingUnread));
        next();
      }),
    abandon: async () => {
      if (!hasPlaces) return;
      giveUp();
      if (inTrouble) trouble(null);
      inTrouble = false;
      // What the system has of it ends first.
      await new Promise<void>((resolve) => {
        pending.push(resolve);
        next();
      });
    },
    // The process that has it open ends soon, or goes back to write it again where another is lost before.
    close: async () => clearTimeout(retry),
  };
}
