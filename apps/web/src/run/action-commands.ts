/** What can be commanded of the run that is on: a worker more, a checkpoint now, and what disturbs it for a while. */
import type { Command } from '../commands/command.ts';
import { actionObstacle, addWorker, ask } from './actions.ts';
import { disturb, kindTitles } from './disturb-dialog.tsx';

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
  ...(['slow', 'cut', 'burst', 'skew'] as const).map((kind): Command => ({
    ...running,
    id: `disturb-${kind}`,
    title: `${kindTitles[kind]} for a while`,
    words: ['disturb', 'chaos', 'partition', 'hot', 'spike', 'straggler'],
    run: () => disturb(kind),
  })),
];
