// Code and graph follow each other. What would break: half-written code changes the graph, text that could not be read yet is
// lost, or the code goes on saying what the graph no longer does.
import { projectCode, readProject } from '@potoroo/shared/code';
import { nodeId } from '@potoroo/shared/ids';
import type { Pipeline } from '@potoroo/shared/pipeline';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { apply, openDocument, undo, useDocument } from '../document/document-store.ts';
import { hasUnread, type UnreadCode, unreadKept } from '../document/unread-code.ts';
import { followDocument, typeInto, useCode, writeAnew } from './code-store.ts';

// What the browser keeps, without a browser; `gone` is the window that held it.
const browser = vi.hoisted(() => ({ kept: new Map<string, UnreadCode>(), isBroken: false }));
vi.mock('../document/kept-database.ts', () => ({
  putKept: async (_: string, value: UnreadCode) => {
    if (browser.isBroken) throw new Error('no room');
    browser.kept.set(`${value.project} ${value.window}`, value);
  },
  removeKept: async (_: string, { project, window }: UnreadCode) => browser.kept.delete(`${project} ${window}`),
  readKept: async () => [...browser.kept.values()],
}));

const told = vi.hoisted((): { message: string }[] => []);
vi.mock('../../ui/notices.tsx', () => ({
  notify: (notice: { message: string }) => told.push(notice),
  announce: () => 0,
}));

// The compiler's worker, without a worker.
vi.mock('../code/compiler-client.ts', () => ({
  ask: (question: { type: string; pipeline: Pipeline; files: ReadonlyMap<string, string> }) =>
    Promise.resolve({
      ok: true,
      value: question.type === 'write' ? projectCode(question.pipeline) : readProject(question.files),
    }),
}));

const drawn: Pipeline = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Drawn',
  description: '',
  types: '',
  nodes: [
    {
      kind: 'note',
      id: nodeId('note'),
      name: 'Note',
      text: 'before',
      position: { x: 0, y: 0 },
      size: { width: 200, height: 90 },
    },
  ],
  edges: [],
};
let leave = (): void => undefined;

beforeEach(async () => {
  vi.useFakeTimers();
  browser.kept.clear();
  told.length = 0;
  openDocument(drawn, 'project');
  leave = followDocument();
  await vi.runAllTimersAsync();
});
afterEach(() => {
  leave();
  vi.useRealTimers();
});

const shown = (): string => useCode.getState().files?.get('pipeline.ts') ?? '';
const noteText = (): unknown =>
  useDocument.getState().pipeline?.nodes.flatMap((node) => ('text' in node ? node.text : []));

async function type(change: (text: string) => string): Promise<void> {
  typeInto('pipeline.ts', change(shown()));
  await vi.runAllTimersAsync();
}

test('what is typed becomes the graph as one step that can be undone, and stays as it was typed', async () => {
  await type((text) => text.replace("'before'", '"after"   /* by hand */'));
  expect(noteText()).toEqual(['after']);
  expect(shown()).toContain('"after"   /* by hand */');
  expect(useCode.getState().standing).toBe('same');
  undo();
  await vi.runAllTimersAsync();
  expect(noteText()).toEqual(['before']);
  expect(shown()).toContain("app.note('note', 'before');");
});

test('what cannot be read changes nothing and is kept, also while the graph changes, until it is given up', async () => {
  await type((text) => `${text}const = ;\n`);
  expect(noteText()).toEqual(['before']);
  expect(useCode.getState()).toMatchObject({
    standing: 'typed',
    faults: [{ file: 'pipeline.ts', severity: 'error' }],
  });
  leave();
  apply({ type: 'set-name', name: 'Renamed' });
  leave = followDocument();
  await vi.runAllTimersAsync();
  expect(useCode.getState().standing).toBe('behind');
  expect(shown()).toContain('const = ;');
  writeAnew();
  await vi.runAllTimersAsync();
  expect(shown()).toContain("pipeline('Renamed'");
  expect(shown()).not.toContain('const = ;');
});

