/**
 * What a hostile snippet tries, as JavaScript that is evaluated while its module is loaded. An attempt that comes to
 * anything returns it; one that is refused throws, or returns undefined. Each says by which words it has to be refused.
 */
export type Attempt = { readonly code: string; readonly refusal: RegExp };

const evaluated = (code: string): string => `Function(${JSON.stringify(code)})()`;
const undefinedName = /is not defined/;
const nothing = /^undefined$/;
const noImport = /a snippet cannot import/;
const frozen =
  /Cannot (assign|add|redefine|define)|object is not extensible|cannot be replaced|is not extensible|read only/;

const named = (names: readonly string[], attempt: (name: string) => Attempt): Readonly<Record<string, Attempt>> =>
  Object.fromEntries(names.map((name) => [name, attempt(name)]));

const modules = [
  'node:process',
  'node:fs',
  'fs',
  'node:child_process',
  'node:net',
  'node:worker_threads',
  'node:vm',
  'node:module',
  'node:os',
  'data:text/javascript,export default 1',
  'file:///etc/passwd',
  './deployment.ts',
  'msgpackr',
];
const hostGlobals = [
  'process',
  'require',
  'module',
  'global',
  'fetch',
  'WebSocket',
  'EventSource',
  'XMLHttpRequest',
  'Request',
  'Worker',
  'MessageChannel',
  'BroadcastChannel',
  'WebAssembly',
  'setTimeout',
  'setInterval',
  'setImmediate',
  'queueMicrotask',
  'performance',
  'navigator',
  'crypto',
  'localStorage',
  'structuredClone',
  'AbortController',
  'EventTarget',
  'ReadableStream',
  'URL',
];
const replaced = [
  'Object.prototype.then',
  'Object.prototype.toString',
  'Object.prototype.type',
  'Object.freeze',
  'Map.prototype.get',
  'Map.prototype[Symbol.iterator]',
  'Map.prototype.values',
  'Set.prototype.has',
  'Array.prototype.push',
  'Array.prototype[Symbol.iterator]',
  'Array.prototype[0]',
  'Array.from',
  'Function.prototype.call',
  'Function.prototype.bind',
  'Promise.prototype.then',
  'Promise.resolve',
  'JSON.stringify',
  'JSON.parse',
  'Math.random',
  'Reflect.get',
  'Symbol.iterator',
  'String.prototype.split',
  'RegExp.prototype.exec',
  'Number.prototype.toString',
  'Date.now',
  'Uint8Array.prototype.subarray',
  'Uint8Array.from',
  'DataView.prototype.getUint32',
  'Buffer.concat',
  'Buffer.from',
  'Buffer.prototype.toString',
  'TextDecoder.prototype.decode',
  'Error.prepareStackTrace',
  'Error.captureStackTrace',
  'Error.stackTraceLimit',
  'Error.prototype.name',
  'TypeError.prototype.message',
  'globalThis.Map',
  'globalThis.Promise',
  'globalThis.Buffer',
  'globalThis.anything',
  '[][Symbol.iterator]().__proto__.next',
  'new Map().values().__proto__.next',
  '(function* () {}).constructor.prototype.prototype.next',
  '(async () => {}).constructor.prototype.x',
  'console.log',
];

export const attempts: Readonly<Record<string, Attempt>> = {
  ...named(
    modules.map((name) => `import ${name}`),
    (title) => ({ code: `import(${JSON.stringify(title.slice(7))})`, refusal: noImport }),
  ),
  ...named(
    modules.map((name) => `evaluated import ${name}`),
    (title) => ({ code: evaluated(`return import(${JSON.stringify(title.slice(17))})`), refusal: noImport }),
  ),
  'import by eval': { code: `(0, eval)('import("node:process")')`, refusal: noImport },
  'import by a function of an async function': {
    code: `(async () => {}).constructor('return (await import("node:process")).default')()`,
    refusal: noImport,
  },
  ...named(
    hostGlobals.map((name) => `global ${name}`),
    (title) => ({ code: evaluated(`return globalThis.${title.slice(7)}`), refusal: nothing }),
  ),
  ...named(
    replaced.map((name) => `replace ${name}`),
    (title) => ({
      code: evaluated(`"use strict"; ${title.slice(8)} = function () { return 1; }; return "replaced"`),
      refusal: frozen,
    }),
  ),
  'names of the module': {
    code: '[process, require, module, global, globalThis, fetch, WebSocket].find((name) => name !== undefined)',
    refusal: nothing,
  },
  'process by the function constructor': { code: evaluated('return process'), refusal: undefinedName },
  'process by a generator function': {
    code: '(function* () {}).constructor("return process")().next()',
    refusal: undefinedName,
  },
  'process by indirect eval': { code: '(0, eval)("process")', refusal: undefinedName },
  'process.exit': { code: evaluated('return process.exit(3)'), refusal: undefinedName },
  'process.binding': { code: evaluated('return process.binding("fs")'), refusal: undefinedName },
  'process.getBuiltinModule': { code: evaluated('return process.getBuiltinModule("fs")'), refusal: undefinedName },
  'the stream behind the console': {
    code: 'console._stdout ?? console.Console ?? console[Symbol.for("nodejs.util.inspect.custom")]',
    refusal: nothing,
  },
  'a trap on a prototype': {
    code: 'Object.defineProperty(Object.prototype, "handle", { get() { return this; } })',
    refusal: frozen,
  },
  'another prototype for maps': { code: 'Object.setPrototypeOf(Map.prototype, { get: 1 })', refusal: frozen },
  'another prototype by __proto__': {
    code: 'Array.prototype.__proto__ = { push: 1 }',
    refusal: /Immutable prototype|not extensible/,
  },
  'what somebody else has matched': {
    code: '/(secret)/.test("a secret") && [RegExp.$1, RegExp.input, RegExp["$_"], RegExp.lastMatch, RegExp.leftContext].find((text) => text !== undefined)',
    refusal: nothing,
  },
  'call sites': {
    code: 'Object.defineProperty(Error, "prepareStackTrace", { value: (_, sites) => sites }) && new Error().stack[0].getThis()',
    refusal: frozen,
  },
  'the caller of a function': {
    // Strict code, and all of the runtime is, shows itself to nobody.
    code: evaluated(
      'let last; for (let f = arguments.callee; f; f = f.caller) last = f; return last === arguments.callee ? undefined : String(last)',
    ),
    refusal: nothing,
  },
};

