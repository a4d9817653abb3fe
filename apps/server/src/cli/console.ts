/** What a command may do to the process it runs in: print, and say what a request to stop does. */
import type { Terminal } from './progress.ts';

export type Console = {
  readonly out: (text: string) => void;
  readonly error: Terminal;
  /** Registers what a first SIGINT or SIGTERM does; a second one ends the process at once. */
  readonly onStop: (stop: () => void) => void;
};
