/** Every suite by its name. */
import type { Suite } from '../suite.ts';
import { changes } from './changes.ts';
import { checkpoint } from './checkpoint.ts';
import { endToEnd } from './end-to-end.ts';
import { guarantees } from './guarantees.ts';
import { heavyLogic } from './heavy-logic.ts';
import { inProcess } from './in-process.ts';
import { keys, memory } from './keys.ts';
import { latency } from './latency.ts';
import { peers } from './peers.ts';
import { shapes } from './shapes.ts';
import { slowReceiver } from './slow-receiver.ts';
import { whereTimeGoes } from './where-time-goes.ts';

export const suites = {
  'in-process': inProcess,
  'end-to-end': endToEnd,
  peers,
  shapes,
  keys,
  memory,
  latency,
  guarantees,
  'heavy-logic': heavyLogic,
  checkpoint,
  changes,
  'slow-receiver': slowReceiver,
  'where-time-goes': whereTimeGoes,
} as const satisfies Readonly<Record<string, Suite>>;

export type SuiteName = keyof typeof suites;
export const isSuiteName = (text: string): text is SuiteName => Object.hasOwn(suites, text);
