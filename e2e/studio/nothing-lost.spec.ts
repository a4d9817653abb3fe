/**
 * No edit disappears: whatever happens to the tab, the network or the server before it was saved, opening the project again
 * shows it. Pages are taken without the console fixture, as browsers write failed requests there.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { startStudioProcess, type StudioProcess } from '../studio-process.ts';
import { addNode, crash, nodeNamed, seeSaved, status } from './screen.ts';

const nameOf = (page: Page) => page.getByLabel('Name of the project');
/** Types need not be checked for any of this. */
const seeOpen = (page: Page): Promise<void> => expect(nameOf(page)).toHaveValue('Market Spread');
const rename = (page: Page, name: string): Promise<void> => nameOf(page).fill(name);

/** 90 KB. */
const large = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Large',
  edges: [],
  nodes: Array.from({ length: 10 }, (_, index) => ({
    kind: 'note',
    id: `note-${index}`,
    name: 'Note',
    position: { x: 0, y: 300 * index },
    text: 'n'.repeat(9_000),
  })),
};

/** As the studio's own page asks. */
const pageHeaders = ({ origin }: StudioProcess) => ({ origin, 'sec-fetch-site': 'same-origin' });

/** Every save fails from here on, as if the way to the server were cut. */
async function cutSaves(page: Page): Promise<void> {
  await page.route('**/api/pipelines/*', (route) =>
    route.request().method() === 'PUT' ? route.abort('internetdisconnected') : route.continue(),
  );
}

const seeKept = (page: Page): Promise<void> =>
  expect(status(page).getByText(/^Not saved, but kept in this browser: /)).toBeVisible();

const storedName = ({ dataDirectory }: StudioProcess): unknown => {
  const file: unknown = JSON.parse(readFileSync(path.join(dataDirectory, 'pipelines', 'market-spread.json'), 'utf8'));
  return (file as { document: { name: string } }).document.name;
};

// Types are not asked about here, and a compiler for each of these windows would take most of the time.
test.beforeEach(({ context }) => context.route('**/compiler.worker-*.js', (route) => route.abort()));

test('a tab that crashes with unsaved edits: they are back when the project is opened, and can be undone', async ({
  studio,
  page,
  context,
}) => {
  await page.goto(studio.url);
  await seeOpen(page);
  const address = page.url();
  await cutSaves(page);
  await rename(page, 'Drawn before the crash');
  await addNode(page, 'Note');
  await seeKept(page);
  await crash(page, context);

  const next = await context.newPage();
  await next.goto(address);
  await expect(next.getByText(/^Edits that had not been saved are back, the last from today at /)).toBeVisible();
  await expect(nameOf(next)).toHaveValue('Drawn before the crash');
  await expect(next.locator('.react-flow__node-note')).toHaveCount(2);
  await seeSaved(next);
  expect(storedName(studio)).toBe('Drawn before the crash');
  await next.getByRole('button', { name: 'Undo' }).click();
  await expect(nameOf(next)).toHaveValue('Market Spread');
  await expect(next.locator('.react-flow__node-note')).toHaveCount(1);
  await seeSaved(next);
  await next.reload();
  await seeOpen(next);
  await expect(next.getByText(/^Edits that had not been saved/)).toHaveCount(0);
});

test('a crash while another window went on: both versions are kept', async ({ studio, page, context }) => {
  await page.goto(studio.url);
  await seeOpen(page);
  const address = page.url();
  const other = await context.newPage();
  await other.goto(address);
  await seeOpen(other);
  await cutSaves(page);
  await rename(page, 'Mine');
  await seeKept(page);
  await crash(page, context);
  await rename(other, 'Theirs');
  await seeSaved(other);

  const next = await context.newPage();
  await next.goto(address);
  await expect(next.getByRole('dialog', { name: 'This project was changed in another window' })).toBeVisible();
  await expect(nameOf(next)).toHaveValue('Mine');
  await next.reload();
  await next.getByRole('button', { name: /^Keep both/ }).click();
  await expect(nameOf(next)).toHaveValue('Mine (my copy)');
  await next.getByRole('button', { name: 'Projects' }).click();
  await expect(next.locator('.project-row').filter({ hasText: 'Theirs' })).toBeVisible();
  await next.goto(address);
  await expect(nameOf(next), 'the question is asked once').toHaveValue('Theirs');
  await seeSaved(next);
});

