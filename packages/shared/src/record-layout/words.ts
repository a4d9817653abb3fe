/** What is said of bytes that do not fit their layout, and of records that do not: the same words wherever it is found. */

export const wrongConstant = (name: string, found: number, wanted: number): string =>
  `field ${name} is ${found}, where this layout has ${wanted}: is it another kind of record? Did you connect the sources the wrong way round?`;

export const wrongLength = (bytes: number, wanted: number): string =>
  `the record is ${bytes} bytes long, and its layout ${wanted}`;

export const endsInside = (name: string, bytes: number): string =>
  `the record ends inside field ${name}: it is ${bytes} bytes long`;

export const leftOver = (bytes: number): string => `${bytes} bytes follow the last field of the layout`;

export const notBoolean = (name: string, found: number): string => `field ${name} is ${found}, not 0 or 1`;

export const tooGreat = (name: string, found: bigint): string =>
  `field ${name} is ${found}, more than a number holds exactly; give it a bigint type in the layout`;

export const noRecord = (record: unknown): string =>
  `a record with fields is needed, this is ${record === null ? 'null' : `a ${typeof record}`}`;

export const wrongValue = (name: string, value: unknown, wanted: string): string =>
  `field ${name} is ${shown(value)}, not ${wanted}`;

export const cannotHold = (name: string, value: number | bigint, type: string): string =>
  `field ${name} is ${value}, which ${type} cannot hold`;

export const wrongBytes = (name: string, bytes: number, wanted: number): string =>
  `field ${name} takes ${bytes} bytes, and its layout has ${wanted}`;

const shown = (value: unknown): string =>
  value === undefined || value === null || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : `a ${typeof value}`;
