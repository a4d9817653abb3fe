/**
 * The process in which the objects of states are migrated to another version of the pipeline. It gives up every right before
 * it loads user code, as a worker does, and lives for one deployment: sections of slots come in, sections of slots go out.
 */
import type { Module } from '@potoroo/shared/topology';
import { remadeObjects } from '../../core/index.ts';
import { loadSnippet } from '../../operators/index.ts';
import { nativeText } from './native-text.ts';
import { lockDown } from './permissions.ts';

/** Supervisor -> process: what migrates each state, then one slot after the other. */
export type ToMigration =
  | { readonly type: 'begin'; readonly migrations: readonly Module[] }
  | { readonly type: 'remake'; readonly state: string; readonly sections: readonly Uint8Array[] };
/** One answer to each. */
export type FromMigration =
  | { readonly type: 'ready' }
  | { readonly type: 'remade'; readonly section: Uint8Array }
  | { readonly type: 'failed'; readonly error: string };

type Migrate = (old: unknown, key: string) => unknown;

const send = process.send?.bind(process);
const exit = process.exit.bind(process);
const migrations = new Map<string, Migrate>();

function heard(message: ToMigration): FromMigration {
  try {
    if (message.type === 'begin') {
      lockDown();
      for (const module of message.migrations) migrations.set(module.node, loadSnippet(module).default as Migrate);
      return { type: 'ready' };
    }
    const migrate = migrations.get(message.state);
    if (migrate === undefined) throw new Error(`there is no migration of state ${message.state}`);
    return {
      type: 'remade',
      section: remadeObjects(message.sections, nativeText, (old, key) => made(migrate, old, key)),
    };
  } catch (error) {
    return { type: 'failed', error: error instanceof Error ? error.message : String(error) };
  }
}

/** An object that is nothing is no object: records would find none under its key. */
function made(migrate: Migrate, old: unknown, key: string): unknown {
  const object = migrate(old, key);
  if (object === undefined) throw new Error('the migration returned nothing; return the new object');
  if (object instanceof Promise) throw new Error('the migration is asynchronous; return the new object itself');
  return object;
}

process.on('message', (message: ToMigration) => void send?.(heard(message)));
process.on('disconnect', () => exit());
