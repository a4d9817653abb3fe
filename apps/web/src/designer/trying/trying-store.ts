/** Sample records and what came of them, by node, and how its fixtures fared; forgotten with the document. */
import type { NodeId } from '@potoroo/shared/ids';
import type { Fixture } from '@potoroo/shared/pipeline';
import { err, ok, type Result } from '@potoroo/shared/result';
import { create } from 'zustand';
import { announce, notify } from '../../ui/notices.tsx';
import { counted } from '../../ui/numbers.ts';
import { ask } from '../code/compiler-client.ts';
import { useDocument } from '../document/document-store.ts';
import { changeFixtures } from '../inspector/node-changes.ts';
import { fixtureOf, fullText, isFull, type Origin, recordsOnly } from './fixtures.ts';
import { codeAround } from './code-around.ts';
import { parseSamples } from './parse-samples.ts';
import { type TrialAnswer, type Verdict, verdictOf } from '@potoroo/shared/trial';
import { tryOut } from './trial-client.ts';

export type Tried = {
  readonly samples: string;
  readonly origin: Origin;
  readonly isRunning: boolean;
  readonly answer: TrialAnswer | null;
  readonly fault: string | null;
  /** The code as it was when it answered. */
  readonly code: string;
  /** By the fixture itself: one that was changed has none. */
  readonly verdicts: ReadonlyMap<Fixture, Verdict>;
};

const untried: Tried = {
  samples: '',
  origin: 'pasted',
  isRunning: false,
  answer: null,
  fault: null,
  code: '',
  verdicts: new Map(),
};
const generatedCount = 5;

const useTrying = create<{ readonly opened: number; readonly tried: Readonly<Record<string, Tried>> }>(() => ({
  opened: 0,
  tried: {},
}));

export function useTried(node: NodeId): Tried {
  const opened = useDocument((state) => state.opened);
  return useTrying((state) => (state.opened === opened ? (state.tried[node] ?? untried) : untried));
}

/** Whether what was answered is of code that has changed since. */
export function useIsOutdated(node: NodeId): boolean {
  const { answer, fault, code } = useTried(node);
  return useDocument(
    ({ pipeline }) => (answer !== null || fault !== null) && pipeline !== null && codeAround(pipeline, node) !== code,
  );
}

/** The sample records of a node as they are written now. */
export const samplesOf = (node: NodeId): string => triedOf(node).samples;

/** What was answered is of other records. */
export const writeSamples = (node: NodeId, samples: string, origin: Origin = 'pasted'): void =>
  change(node, { samples, origin, answer: null, fault: null });

/** On the records that are written, or on some from the generator, which are written then. */
export async function tryNode(node: NodeId, from: 'samples' | 'generator'): Promise<void> {
  const { opened, pipeline } = useDocument.getState();
  if (pipeline === null) return;
  change(node, { isRunning: true, fault: null, answer: null, code: codeAround(pipeline, node) });
  const { samples, origin } = triedOf(node);
  const tried = await trial(node, from === 'generator' ? null : samples);
  if (useDocument.getState().opened !== opened) return;
  if (!tried.ok) return change(node, { isRunning: false, fault: tried.error });
  const { answer, isGenerated, takesRecords } = tried.value;
  announce(summaryOf(answer));
  change(node, {
    isRunning: false,
    answer,
    ...(isGenerated && takesRecords
      ? { samples: answer.records.join('\n'), origin: 'generated' as const }
      : { origin }),
  });
}

/** What was tried last, as a fixture of the node. */
export function keepFixture(node: NodeId): void {
  const { samples, origin, answer } = triedOf(node);
  const others = fixturesOf(node);
  if (answer === null) return;
  const kept = isFull(others) ? err(fullText) : fixtureOf(answer, { records: samples, origin, others });
  if (!kept.ok) return notify({ tone: 'bad', message: 'It was not kept.', remedy: kept.error });
  changeFixtures(node, [...others, kept.value]);
  announce(`${kept.value.name} kept.`);
}

