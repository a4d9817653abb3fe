/** Milliseconds of the machine's monotonic clock: the same clock in every process of the machine, unlike a process's own start. */
const { hrtime } = process;

export function monotonicNow(): number {
  const [seconds, nanoseconds] = hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}
