/** The machine's monotonic clock, which all processes and threads have in common, and profiles too. */
export const microsecondsNow = (): number => Number(process.hrtime.bigint() / 1_000n);
export const millisecondsNow = (): number => Number(process.hrtime.bigint()) / 1_000_000;