/** Records that flowed through a run become a fixture of the node that they came to; null where it went well. */
export function captureFixture(node: NodeId, records: string): string | null {
  const others = fixturesOf(node);
  if (isFull(others)) return fullText;
  changeFixtures(node, [...others, recordsOnly({ records, origin: 'captured', others })]);
  writeSamples(node, records, 'captured');
  return null;
}

/** Runs fixtures one after the other, each with state objects of its own. */
export async function tryFixtures(node: NodeId, fixtures: readonly Fixture[]): Promise<void> {
  const { opened } = useDocument.getState();
  change(node, { isRunning: true });
  for (const fixture of fixtures) {
    const tried = await trial(node, fixture.records);
    if (useDocument.getState().opened !== opened) return;
    const verdict = tried.ok ? verdictOf(fixture, tried.value.answer) : { passed: false, text: tried.error };
    change(node, { verdicts: new Map([...triedOf(node).verdicts, [fixture, verdict]]) });
  }
  change(node, { isRunning: false });
  const { verdicts } = triedOf(node);
  const passed = fixtures.filter((fixture) => verdicts.get(fixture)?.passed === true).length;
  announce(`${passed} of ${counted(fixtures.length, 'fixture')} passed.`);
}

/** What it gives now is what is right. */
export async function acceptResults(node: NodeId, fixture: Fixture): Promise<void> {
  const { opened } = useDocument.getState();
  const tried = await trial(node, fixture.records);
  if (useDocument.getState().opened !== opened) return;
  const { records, origin } = fixture;
  const kept = tried.ok ? fixtureOf(tried.value.answer, { records, origin, others: [] }) : tried;
  if (!kept.ok) return notify({ tone: 'bad', message: 'It was not kept.', remedy: kept.error });
  const accepted = { ...kept.value, name: fixture.name };
  changeFixtures(
    node,
    fixturesOf(node).map((each) => (each === fixture ? accepted : each)),
  );
  await tryFixtures(node, [accepted]);
}

export function summaryOf({ steps }: TrialAnswer): string {
  const passed = steps.filter(({ fault }) => fault === null).length;
  return `${passed} of ${counted(steps.length, 'record')} passed.`;
}

type Outcome = {
  readonly answer: TrialAnswer;
  readonly isGenerated: boolean;
  /** A generator takes none. */
  readonly takesRecords: boolean;
};

/** `samples` null: records from the generator. The error is for a person. */
async function trial(node: NodeId, samples: string | null): Promise<Result<Outcome, string>> {
  const { pipeline } = useDocument.getState();
  if (pipeline === null) return err('No project is open.');
  const asked = await ask({ type: 'trial', pipeline, node });
  if (!asked.ok) return asked;
  const of = asked.value;
  if (of === null) return err('There is no code here that could be run.');
  const takesRecords = of.kind !== 'generate';
  const isGenerated = samples === null || !takesRecords;
  const records = isGenerated ? null : parseSamples(samples, of.kind === 'decode');
  if (records !== null && !records.ok) return records;
  if (isGenerated && of.way === null)
    return err('No generator leads here by computations alone. Write records instead.');
  const tried = await tryOut({ trial: of, records: records?.value ?? null, wanted: generatedCount });
  if (!tried.ok) return tried;
  if (tried.value.steps.length === 0) return err('The generator gave no record for this node.');
  return ok({ answer: tried.value, isGenerated, takesRecords });
}

const triedOf = (node: NodeId): Tried => {
  const { opened, tried } = useTrying.getState();
  return opened === useDocument.getState().opened ? (tried[node] ?? untried) : untried;
};

const fixturesOf = (node: NodeId): readonly Fixture[] =>
  useDocument.getState().pipeline?.nodes.find(({ id }) => id === node)?.fixtures ?? [];

function change(node: NodeId, changed: Partial<Tried>): void {
  const { opened } = useDocument.getState();
  useTrying.setState((state) => {
    const tried = state.opened === opened ? state.tried : {};
    return { opened, tried: { ...tried, [node]: { ...untried, ...tried[node], ...changed } } };
  });
}
