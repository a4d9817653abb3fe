/** Names that an author may know from the browser or from Node, and that snippets do not have; with what to do instead. */

/** What to do without a platform's name; null where the name is none. */
export function remedyForPlatformName(name: string): string | null {
  if (!platformNames.has(name)) return null;
  if (name === 'console') return 'Return what you want to see as a record, and connect a live table.';
  if (name === 'Buffer') return 'Use Uint8Array, DataView, TextEncoder and TextDecoder.';
  if (/Timeout|Interval|Immediate|performance/.test(name))
    return 'Take the time from the record; a snippet cannot wait.';
  return 'A snippet is a plain function of its record: bring what it needs into the pipeline through a source.';
}

const network = 'fetch XMLHttpRequest WebSocket EventSource Request Response Headers URL URLSearchParams';
const timing =
  'setTimeout setInterval setImmediate clearTimeout clearInterval queueMicrotask requestAnimationFrame performance';
const node = 'process require module exports Buffer __dirname __filename global NodeJS';
const browser = 'window document self navigator location localStorage sessionStorage indexedDB Worker alert';
const other = 'console crypto structuredClone AbortController';

const platformNames: ReadonlySet<string> = new Set(
  [network, timing, node, browser, other].flatMap((names) => names.split(' ')),
);
