/** Names for what a description declares: readable, none twice, none that the language or the package has taken. */

/** Words that cannot name a variable in a module, and those that would hide what a description uses. */
const reserved = `
  arguments await break case catch class const continue debugger default delete do else enum eval export extends false
  finally for function if implements import in instanceof interface let new null package private protected public return
  static super switch this throw true try typeof undefined var void while with yield
  app layout fixtures pipeline snippet file generator live recordLayout tcp toFile type unfinished
`;

const reservedWords: ReadonlySet<string> = new Set(reserved.trim().split(/\s+/));

/** Whether a name may be that of a variable here. */
export const isFreeName = (name: string): boolean =>
  /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name) && !reservedWords.has(name);

export class Identifiers {
  readonly #taken = new Set(reservedWords);

  constructor(taken: Iterable<string> = []) {
    for (const name of taken) this.#taken.add(name);
  }

  /** `check-order` gives `checkOrder`, or `checkOrder2` where that is taken. */
  fresh(words: string): string {
    const base = camelCase(words);
    for (let count = 1; ; count += 1) {
      const name = count === 1 ? base : `${base}${count}`;
      if (this.#taken.has(name)) continue;
      this.#taken.add(name);
      return name;
    }
  }
}

function camelCase(words: string): string {
  const parts = words.split(/[^A-Za-z0-9]+/).filter((part) => part !== '');
  const joined = parts.map((part, index) => (index === 0 ? lowerFirst(part) : upperFirst(part))).join('');
  return /^[A-Za-z]/.test(joined) ? joined : `node${joined}`;
}

/** `URL` becomes `url`, and `checkOrder` stays. */
const lowerFirst = (word: string): string =>
  word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1);
const upperFirst = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
