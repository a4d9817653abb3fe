/**
 * Takes away what the browser gives a worker besides the language: network, storage, messages to other pages. The network is
 * closed by the worker's own content security policy as well; storage has no such policy, and this is what keeps it closed.
 */
const kept: ReadonlySet<string> = new Set(
  (
    'Object Function Array Number parseFloat parseInt Infinity NaN undefined Boolean String Symbol Date Promise RegExp Error ' +
    'AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError globalThis JSON Math Intl ArrayBuffer ' +
    'Atomics Uint8Array Int8Array Uint16Array Int16Array Uint32Array Int32Array Float32Array Float64Array Uint8ClampedArray ' +
    'BigUint64Array BigInt64Array Float16Array DataView Map BigInt Set WeakMap WeakSet WeakRef Iterator Proxy Reflect ' +
    'FinalizationRegistry decodeURI decodeURIComponent encodeURI encodeURIComponent escape unescape eval isFinite isNaN ' +
    'TextEncoder TextDecoder constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf ' +
    '__proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__'
  ).split(' '),
);

/** The names that could not be taken away. */
export function seal(global: object): readonly string[] {
  const left: string[] = [];
  for (let holder: object | null = global; holder !== null; holder = Object.getPrototypeOf(holder)) {
    if (holder === Object.prototype) break;
    for (const name of Object.getOwnPropertyNames(holder)) {
      if (!kept.has(name) && !Reflect.deleteProperty(holder, name)) left.push(name);
    }
  }
  return left;
}
