/** Which slots a worker owns, in words: `51 slots: 0–12, 64–101`. Pure. */
import { counted } from '../ui/numbers.ts';

const stretchesShownMax = 8;

export function slotsText(placement: readonly number[], worker: number): string {
  const stretches: { first: number; last: number }[] = [];
  placement.forEach((owner, slot) => {
    if (owner !== worker) return;
    const open = stretches.at(-1);
    if (open?.last === slot - 1) open.last = slot;
    else stretches.push({ first: slot, last: slot });
  });
  const slots = stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);
  if (slots === 0) return 'no slots';
  const shown = stretches
    .slice(0, stretchesShownMax)
    .map(({ first, last }) => (first === last ? `${first}` : `${first}–${last}`));
  const more = stretches.length - shown.length;
  return `${counted(slots, 'slot')}: ${shown.join(', ')}${more > 0 ? ` and ${counted(more, 'stretch', 'stretches')} more` : ''}`;
}