test('what is mended after the graph has changed takes the place of that change, and says so', async () => {
  await type((text) => `${text}const = ;\n`);
  apply({ type: 'set-name', name: 'Renamed' });
  expect(useCode.getState().standing).toBe('behind');
  await type((text) => text.replace('const = ;\n', "app.note('more', 'typed');\n"));
  expect(noteText()).toEqual(['before', 'typed']);
  expect(useDocument.getState().pipeline?.name).toBe('Drawn');
  expect(told).toMatchObject([{ message: expect.stringContaining('no longer what was changed') }]);
  undo();
  await vi.runAllTimersAsync();
  expect(useDocument.getState().pipeline?.name).toBe('Renamed');
});

test('U2: another project brings its own code, and what was unread of the first is back with it', async () => {
  await type((text) => `${text}const = ;\n`);
  openDocument({ ...drawn, name: 'Another' }, 'another');
  await vi.runAllTimersAsync();
  expect(shown()).toContain("pipeline('Another'");
  expect(useCode.getState()).toMatchObject({ standing: 'same', faults: [] });
  openDocument(drawn, 'project');
  await vi.runAllTimersAsync();
  expect(shown()).toContain('const = ;');
  expect(useCode.getState()).toMatchObject({ standing: 'typed', faults: [{ severity: 'error' }] });
});

/** As the tab that crashed left it. */
const leftBy = (window: string, fields: Partial<UnreadCode>): void => {
  const files = new Map([['pipeline.ts', 'const = ;\n']]);
  browser.kept.set(`other ${window}`, { project: 'other', window, typedAtMs: 1, files, of: drawn, ...fields });
};

test('U3: unread code of a window that has gone is taken over, the newest first, and is behind where the graph has changed', async () => {
  leftBy('gone', {});
  leftBy('older', { typedAtMs: 0 });
  openDocument({ ...drawn, name: 'Changed since' }, 'other');
  await vi.runAllTimersAsync();
  expect(shown()).toBe('const = ;\n');
  expect(useCode.getState().standing).toBe('behind');
  expect(browser.kept.size).toBe(2);
  expect(browser.kept.has('other gone')).toBe(false);
});

test('U2: code that was left before it was read becomes the graph when it can be, and is kept no longer', async () => {
  openDocument(drawn, 'readable');
  await vi.runAllTimersAsync();
  typeInto('pipeline.ts', shown().replace("'before'", "'after'"));
  expect(await unreadKept()).toBe(true);
  openDocument(drawn, 'another');
  await vi.runAllTimersAsync();
  expect(noteText()).toEqual(['before']);
  openDocument(drawn, 'readable');
  await vi.runAllTimersAsync();
  expect(noteText()).toEqual(['after']);
  expect([...browser.kept.values()]).toEqual([]);
});

test('U4: where the browser keeps nothing, it is known', async () => {
  browser.isBroken = true;
  await type((text) => `${text}const = ;\n`);
  expect(await unreadKept()).toBe(false);
  browser.isBroken = false;
  await type((text) => `${text}const = ;\n`);
  expect(await unreadKept()).toBe(true);
  expect(hasUnread('project')).toBe(true);
  writeAnew();
  await vi.runAllTimersAsync();
  expect([hasUnread('project'), [...browser.kept.values()]]).toEqual([false, []]);
});

test('what the graph cannot show is named with its line, also of a project that was opened so', async () => {
  const preserved = [{ text: 'for (;;) break;', reason: 'Kept.', place: 'end' as const, node: null }];
  openDocument({ ...drawn, preserved }, 'opened');
  await vi.runAllTimersAsync();
  const line = 1 + shown().split('\n').indexOf('for (;;) break;');
  expect(useCode.getState()).toMatchObject({
    standing: 'same',
    faults: [{ file: 'pipeline.ts', line, severity: 'warning' }],
  });
  undo();
});

test('lines end as they did in a file that is typed into', async () => {
  await type((text) => `${text.replace("'before'", '"before"')}// one\n`.replaceAll('\n', '\r\n'));
  await type((text) => `${text.replaceAll('\r\n', '\n')}// two\n`);
  expect(shown().split('// one')[1]).toBe('\r\n// two\r\n');
  expect(useDocument.getState().pipeline?.written?.[0]?.text).toBe(shown());
});
