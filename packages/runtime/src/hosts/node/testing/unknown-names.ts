/** A name service that knows no name and says so at once: the one of the machine under test may be slow, or make something up. */
import dns from 'node:dns';
import { onTestFinished, vi } from 'vitest';

export function unknownNames() {
  const lookup = vi.spyOn(dns, 'lookup').mockImplementation(((...[name, , tell]: Parameters<Lookup>) => {
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    });
    queueMicrotask(() => tell(error));
  }) as typeof dns.lookup);
  onTestFinished(() => void lookup.mockRestore());
  return lookup;
}

type Lookup = (name: string, options: object, tell: (error: Error) => void) => void;
