/**
 * Turns the compiled modules of a topology into functions. A module is CommonJS text without imports; it sees no name of
 * the host beyond the language itself. That is a courtesy, not a wall: the wall is the worker process and its permissions.
 */
import type { ModuleId, NodeId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';
import type { Wiring } from '../api/index.ts';
import { calledApart } from './called-apart.ts';

export type SnippetFunction = (...parameters: readonly unknown[]) => unknown;
export type SnippetExports = { readonly default: SnippetFunction; readonly memory: SnippetFunction | null };
export type Snippets = {
  readonly of: (module: ModuleId) => SnippetExports;
  readonly nodeOf: (module: ModuleId) => NodeId;
};

/** Names of hosts that a snippet finds undefined. */
const hidden = [
  'process',
  'require',
  'module',
  'global',
  'globalThis',
  'fetch',
  'WebSocket',
  'Buffer',
  'setTimeout',
  'setInterval',
  'setImmediate',
];

/** A comment that says so costs a call a record, and nothing else. */
const loops = /\b(?:for|while|do)\b/;

/** Stack frames of a snippet carry this name, so that a failure can be traced to the module. */
export const snippetUrl = (module: ModuleId): string => `potoroo-snippet-${module}.js`;

/** Lines that the function constructor puts in front of a module's code. */
export const linesBefore = 2;

/** `calling`: told before each call. */
export function instantiate(topology: Topology, calling?: Wiring['calling']): Snippets {
  const loaded = topology.modules.map((module) => {
    const exports = loadSnippet(module);
    return calling === undefined ? exports : announced(module.id, exports, calling);
  });
  return {
    of: (module) => {
      const found = loaded[module];
      if (found === undefined) throw new Error(`the topology names module ${module}, which it does not hold`);
      return found;
    },
    nodeOf: (id) => {
      const module = topology.modules[id];
      if (module === undefined) throw new Error(`the topology has no module ${id}`);
      return module.node;
    },
  };
}

function announced(
  id: ModuleId,
  { default: main, memory }: SnippetExports,
  calling: NonNullable<Wiring['calling']>,
): SnippetExports {
  const announce =
    (snippet: SnippetFunction): SnippetFunction =>
    (...parameters) => {
      calling(id, parameters[0]);
      return snippet(...parameters);
    };
  return { default: announce(main), memory: memory === null ? null : announce(memory) };
}

export function loadSnippet(module: Module): SnippetExports {
  const target: Record<string, unknown> = {};
  const run = new Function('exports', ...hidden, `${module.code}\n//# sourceURL=${snippetUrl(module.id)}`);
  run(target);
  const main = target['default'];
  if (typeof main !== 'function')
    throw new Error(`the ${module.field} snippet of node ${module.node} has no default export that is a function`);
  const memory = target['memory'];
  const snippet = main as SnippetFunction;
  return {
    default: loops.test(module.code) ? calledApart(snippet) : snippet,
    memory: typeof memory === 'function' ? (memory as SnippetFunction) : null,
  };
}
