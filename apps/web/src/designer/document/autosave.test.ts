/** If a save were lost or overwrote another's, a person's work would be gone without a word. */
import type { StoredPipeline } from '@potoroo/shared/control';
import { type Pipeline, emptyPipeline } from '@potoroo/shared/pipeline';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { saveNow, startAutosave } from './autosave.ts';
import { apply, useDocument } from './document-store.ts';
import { closeProject, showProject, unsaved, useProject } from './project-store.ts';

type Way = 'open' | 'cut' | 'answers are lost';
type SaveBody = { readonly document: Pipeline; readonly revision: number; readonly savedBy: string };

/** Longer than the pause after which a change is saved, so that changes meet saves under way. */
const latencyMs = 2_000;

/** What the server does with a save, and a way to it that can be cut. */
class Server {
  way: Way = 'open';
  stored: StoredPipeline | null = null;
  saves = 0;
  atOnce = 0;
  mostAtOnce = 0;

  store(document: Pipeline, savedBy: string | null): StoredPipeline {
    const revision = (this.stored?.revision ?? 0) + 1;
    this.stored = { id: 'p', name: document.name, revision, savedAt: `at ${revision}`, savedBy, document };
    return this.stored;
  }

  readonly fetch = async (_path: string, init: { readonly body: string }): Promise<Response> => {
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
    await new Promise((resolve) => setTimeout(resolve, latencyMs));
    this.atOnce -= 1;
    if (this.way === 'cut') throw new TypeError('cut');
    const answer = this.#save(JSON.parse(init.body) as SaveBody);
    if (this.way === 'answers are lost') throw new TypeError('lost');
    return answer;
  };

  #save({ document, revision, savedBy }: SaveBody): Response {
    if (this.stored === null)
      return Response.json({ error: { code: 'x', message: 'm', remedy: 'r' } }, { status: 404 });
    if (this.stored.revision !== revision) return Response.json(this.stored, { status: 409 });
    this.saves += 1;
    return Response.json(this.store(document, savedBy));
  }
}

let server = new Server();
const rename = (name: string): void => void apply({ type: 'set-name', name });
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const phase = (): string => useProject.getState().save.phase;

vi.stubGlobal('localStorage', { setItem: () => undefined, removeItem: () => undefined });
vi.stubGlobal('history', { replaceState: () => undefined });
vi.stubGlobal('addEventListener', () => undefined);
vi.stubGlobal('fetch', (path: string, init: { readonly body: string }) => server.fetch(path, init));
startAutosave();

beforeEach(() => {
  vi.useFakeTimers();
  server = new Server();
  showProject(server.store(emptyPipeline('0'), null));
});
afterEach(async () => {
  closeProject();
  await pass(10_000);
  vi.useRealTimers();
});

test('a change is saved after a pause, once for all of it, and again only when something changed', async () => {
  rename('1');
  await pass(500);
  rename('2');
  expect(phase()).toBe('changed');
  await pass(3_000);
  expect([server.stored?.name, server.saves, phase()]).toEqual(['2', 1, 'saved']);
  await pass(10_000);
  expect(server.saves).toBe(1);
});

test('S3: what could not be saved is tried again until it is', async () => {
  server.way = 'cut';
  rename('1');
  await pass(3_000);
  expect([phase(), server.stored?.name]).toEqual(['failed', '0']);
  rename('2');
  server.way = 'open';
  await pass(12_000);
  expect([phase(), server.stored?.name]).toEqual(['saved', '2']);
});

test('S2: a newer revision of another is never overwritten, and saving waits for the person', async () => {
  server.store(emptyPipeline('theirs'), 'another window');
  rename('mine');
  await pass(3_000);
  expect(useProject.getState().save).toMatchObject({ phase: 'conflict', theirs: { name: 'theirs' } });
  rename('mine, further');
  await pass(10_000);
  expect([server.stored?.name, server.saves]).toEqual(['theirs', 0]);
});

test('S2: another that saved the very same is no conflict, and one that deleted it is', async () => {
  server.store(emptyPipeline('same'), 'another window');
  rename('same');
  await pass(3_000);
  expect([phase(), unsaved()]).toEqual(['saved', null]);
  server.stored = null;
  rename('gone');
  await pass(3_000);
  expect(useProject.getState().save).toEqual({ phase: 'conflict', theirs: null });
});

test('S4: a save that arrived without its answer is recognised, and what was drawn since is saved after it', async () => {
  server.way = 'answers are lost';
  rename('arrived');
  await pass(3_000);
  expect([phase(), server.stored?.name]).toEqual(['failed', 'arrived']);
  rename('drawn since');
  server.way = 'open';
  await pass(12_000);
  expect([phase(), server.stored?.name, server.stored?.revision]).toEqual(['saved', 'drawn since', 3]);
});

test('S1 to S4: whatever happens to the way, everything drawn is on the server or asked about, one save at a time', async () => {
  const step = fc.oneof(
    fc.record({ type: fc.constant('draw' as const), name: fc.string({ maxLength: 3 }) }),
    fc.record({ type: fc.constant('way' as const), way: fc.constantFrom<Way>('open', 'cut', 'answers are lost') }),
    fc.record({ type: fc.constant('wait' as const), ms: fc.nat(4_000) }),
    fc.record({ type: fc.constant('ask' as const) }),
    fc.record({ type: fc.constant('other' as const), name: fc.string({ maxLength: 3 }) }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 14 }), async (steps) => {
      closeProject();
      await pass(10_000);
      server = new Server();
      showProject(server.store(emptyPipeline('0'), null));
      let others = 0;
      for (const each of steps) {
        if (each.type === 'draw') rename(each.name);
        else if (each.type === 'way') server.way = each.way;
        else if (each.type === 'wait') await pass(each.ms);
        else if (each.type === 'ask') void saveNow();
        else server.store(emptyPipeline(`other ${++others} ${each.name}`), 'another window');
      }
      server.way = 'open';
      await pass(20_000);
      const mine = useDocument.getState().pipeline?.name;
      if (phase() === 'conflict') expect(server.stored?.savedBy).toBe('another window');
      else if (others === 0) expect([phase(), server.stored?.name]).toEqual(['saved', mine]);
      else expect(phase()).toBe('saved');
      expect(server.mostAtOnce).toBeLessThanOrEqual(1);
    }),
    { numRuns: 150 },
  );
});
