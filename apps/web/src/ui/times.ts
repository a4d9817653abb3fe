/** Moments as the studio writes them, in the person's own time: `today at 10:32`, `4 Mar at 10:32`. */
export function savedText(moment: string | number, precision: 'minutes' | 'seconds' = 'minutes'): string {
  const at = new Date(moment);
  const time = at.toLocaleTimeString([], {
    hourCycle: 'h23',
    hour: '2-digit',
    minute: '2-digit',
    ...(precision === 'seconds' ? { second: '2-digit' } : {}),
  });
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? `today at ${time}` : `${at.toLocaleDateString([], { day: 'numeric', month: 'short' })} at ${time}`;
}
