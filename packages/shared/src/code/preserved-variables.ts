/**
 * The variables that preserved code speaks of, so that an export gives them the same names: the first name of a node is
 * its variable, and each other one is a constant beside it.
 */
import type { NodeId } from '../ids.ts';
import type { PreservedUse } from '../pipeline/index.ts';
import type { WrittenBlock } from './preserved-code.ts';

export type UsedVariables = {
  readonly app: string;
  /** Of streams and states. */
  readonly nodes: ReadonlyMap<NodeId, string>;
  /** By node and field: `check code`. */
  readonly snippets: ReadonlyMap<string, string>;
  /** Nodes that the code of a block speaks of. */
  readonly neededBy: (block: WrittenBlock) => readonly NodeId[];
  /** Constants that a block is the first to need; told what the nodes are called. */
  readonly aliasesOf: (block: WrittenBlock, variables: ReadonlyMap<NodeId, string>) => readonly string[];
};

export function usedVariables(blocks: readonly WrittenBlock[], isFree: (name: string) => boolean): UsedVariables {
  const nodes = new Map<NodeId, string>();
  const snippets = new Map<string, string>();
  const aliases = new Map<WrittenBlock, PreservedUse[]>();
  const known = new Set<string>();
  let app: string | null = null;
  for (const block of blocks) {
    for (const use of block.code?.uses ?? []) {
      const { name, means, nodes: ids, field } = use;
      const [id] = ids;
      if (known.has(name) || !(isFree(name) || (means === 'description' && name === 'app'))) continue;
      known.add(name);
      if (means === 'description' && app === null) app = name;
      else if (means === 'snippet' && id !== undefined) snippets.set(`${id} ${field ?? ''}`, name);
      else if ((means === 'stream' || means === 'state') && id !== undefined && ids.length === 1 && !nodes.has(id))
        nodes.set(id, name);
      else aliases.set(block, [...(aliases.get(block) ?? []), use]);
    }
  }
  const named = app ?? 'app';
  return {
    app: named,
    nodes,
    snippets,
    neededBy: ({ code }) => (code?.uses ?? []).flatMap((use) => (use.means === 'description' ? [] : use.nodes)),
    aliasesOf: (block, variables) =>
      (aliases.get(block) ?? []).map((use) => `const ${use.name} = ${aliased(use, named, variables)};`),
  };
}

function aliased(use: PreservedUse, app: string, variables: ReadonlyMap<NodeId, string>): string {
  if (use.means === 'description') return app;
  const names = use.nodes.flatMap((node) => variables.get(node) ?? []);
  const [only, ...more] = names;
  return only !== undefined && more.length === 0 ? only : `${app}.merge(${names.join(', ')})`;
}
