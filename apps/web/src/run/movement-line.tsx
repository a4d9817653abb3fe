/** One line beside the head of the runtime pane: what moves now, or what last did, and what it came to. */
import type { Movement } from '@potoroo/shared/telemetry';
import { isOver } from '@potoroo/shared/telemetry';
import { useMovements } from './movement-store.ts';
import { causeText, newsText, phaseText } from './movement-text.ts';

export function MovementLine() {
  const shown = useMovements(({ entries }) => movementShown(entries));
  if (shown === null) return null;
  const open = !isOver(shown);
  const text = open ? `${causeText(shown)}: ${phaseText(shown)}` : newsText(shown);
  return (
    <p
      className="movement-line"
      data-open={open || undefined}
      data-bad={shown.phase === 'failed' || undefined}
      title={text}
    >
      {text}
    </p>
  );
}

/** What goes on, or what ended last. A checkpoint is no move. */
function movementShown(entries: readonly Movement[]): Movement | null {
  const moves = entries.filter(({ cause }) => cause.type !== 'checkpoint');
  const ended = moves.toSorted((a, b) => (a.times.endedMs ?? 0) - (b.times.endedMs ?? 0));
  return moves.findLast((entry) => !isOver(entry)) ?? ended.at(-1) ?? null;
}
