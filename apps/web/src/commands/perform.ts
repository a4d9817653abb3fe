/** Carries a command out, or says aloud why it cannot be. */
import { announce } from '../ui/notices.tsx';
import type { Command } from './command.ts';

export function perform({ obstacle, run }: Command): void {
  const reason = obstacle();
  if (reason === null) run();
  else announce(reason);
}
