/** What can be commanded of the run that is on: a worker more, and a checkpoint now. */
import type { Command } from '../commands/command.ts';
import { actionObstacle, addWorker, ask } from './actions.ts';

const running = { group: 'Run', scope: 'studio', keys: [], obstacle: actionObstacle } as const;

export const actionCommands: readonly Command[] = [
  {
    ...running,
    id: 'add-worker',
    title: 'Add a worker',
    words: ['join', 'scale', 'more', 'rebalance'],
    run: () => void addWorker(),
  },
  {
    ...running,
    id: 'checkpoint',
    title: 'Take a checkpoint now',
    words: ['barrier', 'epoch', 'save'],
    run: () => void ask({ type: 'checkpoint' }),
  },
];
