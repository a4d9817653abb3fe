/**
 * Freezes the language itself, so that user code cannot replace a built-in that the runtime calls and so be handed the
 * sockets, listeners or the process object of its host. What is assignable on ordinary objects although a prototype has a
 * property of that name (`error.name = …`, `state.toString = …`) stays assignable. docs/decisions/0055 says why not a flag.
 * Workers of a run do it, and the worker in which Learn plays, where state in a built-in would be shared by all simulated ones.
 */

const { defineProperty, freeze, getOwnPropertyDescriptor, getPrototypeOf, preventExtensions } = Object;
const { deleteProperty, ownKeys } = Reflect;

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

/** What somebody else puts into the place of the language's own for a moment. */
const chance: readonly (readonly [holder: object, name: string])[] = [
  [globalThis, 'Date'],
  [Math, 'random'],
];

/**
 * Freezes every object that can be reached from the globals by property or prototype, and the globals themselves.
 * `keepsChance`: the time and the chance that code finds can still be replaced, whole.
 */
export function freezeIntrinsics({ keepsChance = false }: { readonly keepsChance?: boolean } = {}): void {
  forgetMatches();
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
  for (const object of found) {
    const name = keepsChance ? chance.find(([holder]) => holder === object)?.[1] : undefined;
    if (name === undefined) freeze(object);
    else freezeAllBut(object, name);
  }
}

/** What was matched last, which no freeze keeps from being told to whoever asks next: `RegExp.$1`, `RegExp.input` and the like. */
function forgetMatches(): void {
  for (const key of ownKeys(RegExp))
    if (typeof key === 'string' && getOwnPropertyDescriptor(RegExp, key)?.get !== undefined)
      deleteProperty(RegExp, key);
}

function freezeAllBut(holder: object, name: string): void {
  for (const key of ownKeys(holder)) {
    const property = getOwnPropertyDescriptor(holder, key);
    if (key === name || property?.configurable !== true) continue;
    defineProperty(holder, key, { configurable: false, ...('value' in property ? { writable: false } : {}) });
  }
  preventExtensions(holder);
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
