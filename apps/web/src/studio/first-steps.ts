/**
 * The first steps of a person new to the studio: what each is, and that it was taken, noticed from what happens and not from
 * what was clicked. Remembered in the browser; over when all are taken or the person has had enough.
 */
import { create } from 'zustand';
import { useDocument } from '../designer/document/document-store.ts';
import type { Step } from '../designer/document/history.ts';
import { useDeployment } from '../run/deployment-store.ts';
import { useLayout } from './layout-store.ts';
import { type FirstStep, firstSteps, parseTaken, takenText } from './first-steps-list.ts';
import { recall, remember } from '../ui/remembered.ts';

type FirstStepsStore = { readonly taken: ReadonlySet<FirstStep>; readonly isOver: boolean };

const storageKey = 'potoroo.first-steps';
const overText = 'over';

export const useFirstSteps = create<FirstStepsStore>(() => {
  const kept = recall(storageKey) ?? '';
  return { taken: parseTaken(kept), isOver: kept === overText };
});

export function endFirstSteps(): void {
  remember(storageKey, overText);
  useFirstSteps.setState({ isOver: true });
}

/** Called once, at the start. */
export function followFirstSteps(): void {
  useDeployment.subscribe(({ status, asking }, before) => {
    if (status.phase === 'running' && before.status.phase !== 'running') take('run');
    if (asking === 'replace' && before.asking !== 'replace') take('deploy');
  });
  useDocument.subscribe(({ history }, before) => {
    const step = history.past.at(-1);
    if (step !== undefined && history.past.length >= before.history.past.length && step !== before.history.past.at(-1))
      for (const each of stepsIn(step)) take(each);
  });
  useLayout.subscribe(({ overlay }) => {
    if (overlay === 'palette') take('palette');
  });
}

const stepsIn = ({ redo }: Step): readonly FirstStep[] =>
  (redo.type === 'sequence' ? redo.edits : [redo]).flatMap(({ type }): readonly FirstStep[] =>
    type === 'change-node' || type === 'set-types' ? ['code'] : type === 'connect' || type === 'insert' ? ['draw'] : [],
  );

function take(step: FirstStep): void {
  const { taken, isOver } = useFirstSteps.getState();
  if (isOver || taken.has(step)) return;
  const now = new Set([...taken, step]);
  remember(storageKey, takenText(now));
  useFirstSteps.setState({ taken: now });
  if (now.size === firstSteps.length) endFirstSteps();
}
