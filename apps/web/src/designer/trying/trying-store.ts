/** Sample records and what came of them, by node; forgotten with the document. */
import type { NodeId } from '@potoroo/shared/ids';
import { create } from 'zustand';
import { announce } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { ask } from '../code/compiler-client.ts';
import { useDocument } from '../document/document-store.ts';
import { parseSamples } from './parse-samples.ts';
import type { TrialAnswer } from './run-trial.ts';
import { tryOut } from './trial-client.ts';

export type Tried = {
  readonly samples: string;
  readonly isRunning: boolean;
  readonly answer: TrialAnswer | null;
  readonly fault: string | null;
};

const untried: Tried = { samples: '', isRunning: false, answer: null, fault: null };
const generatedCount = 5;

const useTrying = create<{ readonly opened: number; readonly tried: Readonly<Record<string, Tried>> }>(() => ({
  opened: 0,
  tried: {},
}));

export function useTried(node: NodeId): Tried {
  const opened = useDocument((state) => state.opened);
  return useTrying((state) => (state.opened === opened ? (state.tried[node] ?? untried) : untried));
}

export const writeSamples = (node: NodeId, samples: string): void => change(node, { samples });

/** On the records that are written, or on some from the generator, which are written then. */
export async function tryNode(node: NodeId, from: 'samples' | 'generator'): Promise<void> {
  const { pipeline, opened } = useDocument.getState();
  if (pipeline === null) return;
  const tell = (told: Partial<Tried>) => {
    if (useDocument.getState().opened === opened) change(node, { isRunning: false, ...told });
  };
  change(node, { isRunning: true, fault: null, answer: null });
  const asked = await ask({ type: 'trial', pipeline, node });
  if (!asked.ok) return tell({ fault: asked.error });
  const trial = asked.value;
  if (trial === null) return tell({ fault: 'There is no code here that could be run.' });
  const samples = useTrying.getState().tried[node]?.samples ?? '';
  const isGenerated = from === 'generator' || trial.kind === 'generate';
  const records = isGenerated ? null : parseSamples(samples, trial.kind === 'decode');
  if (records !== null && !records.ok) return tell({ fault: records.error });
  if (isGenerated && trial.way === null)
    return tell({ fault: 'No generator leads here by computations alone. Write records instead.' });
  const tried = await tryOut({ trial, records: records?.value ?? null, wanted: generatedCount });
  if (!tried.ok) return tell({ fault: tried.error });
  const { steps } = tried.value;
  if (steps.length === 0) return tell({ fault: 'The generator gave no record for this node.' });
  announce(summaryOf(tried.value));
  tell({
    answer: tried.value,
    ...(isGenerated && trial.kind !== 'generate' ? { samples: tried.value.records.join('\n') } : {}),
  });
}

export function summaryOf({ steps }: TrialAnswer): string {
  const passed = steps.filter(({ fault }) => fault === null).length;
  return `${passed} of ${counted(steps.length, 'record')} passed.`;
}

function change(node: NodeId, changed: Partial<Tried>): void {
  const { opened } = useDocument.getState();
  useTrying.setState((state) => {
    const tried = state.opened === opened ? state.tried : {};
    return { opened, tried: { ...tried, [node]: { ...untried, ...tried[node], ...changed } } };
  });
}
