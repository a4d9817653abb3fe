/** What one call of a description is given, read off the syntax tree: each value asked for as what it has to be. */
import type { RecordLayout } from '../record-layout/index.ts';
import type { Data, Value } from './drawable.ts';
import type { SnippetRef } from './link.ts';
import { Undrawable } from './undrawable.ts';

export const data = (value: Data): Value => ({ type: 'data', data: value });

/** The arguments of one call, each asked for as what it has to be. */
export class Given {
  readonly #call: string;
  readonly #values: readonly Value[];
  /** The type argument of a source. */
  readonly type: string | null;

  constructor(call: string, values: readonly Value[], type: string | null = null) {
    this.#call = call;
    this.#values = values;
    this.type = type;
  }

  at(index: number): Value {
    return this.#values[index] ?? data(undefined);
  }

  all(): readonly Value[] {
    return this.#values;
  }

  text(index: number): string {
    return textOf(this.at(index), `${this.#call}: argument ${index + 1}`);
  }

  fields(index: number): Fields {
    const value = this.at(index);
    if (value.type !== 'data') throw new Undrawable(`${this.#call}: argument ${index + 1} is not an object`);
    if (value.data === undefined) return new Fields(this.#call, {});
    if (typeof value.data !== 'object' || value.data === null)
      throw new Undrawable(`${this.#call}: argument ${index + 1} is not an object`);
    return new Fields(this.#call, Object.fromEntries(Object.entries(value.data)));
  }

  snippet(index: number): SnippetRef {
    return snippetOf(this.at(index), `${this.#call}: argument ${index + 1}`);
  }
}

export class Fields {
  readonly #call: string;
  readonly #fields: Readonly<Record<string, Value>>;

  constructor(call: string, fields: Readonly<Record<string, Value>>) {
    this.#call = call;
    this.#fields = fields;
  }

  /** Refuses what a reader would lose. */
  only(...known: readonly string[]): this {
    const unknown = Object.keys(this.#fields).find((name) => !known.includes(name));
    if (unknown !== undefined) throw new Undrawable(`${this.#call} has no "${unknown}"`);
    return this;
  }

  get(name: string): Value {
    return Object.hasOwn(this.#fields, name) ? (this.#fields[name] ?? data(undefined)) : data(undefined);
  }

  optionalText(name: string): string | undefined {
    return isAbsent(this.get(name)) ? undefined : textOf(this.get(name), `${this.#call}: ${name}`);
  }

  optionalNumber(name: string): number | null {
    const value = this.get(name);
    if (isAbsent(value)) return null;
    if (value.type === 'data' && typeof value.data === 'number') return value.data;
    throw new Undrawable(`${this.#call}: ${name} is not a number`);
  }

  recordLayout(): { readonly recordLayout?: RecordLayout } {
    const value = this.get('recordLayout');
    if (isAbsent(value)) return {};
    if (value.type !== 'record-layout') throw new Undrawable(`${this.#call}: recordLayout is not recordLayout([…])`);
    return { recordLayout: value.layout };
  }

  optionalSnippet(name: string): SnippetRef | null {
    return isAbsent(this.get(name)) ? null : snippetOf(this.get(name), `${this.#call}: ${name}`);
  }
}

export const isAbsent = (value: Value): boolean =>
  value.type === 'data' && (value.data === undefined || value.data === null);

function textOf(value: Value, where: string): string {
  if (value.type === 'data' && typeof value.data === 'string') return value.data;
  throw new Undrawable(`${where} is not a text`);
}

export function snippetOf(value: Value, where: string): SnippetRef {
  if (value.type === 'snippet') return value.ref;
  throw new Undrawable(`${where} is not a function that is written here or exported by a module`);
}
