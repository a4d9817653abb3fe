/**
 * What a server tells its parent to keep for the one that follows it if it is killed: its port and its keys. It travels over
 * the channel between the two and is nowhere else. Without such a parent nothing is kept.
 */
export type ServerMemory = { readonly port: number; readonly session: string; readonly bearer: string };

const patienceMs = 5_000;

/** What the server before this one left; null where it is the first. */
export function recallMemory(): Promise<ServerMemory | null> {
  if (process.env['POTOROO_GOES_ON'] !== '1' || process.send === undefined) return Promise.resolve(null);
  return new Promise((resolve) => {
    // Waiting must keep this process alive, though nothing else does yet.
    const patience = setTimeout(() => resolve(null), patienceMs);
    process.once('message', (message: unknown) => {
      clearTimeout(patience);
      resolve(memoryIn(message));
    });
  });
}

export function keepMemory(kept: ServerMemory): void {
  process.send?.({ type: 'keep', kept });
}

function memoryIn(message: unknown): ServerMemory | null {
  if (typeof message !== 'object' || message === null || !('kept' in message)) return null;
  const { kept } = message;
  if (typeof kept !== 'object' || kept === null) return null;
  if (!('port' in kept && 'session' in kept && 'bearer' in kept)) return null;
  const { port, session, bearer } = kept;
  return typeof port === 'number' && typeof session === 'string' && typeof bearer === 'string'
    ? { port, session, bearer }
    : null;
}