/** The module of a snippet that tries everything when it is loaded, and answers a record `name:n` with what came of it. */
export const attemptingSnippet = `(() => {
  const results = {};
  const refused = (name) => (error) => { results[name] = String(error && error.message); };
  const got = (name) => (value) => { results[name] = value === undefined ? 'undefined' : 'GOT ' + Object.prototype.toString.call(value); };
  const attempts = { ${Object.entries(attempts)
    .map(([name, { code }]) => `${JSON.stringify(name)}: () => ${code}`)
    .join(',\n')} };
  for (const [name, attempt] of Object.entries(attempts)) {
    try {
      const result = attempt();
      if (result instanceof Promise) result.then(got(name), refused(name));
      else got(name)(result);
    } catch (error) { refused(name)(error); }
  }
  const names = Object.keys(attempts);
  return (line, state) => { const name = names[Number(line.slice(0, line.indexOf(':')))]; return { name, count: ++state.n, result: results[name] ?? 'PENDING' }; };
})()`;

/**
 * Walks everything that a snippet can reach - every global, what it is given, instances, errors of the host - by property,
 * getter and prototype, and returns what looks like a host: the names by which Node's objects would give themselves away.
 */
export const reachingSnippet = `(() => {
  const giveaways = new Set(['binding', 'getBuiltinModule', 'dlopen', 'kill', 'reallyExit', 'mainModule', 'internalBinding', '_handle', 'emit', 'once', 'connect', 'readFileSync', 'spawn', '_onTimeout', '_idleNext', 'fd', 'env', 'argv', 'execPath']);
  const thrown = (run) => { try { run(); } catch (error) { return error; } };
  const walk = (roots) => {
    const found = new Set();
    const told = [];
    const waiting = [...roots];
    while (waiting.length > 0) {
      const next = waiting.pop();
      if (next === null || (typeof next !== 'object' && typeof next !== 'function') || found.has(next) || ArrayBuffer.isView(next) && next.length > 64) continue;
      found.add(next);
      waiting.push(Object.getPrototypeOf(next));
      for (const key of Reflect.ownKeys(next)) {
        if (giveaways.has(key) && next !== giveaways) told.push(String(key));
        const property = Object.getOwnPropertyDescriptor(next, key);
        waiting.push(property.value, property.get, property.set);
        try { waiting.push(next[key]); } catch {}
      }
    }
    return { size: found.size, told };
  };
  const global = Function('return this')();
  return (line, state, context) => {
    const { size, told } = walk([global, context, state, arguments, new TextDecoder(), new TextEncoder(), global.Buffer.alloc(1), (async function* () {})(), thrown(() => null.x), thrown(() => global.Buffer.from(null)), thrown(() => new TextDecoder('nothing')), thrown(() => new Array(-1)), new WeakRef({}), Promise.resolve()]);
    return 'walk ' + (size > 1000) + ' ' + told.join();
  };
})()`;

/** Sixty-four hexadecimal digits, as the token of a run has them: found where it is planted, the search works. */
export const plantedSecret = '0123456789abcdef'.repeat(4);

/**
 * A snippet with `search(memory)` for what looks like a token, `searchAll()` of what lies around and in new buffers, and
 * `found()`, which tells what was.
 */
export const searching = (snippet: string): string => `(() => {
  const { Buffer } = Function('return this')();
  const tokens = new Set();
  const found = () => Array.from(tokens).join();
  const search = (memory) => {
    for (const token of Buffer.from(memory).toString('latin1').match(/[0-9a-f]{64}/g) ?? []) tokens.add(token);
  };
  const searchAll = () => {
    search(Buffer.from('x').buffer);
    for (let size = 16; size < 100000; size = Math.ceil(size * 1.4)) {
      const held = Array.from({ length: 8 }, () => [Buffer.allocUnsafe(size), Buffer.allocUnsafeSlow(size)]);
      for (const buffer of held.flat()) search(buffer.buffer);
    }
  };
  return ${snippet};
})()`;
