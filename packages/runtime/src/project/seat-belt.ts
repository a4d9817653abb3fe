/**
 * What is taken from processes of a project before code of its document runs in them: the one that describes it, and the one
 * that tests it, which `npm test` starts with Node's permission model. A seat belt: docs/SECURITY.md says what it does not hold.
 */

/** Nothing of the environment reaches a description but what Node needs to start: there are secrets in it. */
export const describingEnvironment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(needed.map((name) => [name, process.env[name]]));

const needed = ['PATH', 'TZ', 'SystemRoot', 'NODE_COMPILE_CACHE'] as const;

/** Whether this process may not read everything. */
export const isNarrow = (): boolean => permission()?.has('fs.read') === false;

type Permission = { readonly has: (scope: string) => boolean; readonly drop: (scope: string) => void };
const scopes = ['net', 'fs.write', 'child', 'worker', 'addons', 'wasi', 'inspector'] as const;

/** Where the permission model is on, this process may read files from here on, and nothing else. Its secrets are gone. */
export function fasten(): void {
  for (const name of Object.keys(process.env))
    if (name.startsWith('POTOROO_SECRET_')) Reflect.deleteProperty(process.env, name);
  const own = permission();
  if (own === undefined) return;
  for (const scope of scopes) if (own.has(scope)) own.drop(scope);
}

const permission = (): Permission | undefined => Reflect.get(process, 'permission') as Permission | undefined;