test('a part of the studio that cannot be loaded says so in its place and comes when it can be; nothing else stops', async ({
  studio,
  page,
}) => {
  const editorChunks = '**/assets/code-editor-*.js';
  await page.route(editorChunks, (route) => route.abort('connectionfailed'));
  await page.goto(studio.url);
  await seeOpen(page);
  await nodeNamed(page, 'Orders').click();
  const said = page.getByText(/^This part could not be loaded/).first();
  await expect(said).toBeVisible();
  await rename(page, 'Drawn without an editor');
  await seeSaved(page);
  expect(storedName(studio)).toBe('Drawn without an editor');
  await page.unroute(editorChunks);
  await expect(page.getByRole('textbox', { name: 'Generate of Orders' })).toBeVisible();
  await expect(said).toBeHidden();
});

test('a document larger than a leaving page may send survives a reload right after the edit', async ({
  studio,
  page,
}) => {
  await page.goto(studio.url);
  await seeOpen(page);
  const answer = await page.request.post(`${studio.origin}/api/pipelines`, {
    headers: pageHeaders(studio),
    data: { document: large },
  });
  await page.goto(`${studio.origin}/projects/${((await answer.json()) as { id: string }).id}`);
  await expect(nameOf(page)).toHaveValue('Large');
  await rename(page, 'Large, edited');
  await page.reload();
  await expect(nameOf(page)).toHaveValue('Large, edited');
  await seeSaved(page);

  // Larger than any document may be: it cannot be saved, and is there again until somebody makes it smaller.
  for (const count of [110, 210]) {
    await paste(page, { ...large, format: 'potoroo.clipboard', nodes: tenfold(large.nodes), types: '' });
    await expect(page.locator('.react-flow__node')).toHaveCount(count);
  }
  await seeKept(page);
  await expect(status(page).getByText(/a document has at most 1 MiB. Shorten its snippets and notes/)).toBeVisible();
  await page.reload();
  await expect(page.getByText(/^Edits that had not been saved are back/)).toBeVisible();
  await expect(page.locator('.react-flow__node')).toHaveCount(210);
  await seeKept(page);
});

type Notes = typeof large.nodes;

const tenfold = (notes: Notes): Notes =>
  Array.from({ length: 10 }, (_, times) => notes.map((note) => ({ ...note, id: `${note.id}-${times}` }))).flat();

const paste = (page: Page, clip: object): Promise<void> =>
  page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData('text/plain', text);
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  }, JSON.stringify(clip));

test('offline: edits wait and are saved when the network is back, without a word from the person', async ({
  studio,
  page,
  context,
}) => {
  await page.goto(studio.url);
  await seeOpen(page);
  await context.setOffline(true);
  await rename(page, 'Drawn offline');
  await seeKept(page);
  await context.setOffline(false);
  await seeSaved(page);
  expect(storedName(studio)).toBe('Drawn offline');

  // Edits whose project is gone when they come back are kept for the person to decide.
  await cutSaves(page);
  await rename(page, 'Without a project');
  await seeKept(page);
  await page.request.delete(page.url().replace('/projects/', '/api/pipelines/'), { headers: pageHeaders(studio) });
  await crash(page, context);
  const next = await context.newPage();
  await next.goto(studio.origin);
  await next.getByRole('button', { name: 'Projects' }).click();
  const leftovers = next.getByRole('region', { name: 'Edits without a project' });
  await expect(leftovers).toContainText('Without a project last edited today');
  await leftovers.getByRole('button', { name: 'Keep as a project' }).click();
  await expect(leftovers).toHaveCount(0);
  await expect(next.getByRole('button', { name: /^Without a project \(recovered, today at / })).toBeVisible();
});

test('a server that dies and comes back: an open window saves to it, and a closed one left its edits in the browser', async ({
  studio,
  page,
  context,
}) => {
  await page.goto(studio.url);
  await seeOpen(page);
  const address = page.url();
  const port = new URL(studio.origin).port;
  await studio.crash();
  await rename(page, 'Drawn without a server');
  await seeKept(page);
  let next = await startStudioProcess(['--port', port], studio.dataDirectory);
  try {
    const other = await context.newPage();
    await other.goto(next.url);
    await seeSaved(page);
    expect(storedName(studio)).toBe('Drawn without a server');
    await expect(nameOf(other), 'the new window follows').toHaveValue('Drawn without a server');
    await other.close();

    await next.crash();
    await rename(page, 'Drawn and closed');
    await seeKept(page);
    await page.close();
    next = await startStudioProcess(['--port', port], studio.dataDirectory);
    const last = await context.newPage();
    await last.goto(next.url);
    await last.goto(address);
    await expect(nameOf(last)).toHaveValue('Drawn and closed');
    await seeSaved(last);
    expect(storedName(studio)).toBe('Drawn and closed');
    await expect(nodeNamed(last, 'Orders')).toBeVisible();
  } finally {
    await next.stop();
  }
});
