/**
 * What is said when something has come of an entry of the movement ledger: a loss that was undone and a failure by a notice,
 * the rest to screen readers, who do not see the boxes change. The Cluster screen tells what came of it itself, beside the boxes:
 * a notice there would only lie over them. Entries that a window hears of late are no news.
 */
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { useScreen } from '../studio/screen-store.ts';
import { announce, notify } from '../ui/notices.tsx';
import { newsText } from './movement-text.ts';

export function tellNews(before: Movement | null, after: Movement): void {
  const isLoss = after.cause.type === 'kill' || after.cause.type === 'loss';
  if (isLoss && after.phase === 'recovering' && before?.phase !== 'recovering') announce(newsText(after));
  if (before === null || isOver(before) || !isOver(after)) return;
  if (after.phase === 'failed') return notify({ tone: 'bad', message: newsText(after), remedy: '' });
  const isTold = (isLoss || after.cause.type === 'deploy') && useScreen.getState().screen !== 'cluster';
  if (isTold && after.phase === 'done') return notify({ tone: 'good', message: newsText(after), remedy: '' });
  announce(newsText(after));
}
