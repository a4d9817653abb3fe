/**
 * Parts of the studio that are loaded when they are first needed. Where one cannot be loaded (the server went away, the network
 * is cut) its own place says so and it is tried again; the rest of the studio does not notice. React's `lazy` would throw
 * instead, and keep the failure for good.
 *
 *   const CodeEditor = later(() => import('./code-editor.tsx').then((module) => module.CodeEditor));
 *   <CodeEditor waiting={<p>Loading…</p>} ... />
 */
import { type ComponentType, type ReactNode, useEffect } from 'react';
import { create } from 'zustand';
import { notify } from './notices.tsx';
import { Sheltered } from './sheltered.tsx';

type Loading<Props> =
  | { readonly phase: 'absent' | 'underway' | 'failed' }
  | { readonly phase: 'loaded'; readonly Part: ComponentType<Props> };

const retryMs = 2_000;

/** `waiting` stands in its place until it is loaded. A fault inside of it stays inside of it, too. */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
): (props: Props & { readonly waiting: ReactNode }) => ReactNode {
  const useLoading = create<Loading<Props>>(() => ({ phase: 'absent' }));
  const fetchPart = (): void => {
    const { phase } = useLoading.getState();
    if (phase === 'underway' || phase === 'loaded') return;
    if (phase === 'absent') useLoading.setState({ phase: 'underway' });
    load().then(
      (Part) => useLoading.setState({ phase: 'loaded', Part }),
      () => useLoading.setState({ phase: 'failed' }),
    );
  };

  return function Later({ waiting, ...rest }) {
    const loading = useLoading();
    useEffect(fetchPart, []);
    useEffect(() => (loading.phase === 'failed' ? whileFailed(fetchPart) : undefined), [loading.phase]);
    if (loading.phase !== 'loaded') {
      return (
        <>
          {waiting}
          {loading.phase === 'failed' && (
            <p role="status" className="quiet">
              This part could not be loaded, as the studio’s server does not answer. It is tried again.
            </p>
          )}
        </>
      );
    }
    const { Part } = loading;
    return (
      <Sheltered instead={waiting}>
        {/* What is left without `waiting` is what the part takes; the compiler cannot know that of a generic rest. */}
        <Part {...(rest as unknown as Props)} />
      </Sheltered>
    );
  };
}

/** Tries again until it is stopped. */
function whileFailed(attempt: () => void): () => void {
  const timer = setInterval(attempt, retryMs);
  addEventListener('online', attempt);
  return () => {
    clearInterval(timer);
    removeEventListener('online', attempt);
  };
}

/** What an action needs and has not loaded yet; null where it cannot be had, which the person has been told then. */
export async function loadedFor<Module>(action: string, load: () => Promise<Module>): Promise<Module | null> {
  const module = await load().catch(() => null);
  if (module === null)
    notify({
      tone: 'bad',
      message: `${action} needs a part of the studio that could not be loaded.`,
      remedy: 'See whether its server is still running, and try again.',
    });
  return module;
}
