/**
 * The words and brackets of JavaScript, each with its line: what stands in comments, texts and regular expressions is none of them. Enough to
 * say which words a piece of code uses and which bracket it leaves open; whether it is right otherwise, the engine says. Pure.
 */
export type CodeToken = { readonly text: string; readonly line: number };

/** What is taken whole. Whether a `/` that begins no comment divides, or begins an expression, is seen by what stands before it. */
const parts = {
  space: /\s+/y,
  comment: /\/\/.*|\/\*[^]*?(?:\*\/|$)/y,
  text: /'(?:\\[^]|[^'\\\n])*'?|"(?:\\[^]|[^"\\\n])*"?/y,
  number: /\.?\d[\w.]*/y,
  word: /[\p{ID_Start}$_\\#][\p{ID_Continue}$\\]*/uy,
  expression: /\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/\w*/y,
  /** Of a template, up to what is inserted or to its end. */
  template: /(?:\\[^]|\$(?!\{)|[^`\\$])*(?:`|\$\{|$)/y,
} as const;

/** Behind these a `/` begins a regular expression, though they are words. */
const beforeValues = new Set(
  'await case delete do else in instanceof new of return throw typeof void yield'.split(' '),
);

export function codeTokens(code: string): readonly CodeToken[] {
  return new Reader(code).tokens();
}

/** Mutable: it goes through the code once. */
class Reader {
  readonly #code: string;
  readonly #found: CodeToken[] = [];
  /** Brackets that are open, and `${` for a template that goes on behind its `}`. */
  readonly #open: string[] = [];
  #at = 0;
  #line = 1;
  /** A value has just ended: a `/` divides it. */
  #isBehindValue = false;

  constructor(code: string) {
    this.#code = code;
  }

  tokens(): readonly CodeToken[] {
    while (this.#at < this.#code.length) this.#next();
    return this.#found;
  }

  #next(): void {
    if (this.#take(parts.space) !== null || this.#take(parts.comment) !== null) return;
    const isValue = this.#take(parts.text) ?? this.#take(parts.number);
    const isExpression = isValue === null && !this.#isBehindValue && this.#take(parts.expression) !== null;
    if (isValue !== null || isExpression) {
      this.#isBehindValue = true;
      return;
    }
    const word = this.#take(parts.word);
    if (word === null) return this.#sign();
    // A property may have any name.
    const isProperty = this.#found.at(-1)?.text === '.';
    this.#found.push({ text: word, line: this.#line });
    this.#isBehindValue = isProperty || !beforeValues.has(word);
  }

  #sign(): void {
    const sign = String.fromCodePoint(this.#code.codePointAt(this.#at) ?? 0);
    this.#at += sign.length;
    if (sign === '`') return this.#template();
    const opened = this.#open.at(-1);
    if (sign === '}' && opened === '${') {
      this.#open.pop();
      return this.#template();
    }
    this.#found.push({ text: sign, line: this.#line });
    if ('([{'.includes(sign)) this.#open.push(sign);
    else if (')]}'.includes(sign)) this.#open.pop();
    this.#isBehindValue = ')]}'.includes(sign);
  }

  #template(): void {
    const passed = this.#take(parts.template) ?? '';
    const goesOn = passed.endsWith('${');
    if (goesOn) this.#open.push('${');
    this.#isBehindValue = !goesOn;
  }

  #take(part: RegExp): string | null {
    part.lastIndex = this.#at;
    const found = part.exec(this.#code)?.[0] ?? null;
    if (found === null) return null;
    this.#at += found.length;
    for (const character of found) if (character === '\n') this.#line++;
    return found;
  }
}

/** `async` where it makes a function that goes on later, and `import(`: not a name of a property, or of somebody's own. */
export function asynchronousAt(code: string): CodeToken | null {
  const tokens = codeTokens(code);
  const found = tokens.find(({ text }, index) => {
    const next = tokens[index + 1]?.text ?? '';
    const isLater = text === 'async' ? /^[\p{ID_Start}$_#([*]/u.test(next) : text === 'import' && next === '(';
    return isLater && tokens[index - 1]?.text !== '.';
  });
  return found ?? null;
}

/** Whether it gives its function to `exports` itself, as a module does. */
export const isModule = (code: string): boolean =>
  codeTokens(code).some(
    ({ text }, index, tokens) =>
      text === 'exports' && tokens[index + 1]?.text === '.' && tokens[index + 2]?.text === 'default',
  );
