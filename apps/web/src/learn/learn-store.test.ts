/** What is shown of a stage, whatever order a person asks and leaves in. */
import { ok, type Result } from '@potoroo/shared/result';
import { beforeEach, expect, test, vi } from 'vitest';
import { ask } from './learn-client.ts';
import { leaveStage, openLesson, tell, useLearn } from './learn-store.ts';
import type { LearnAnswer } from './play/learn-desk.ts';
import type { PlayView } from './play/play-view.ts';

vi.mock('./learn-client.ts', () => ({ ask: vi.fn<typeof ask>(), isGone: () => false }));

type Answer = (answer: Result<LearnAnswer, string>) => void;
const answers: Answer[] = [];
const viewOf = (lesson: string): Result<LearnAnswer, string> =>
  ok({ id: 1, type: 'view', view: { lesson } as unknown as PlayView });
const shown = (): string | null => useLearn.getState().view?.lesson ?? null;

beforeEach(() => {
  answers.length = 0;
  vi.mocked(ask).mockImplementation(() => new Promise((resolve) => void answers.push(resolve)));
  leaveStage();
});

test('an answer of a stage that was left is not shown on the next one', async () => {
  const work = tell({ type: 'work', slices: 1 });
  const opening = openLesson({ type: 'open', lesson: 'transfer' });
  await vi.waitFor(() => expect(answers).toHaveLength(2));
  answers[0]?.(viewOf('laboratory'));
  expect(await work).toBe(false);
  expect(shown()).toBeNull();
  expect(useLearn.getState().isBusy, 'the lesson is still being set').toBe(true);
  answers[1]?.(viewOf('transfer'));
  await opening;
  expect(shown()).toBe('transfer');
  expect(useLearn.getState().isBusy).toBe(false);
});

test('a stage is busy until the last of what was asked is answered', async () => {
  const [first, second] = [tell({ type: 'seek', event: 1 }), tell({ type: 'seek', event: 2 })];
  answers[0]?.(viewOf('one'));
  expect(await first).toBe(true);
  expect(shown()).toBe('one');
  expect(useLearn.getState().isBusy).toBe(true);
  answers[1]?.(viewOf('two'));
  await second;
  expect(useLearn.getState().isBusy).toBe(false);
});
