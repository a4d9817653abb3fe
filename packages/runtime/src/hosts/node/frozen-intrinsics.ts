/**
 * Freezes the language itself, so that user code cannot replace a built-in that the runtime calls and so be handed the
 * sockets, listeners or the process object of its host. What is assignable on ordinary objects although a prototype has a
 * property of that name (`error.name = …`, `state.toString = …`) stays assignable. docs/decisions/0055 says why not a flag.
 */

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf } = Object;
const { ownKeys } = Reflect;

/** Intrinsics that no global names: the prototypes of iterators, generators and asynchronous functions. */
const unnamed = (): readonly unknown[] => [
  function* () {},
  async () => {},
  async function* () {},
  (function* () {})(),
  (async function* () {})(),
  [][Symbol.iterator](),
  new Map()[Symbol.iterator](),
  new Set()[Symbol.iterator](),
  ''[Symbol.iterator](),
  ''.matchAll(/x/g),
  evaluated('[].values().map(() => null)'),
  evaluated('Iterator.from({ next: () => ({ done: true }) })'),
];

/** Names of the language that are newer than the library this zone is checked against. */
const evaluated = (expression: string): unknown => new Function(`return ${expression};`)();

const errors = [
  Error,
  AggregateError,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
  URIError,
] as const;

/** Freezes every object that can be reached from the globals by property or prototype, and the globals themselves. */
export function freezeIntrinsics(): void {
  for (const holder of [Object.prototype, ...errors.map((error) => error.prototype)]) letInheritorsAssign(holder);
  const waiting: unknown[] = [globalThis, ...unnamed()];
  const found = new Set<object>();
  for (let next = waiting.pop(); waiting.length > 0 || next !== undefined; next = waiting.pop()) {
    if (!isObject(next) || found.has(next)) continue;
    found.add(next);
    waiting.push(getPrototypeOf(next));
    for (const key of ownKeys(next)) {
      const property = getOwnPropertyDescriptor(next, key);
      // oxlint-disable-next-line typescript/unbound-method -- The accessors are frozen, never called.
      waiting.push(property?.value, property?.get, property?.set);
    }
  }
  for (const object of found) freeze(object);
}

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

/** A frozen data property forbids assignment on whatever inherits it; an accessor that defines an own property does not. */
function letInheritorsAssign(holder: object): void {
  for (const key of ownKeys(holder)) {
    const property = getOwnPropertyDescriptor(holder, key);
    if (property === undefined || !('value' in property) || property.configurable !== true) continue;
    const { value, enumerable } = property;
    defineProperty(holder, key, {
      get: () => value,
      set(this: object, own: unknown) {
        if (this === holder) throw new TypeError(`the built-in ${String(key)} cannot be replaced`);
        defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
      },
      enumerable: enumerable === true,
      configurable: false,
    });
  }
}
