/** A refusal as the lines a terminal shows. */
import type { Refusal } from './failure.ts';
import { printable } from './printable.ts';

export const refusalText = ({ message, remedy }: Refusal): string => printable(`potoroo: ${message}\n  ${remedy}\n`);
