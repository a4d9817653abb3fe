/** A notice that tells what the screen tells anyway lies over what one looks at; where nothing else tells it, it is missed. */
import type { Movement } from '@potoroo/shared/telemetry';
import { afterEach, expect, test, vi } from 'vitest';
import { useScreen } from '../studio/screen-store.ts';
import { announce, notify } from '../ui/notices.tsx';
import { tellNews } from './movement-news.ts';

vi.mock('../ui/notices.tsx', () => ({ announce: vi.fn(), notify: vi.fn() }));
const address = useScreen.getState();
afterEach(() => {
  useScreen.setState(address);
  vi.clearAllMocks();
});

const entry = (phase: Movement['phase'], cause: Movement['cause']): Movement => ({
  id: 1,
  revision: 1,
  cause,
  phase,
  reason: phase === 'failed' ? 'the disk is full' : null,
  generation: 1,
  barrier: 7,
  times: { askedMs: 0, startedMs: 0, cutMs: null, keptMs: null, endedMs: phase === 'recovering' ? null : 90 },
  moved: 0,
  total: 0,
  minimum: 0,
  objects: 0,
  bytes: 0,
  holdMs: null,
  stages: [],
});
const kill = { type: 'kill', process: 'w1' } as const;

test('a loss that was undone is a notice, but for the Cluster screen, which shows it: there it is only said', () => {
  tellNews(entry('recovering', kill), entry('done', kill));
  expect(vi.mocked(notify).mock.calls).toMatchObject([
    [{ tone: 'good', message: expect.stringMatching(/was killed and replaced/) }],
  ]);
  useScreen.setState({ screen: 'cluster' });
  tellNews(entry('recovering', kill), entry('done', kill));
  expect(notify).toHaveBeenCalledTimes(1);
  expect(announce).toHaveBeenLastCalledWith(expect.stringMatching(/was killed and replaced/));
});

test('what has failed is a notice everywhere', () => {
  useScreen.setState({ screen: 'cluster' });
  tellNews(entry('recovering', kill), entry('failed', kill));
  expect(vi.mocked(notify).mock.calls).toMatchObject([[{ tone: 'bad' }]]);
});
