/** A command for each screen: it is shown. */
import { always, type Command } from '../commands/command.ts';
import { showScreen } from './screen-store.ts';
import { screens } from './screens.tsx';

export const screenCommands: readonly Command[] = screens.map(({ id, title, words }) => ({
  id: `screen-${id}`,
  title: `Show ${title}`,
  group: 'View',
  keys: [],
  scope: 'studio',
  words: ['screen', 'tab', ...words],
  obstacle: always,
  run: () => showScreen(id),
}));
