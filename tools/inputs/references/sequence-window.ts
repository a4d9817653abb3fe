/**
 * Judges the windows that sequence window puts out: four numbers each, zeros only in front, a key's stride apart, each
 * overlapping the one before by three. `numbers` says how many of 1, 2, 3, ... went in.
 */
export const stride = 100;

/** Null, or the first thing that is wrong. The lines are in any order between keys, in order within one. */
export function judgeWindows(lines: readonly string[], numbers: number): string | null {
  if (lines.length !== numbers) return `${numbers} numbers went in, ${lines.length} windows came out`;
  const before = new Map<number, readonly number[]>();
  for (const line of lines) {
    const window = parseWindow(line);
    const key = (window.at(-1) ?? 0) % stride;
    const fault = faultOf(window, before.get(key) ?? [0, 0, 0, 0]);
    if (fault !== null) return `${line}: ${fault}`;
    before.set(key, window);
  }
  for (const [key, window] of before) {
    const last = numbers - ((((numbers - key) % stride) + stride) % stride);
    if (window.at(-1) !== last) return `key ${key} ends with ${window.at(-1)}, not with ${last}`;
  }
  return null;
}

function parseWindow(line: string): readonly number[] {
  if (!/^\[\d+,\d+,\d+,\d+\]$/.test(line)) throw new Error(`"${line}" is not a window of four numbers`);
  return JSON.parse(line);
}

function faultOf(window: readonly number[], before: readonly number[]): string | null {
  if (String(window.slice(0, 3)) !== String(before.slice(1))) return `it does not overlap [${before}] by three`;
  const filled = window.slice(window.lastIndexOf(0) + 1);
  if (filled.length === 0) return 'it holds no number';
  if (filled.some((number, index) => index > 0 && number - (filled[index - 1] ?? 0) !== stride))
    return `its steps are not ${stride}`;
  if (filled.length < 4 && (filled[0] ?? 0) > stride) return 'it starts in the middle of the sequence';
  return null;
}
