/** Every suite by its name. */
import type { Suite } from '../suite.ts';
import { endToEnd } from './end-to-end.ts';
import { inProcess } from './in-process.ts';
import { keys, memory } from './keys.ts';
import { latency } from './latency.ts';
import { shapes } from './shapes.ts';

export const suites = {
  'in-process': inProcess,
  'end-to-end': endToEnd,
  shapes,
  keys,
  memory,
  latency,
} as const satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof suites;
export const isSuiteName = (text: string): text is SuiteName => Object.hasOwn(suites, text);
