/** Every command of the studio, in the order in which lists show them. A new area adds its list here, once. */
import type { Command } from '../commands/command.ts';
import { arrangeCommands } from '../designer/arranging/arrange-commands.ts';
import { canvasCommands } from '../designer/canvas/canvas-commands.ts';
import { studioCommands } from './studio-commands.ts';

export const allCommands: readonly Command[] = [...canvasCommands, ...arrangeCommands, ...studioCommands];
