/** Preserved code that cannot stand where an export would have it, and is held by the line of its mark: it does nothing there. */
import { readPreservedMark } from '../pipeline/preserved-mark.ts';
import { markOpening } from './preserved-marks.ts';

/** The line is from 1. */
export type Held = { readonly line: number; readonly reason: string };

export const heldInComments = (description: string): readonly Held[] =>
  description.split('\n').flatMap((line, index) => {
    const says = line.startsWith(markOpening) ? readPreservedMark(line.slice(markOpening.length)) : null;
    return says?.text === undefined ? [] : [{ line: index + 1, reason: says.reason ?? '' }];
  });
