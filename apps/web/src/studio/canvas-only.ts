/** What the canvas is told to do can be done where it is seen: on another screen its commands say so instead. */
import type { Command } from '../commands/command.ts';
import { isBuildShown } from './screen-store.ts';

export const whereItActs = (command: Command): Command =>
  command.scope !== 'canvas'
    ? command
    : { ...command, obstacle: () => (isBuildShown() ? command.obstacle() : 'Show Build & run first: it acts there.') };
