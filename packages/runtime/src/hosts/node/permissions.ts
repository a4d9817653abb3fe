/**
 * What a worker gives up before it loads user code. Open descriptors and listening sockets go on working; nothing new can
 * be opened, dialled or started. Node calls its permission model a seat belt, and so do we: docs/SECURITY.md says what it
 * does not hold.
 */

type Permission = { readonly has: (scope: string) => boolean; readonly drop: (scope: string) => void };

const scopes = ['net', 'fs.read', 'fs.write', 'child', 'worker', 'addons', 'wasi', 'inspector'] as const;

export function dropPermissions(): void {
  const permission = Reflect.get(process, 'permission') as Permission | undefined;
  if (permission === undefined) throw new Error('this process runs without the permission model; start it with --permission');
  for (const scope of scopes) if (permission.has(scope)) permission.drop(scope);
  const kept = scopes.filter((scope) => permission.has(scope));
  if (kept.length > 0) throw new Error(`the worker could not give up ${kept.join(', ')}; user code was not loaded`);
}

/** Globals that user code must not find: what reaches out, and what could end or reconfigure the process. */
const hiddenGlobals = ['fetch', 'WebSocket', 'EventSource', 'navigator', 'process', 'require'] as const;

export function hideHost(): void {
  for (const name of hiddenGlobals) Reflect.deleteProperty(globalThis, name);
  if ('process' in globalThis) throw new Error('the process object could not be hidden from user code');
}
