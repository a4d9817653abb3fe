/** Every command of the studio, in the order in which lists show them. A new area adds its list here, once. */
import type { Command } from '../commands/command.ts';
import { arrangeCommands } from '../designer/arranging/arrange-commands.ts';
import { canvasCommands } from '../designer/canvas/canvas-commands.ts';
import { actionCommands } from '../run/action-commands.ts';
import { screenCommands } from './screen-commands.ts';
import { studioCommands } from './studio-commands.ts';
import { whereItActs } from './canvas-only.ts';

export const allCommands: readonly Command[] = [
  ...canvasCommands,
  ...arrangeCommands,
  ...studioCommands,
  ...actionCommands,
  ...screenCommands,
].map(whereItActs);
