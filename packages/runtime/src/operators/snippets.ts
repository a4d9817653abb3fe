/**
 * Turns the compiled modules of a topology into functions. A module is CommonJS text without imports; it sees no name of
 * the host beyond the language itself. That is a courtesy, not a wall: the wall is the worker process and its permissions.
 */
import type { ModuleId } from '@potoroo/shared/ids';
import type { Module, Topology } from '@potoroo/shared/topology';

export type SnippetFunction = (...parameters: readonly unknown[]) => unknown;
export type SnippetExports = { readonly default: SnippetFunction; readonly memory: SnippetFunction | null };
export type Snippets = { readonly of: (module: ModuleId) => SnippetExports };

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

/** Stack frames of a snippet carry this name, so that a failure can be traced to the module. */
export const snippetUrl = (module: ModuleId): string => `potoroo-snippet-${module}.js`;

/** Lines that the function constructor puts in front of a module's code. */
export const linesBefore = 2;

export function instantiate(topology: Topology): Snippets {
  const loaded = topology.modules.map(load);
  return {
    of: (module) => {
      const found = loaded[module];
      if (found === undefined) throw new Error(`the topology names module ${module}, which it does not hold`);
      return found;
    },
  };
}

function load(module: Module): SnippetExports {
  const target: Record<string, unknown> = {};
  const run = new Function('exports', ...hidden, `${module.code}\n//# sourceURL=${snippetUrl(module.id)}`);
  run(target);
  const main = target['default'];
  if (typeof main !== 'function')
    throw new Error(`the ${module.field} snippet of node ${module.node} has no default export that is a function`);
  const memory = target['memory'];
  return {
    default: main as SnippetFunction,
    memory: typeof memory === 'function' ? (memory as SnippetFunction) : null,
  };
}
