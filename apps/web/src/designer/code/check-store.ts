/**
 * What the compiler says about the document on screen: diagnostics and the type on each edge. A check runs in the worker
 * after each pause of editing; one is under way at a time, and a document that changed meanwhile is checked after it.
 */
import type { Diagnostic, Pipeline } from '@potoroo/shared/pipeline';
import { create } from 'zustand';
import { useDocument } from '../document/document-store.ts';
import { useProject } from '../document/project-store.ts';
import { useFolders } from '../files/granted-folders.ts';
import { outsideFiles } from '../files/outside-files.ts';
import { ask } from './compiler-client.ts';
import type { Ports } from './compiler-protocol.ts';

export type CheckState = {
  /** `loading`: the compiler is on its way; `checking`: the document has changed since; `failed`: no compiler. */
  readonly phase: 'loading' | 'checking' | 'ready' | 'failed';
  readonly diagnostics: readonly Diagnostic[];
  readonly edgeTypes: Readonly<Record<string, string>>;
  readonly ports: Ports;
  readonly failure: string | null;
};

const noPorts: Ports = { outputs: {}, inputs: {}, misfits: {} };

export const useCheck = create<CheckState>(() => ({
  phase: 'loading',
  diagnostics: [],
  edgeTypes: {},
  ports: noPorts,
  failure: null,
}));

const pauseMs = 200;
let timer: ReturnType<typeof setTimeout> | undefined;
let checking: Pipeline | null = null;
let checked: Pipeline | null = null;

/** Called once, when the first screen stands. */
export function startChecking(): void {
  void check();
  useFolders.subscribe(() => {
    checked = null;
    void check();
  });
  useProject.subscribe(({ id }, before) => {
    if (id !== before.id)
      useCheck.setState(({ phase }) => ({
        diagnostics: [],
        edgeTypes: {},
        ports: noPorts,
        phase: phase === 'ready' ? 'checking' : phase,
      }));
  });
  useDocument.subscribe(({ pipeline }, before) => {
    if (pipeline === before.pipeline) return;
    if (useCheck.getState().phase === 'ready') useCheck.setState({ phase: 'checking' });
    clearTimeout(timer);
    timer = setTimeout(() => void check(), pauseMs);
  });
}

async function check(): Promise<void> {
  const { pipeline } = useDocument.getState();
  if (pipeline === null || checking !== null || pipeline === checked) return;
  checking = pipeline;
  const answer = await ask({ type: 'check', pipeline });
  checking = null;
  checked = pipeline;
  const isLatest = useDocument.getState().pipeline === pipeline;
  if (answer.ok) {
    const { diagnostics, edgeTypes, ports } = answer.value;
    useCheck.setState({
      diagnostics: [...diagnostics, ...outsideFiles(pipeline, useFolders.getState().folders)],
      edgeTypes,
      ports,
      phase: isLatest ? 'ready' : 'checking',
      failure: null,
    });
  } else useCheck.setState({ phase: 'failed', failure: answer.error });
  if (!isLatest) void check();
}

/** The server's word about a document it would not run. */
export const takeOver = (diagnostics: readonly Diagnostic[]): void =>
  useCheck.setState({ diagnostics, phase: 'ready' });
