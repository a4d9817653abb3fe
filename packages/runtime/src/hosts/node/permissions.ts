/**
 * What a worker gives up before it loads user code. Open descriptors and listening sockets go on working; nothing new can
 * be opened, dialled, started or imported. Node calls its permission model a seat belt, and so do we: docs/SECURITY.md says
 * what it does not hold.
 */
import { Buffer } from 'node:buffer';
import { flushCompileCache, registerHooks } from 'node:module';
import { freezeIntrinsics } from '@potoroo/shared/frozen-intrinsics';

type Permission = { readonly has: (scope: string) => boolean; readonly drop: (scope: string) => void };

const scopes = ['net', 'fs.read', 'fs.write', 'child', 'worker', 'addons', 'wasi', 'inspector'] as const;

/** From here on the process is ready for user code; the compile cache is written while that is still allowed. Throws, and user code is not loaded, where anything is left. */
export function lockDown(): void {
  flushCompileCache();
  leaveBufferPool();
  dropPermissions();
  refuseImports();
  keepOnlyTheLanguage();
  freezeIntrinsics();
}

/**
 * Small buffers are cut from one stretch of memory, which whoever holds one of them can read: the message that began this
 * process may lie there, token and all. From here on they are cut from another, empty one (`--zero-fill-buffers`).
 */
function leaveBufferPool(): void {
  const pool = Buffer.allocUnsafe(1).buffer;
  const mostOfIt = (Buffer.poolSize >>> 1) - 1;
  for (let left = 3; left > 0 && Buffer.allocUnsafe(mostOfIt).buffer === pool; left--);
  if (Buffer.allocUnsafe(1).buffer === pool)
    throw new Error('this process still has its first pool of buffers; user code was not loaded');
}

function dropPermissions(): void {
  const permission = Reflect.get(process, 'permission') as Permission | undefined;
  if (permission === undefined)
    throw new Error('this process runs without the permission model; start it with --permission');
  for (const scope of scopes) if (permission.has(scope)) permission.drop(scope);
  const kept = scopes.filter((scope) => permission.has(scope));
  if (kept.length > 0) throw new Error(`the worker could not give up ${kept.join(', ')}; user code was not loaded`);
}

/** `import()` in evaluated text would hand out `node:process`, which can end any process of the user. */
function refuseImports(): void {
  registerHooks({
    resolve: (specifier) => {
      throw new Error(`a snippet cannot import ${specifier}: it is plain code without modules`);
    },
  });
}

/** The names of ECMAScript, and what the snippets' own library declares beyond it. `Buffer` is msgpackr's. */
const language: ReadonlySet<string | symbol> = new Set([
  Symbol.toStringTag,
  ...`
    Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date
    Promise RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError
    SuppressedError globalThis JSON Math Intl Temporal Proxy Reflect Iterator Map BigInt Set WeakMap WeakSet
    WeakRef FinalizationRegistry ArrayBuffer SharedArrayBuffer Atomics DataView Uint8Array Int8Array
    Uint16Array Int16Array Uint32Array Int32Array BigUint64Array BigInt64Array Uint8ClampedArray Float16Array
    Float32Array Float64Array DisposableStack AsyncDisposableStack decodeURI decodeURIComponent encodeURI
    encodeURIComponent escape unescape eval isFinite isNaN TextEncoder TextDecoder Buffer
  `
    .trim()
    .split(/\s+/),
]);

/** A list of what stays rather than of what goes: a new Node brings new names. The console stays, but says nothing. */
function keepOnlyTheLanguage(): void {
  for (const name of Reflect.ownKeys(globalThis)) {
    if (language.has(name)) keepAsValue(name);
    else if (!Reflect.deleteProperty(globalThis, name))
      throw new Error(`the global ${String(name)} could not be hidden from user code`);
  }
  const silent = (): void => undefined;
  Reflect.set(globalThis, 'console', {
    debug: silent,
    log: silent,
    info: silent,
    warn: silent,
    error: silent,
    trace: silent,
  });
}

/** Some globals of Node are accessors, whose setters would outlive a freeze. */
function keepAsValue(name: string | symbol): void {
  const property = Reflect.getOwnPropertyDescriptor(globalThis, name);
  if (property?.configurable !== true) return;
  const { enumerable = false } = property;
  Reflect.defineProperty(globalThis, name, {
    value: Reflect.get(globalThis, name),
    enumerable,
    writable: true,
    configurable: true,
  });
}
