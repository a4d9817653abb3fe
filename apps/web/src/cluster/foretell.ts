/** What a button would do, before it is pressed: shown at once, and said to whoever comes to it by the keyboard and sees no picture. */
import { announce } from '../ui/notices.tsx';
import { counted } from '../ui/numbers.ts';
import { previewNow, stageViewNow } from './moment.ts';
import type { Change } from './preview.ts';
import { showPreview } from './view-store.ts';

/** For a button that is focused. */
export function foretell(change: Change): void {
  showPreview(change);
  announce(foretoldText());
}

function foretoldText(): string {
  const preview = previewNow();
  const stage = stageViewNow()?.stage;
  if (stage === undefined) return 'No state would move: there is none.';
  if (preview === null) return 'The last worker cannot leave.';
  const objects = counted(preview.rows[0]?.objects ?? 0, 'object');
  return `${counted(preview.moving.size, 'slot')} of ${stage.placement.length} would move, with ${objects}.`;
}
