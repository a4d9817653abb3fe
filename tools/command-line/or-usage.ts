/** How a tool of this repository reads its command line: what cannot be read is said, with how the tool is used, and it ends with 2. */

/** What `read` makes of the command line. Where it throws, or `--help` is asked for, the process ends here. */
export function orUsage<Flags>(usage: string, read: () => Flags): Flags {
  if (process.argv.includes('--help')) {
    process.stdout.write(`${usage}\n`);
    process.exit(0);
  }
  try {
    return read();
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}\n`);
    process.exit(2);
  }
}

/** Throws where it is no number of at least `least`. */
export function numberOf(flag: string, text: string, least: number): number {
  const number = Number(text);
  if (text.trim() === '' || !(number >= least && number <= Number.MAX_SAFE_INTEGER))
    throw new Error(`${flag} ${JSON.stringify(text)} is not a number of at least ${least}`);
  return number;
}

/** Throws where it is no whole number of at least `least`. */
export function wholeOf(flag: string, text: string, least: number): number {
  const number = numberOf(flag, text, least);
  if (!Number.isInteger(number)) throw new Error(`${flag} ${text} is not a whole number`);
  return number;
}
