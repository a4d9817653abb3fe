/**
 * The Code screen: the pipeline as a TypeScript project. Graph, files and code show where the others are; what is typed
 * becomes the graph when it can be read, and the other way round; it is compared with versions, and taken along.
 */
import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { crash, editorNamed, openTemplate, screenTab, seeMarketSpread } from './screen.ts';

const screenOf = (page: Page): Locator => page.getByRole('region', { name: 'Code', exact: true });
const nodeIn = (page: Page, name: string): Locator =>
  screenOf(page)
    .locator('.drawn-node')
    .filter({ has: page.getByText(name, { exact: true }) });
const files = (page: Page): Locator => screenOf(page).getByRole('navigation', { name: 'Files of the project' });

async function openCode(page: Page): Promise<void> {
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 120 } });
  await page.keyboard.press('Control+Shift+E');
  await expect(editorNamed(page, 'Code of pipeline.ts')).toContainText('const app = pipeline(', { timeout: 30_000 });
}

/** Behind everything that is there. */
async function append(page: Page, file: string, text: string): Promise<void> {
  await editorNamed(page, `Code of ${file}`).click();
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText(text);
}

test('code and graph point at each other, and what is typed becomes the graph once it can be read', async ({
  warmPage: page,
}) => {
  await openCode(page);
  expect(page.url()).toMatch(/\/code$/);
  const lit = screenOf(page).locator('.lit-line');
  const code = editorNamed(page, 'Code of pipeline.ts');
  await nodeIn(page, 'Check order').hover();
  await expect(lit).toHaveText(/orderSymbol\.compute\('check-order', symbolData, checkOrderCode\)/);
  await expect(lit).toBeInViewport();
  await code.locator('.cm-line').filter({ hasText: "sink('rejections'" }).hover();
  await expect(nodeIn(page, 'Rejections')).toHaveAttribute('data-over', 'true');
  await expect(lit).toHaveText(/sink\('rejections'/);
  await nodeIn(page, 'Check order').click();
  await expect(editorNamed(page, 'Code of snippets/check-order.ts')).toContainText(
    'export default function checkOrder',
  );

  // Without a pointer: from a node to its code by a list, from a file to its node by the focus.
  await screenOf(page).getByLabel('Go to').selectOption('Update market data');
  await expect(editorNamed(page, 'Code of snippets/update-market-data.ts')).toContainText('updateMarketData');
  await files(page).getByRole('button', { name: 'snippets/check-order.ts', exact: true }).focus();
  await expect(nodeIn(page, 'Check order')).toHaveAttribute('data-over', 'true');
  await files(page).getByRole('button', { name: 'pipeline.ts', exact: true }).press('Enter');

  await append(
    page,
    'pipeline.ts',
    "\n// Kept.\nfor (const count of [1, 2]) console.log(count);\napp.note('typed', 'Typed in code');\n",
  );
  await expect(nodeIn(page, 'Typed in code')).toBeVisible();
  await expect(screenOf(page).getByText('The graph shows the code but for what is named below it.')).toBeVisible();
  const faults = screenOf(page).getByRole('list', { name: 'What the graph cannot show' });
  await expect(faults).toContainText('is preserved as it is');

  // What cannot be read changes nothing, says where it is wrong, and is there still after another screen was shown.
  await append(page, 'pipeline.ts', 'const = broken;\n');
  await expect(faults).toContainText(/pipeline\.ts:\d+/);
  await expect(screenOf(page).getByText('The graph stays as it was until the code can be read.')).toBeVisible();
  await expect(nodeIn(page, 'Typed in code')).toBeVisible();
  await expectAccessible(page, 'code with a fault');
  await screenTab(page, 'Build & run').click();
  await expect(page.locator('.react-flow__node').filter({ hasText: 'Typed in code' })).toBeVisible();
  await page.getByRole('button', { name: 'Code not in the graph yet' }).click();
  await expect(code).toContainText('const = broken;');
  await screenOf(page).getByRole('button', { name: 'Write the code anew' }).click();
  await expect(code).not.toContainText('const = broken;');
  await expect(code).toContainText("app.note('typed', 'Typed in code');");
  await expect(code).toContainText('for (const count of [1, 2]) console.log(count);');
  await expect(faults).toContainText(/pipeline\.ts:\d+ is preserved as it is: a for of statement cannot be drawn/);
  await faults.getByRole('button', { name: /^pipeline\.ts:\d+$/ }).press('Enter');
  await expect(lit).toHaveText(/^for \(const count of/);

  // The other way round: the graph changes, and the code says so.
  await screenOf(page).getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(nodeIn(page, 'Typed in code')).toHaveCount(0);
  await expect(code).not.toContainText('Typed in code');
  await screenOf(page).getByRole('button', { name: 'Redo', exact: true }).click();
  await expect(code).toContainText('Typed in code');
});

test('code that cannot be read yet survives a crash of the tab and another project, until it is read or given up', async ({
  studio,
  page,
  context,
}) => {
  test.setTimeout(240_000);
  await page.goto(studio.url);
  await seeMarketSpread(page);
  const address = page.url();
  await openCode(page);
  await append(page, 'pipeline.ts', 'const = typed before the crash;\n');
  await expect(screenOf(page).getByText('The graph stays as it was until the code can be read.')).toBeVisible();
  await crash(page, context);

  const next = await context.newPage();
  await next.goto(address);
  await expect(next.getByText(/^Code that the graph does not show yet is back on the Code screen/)).toBeVisible();
  await next.getByRole('button', { name: 'Code not in the graph yet' }).click();
  const code = editorNamed(next, 'Code of pipeline.ts');
  await expect(code).toContainText('const = typed before the crash;', { timeout: 30_000 });
  await expect(screenOf(next).getByText('The graph stays as it was until the code can be read.')).toBeVisible();

  await openTemplate(next, 'Word count');
  await expect(next.getByText(/^The project you left has code that its graph does not show yet/)).toBeVisible();
  await expect(code).not.toContainText('typed before the crash');
  await next.goto(address);
  await next.getByRole('button', { name: 'Code not in the graph yet' }).click();
  await expect(code).toContainText('const = typed before the crash;', { timeout: 30_000 });
  await screenOf(next).getByRole('button', { name: 'Write the code anew' }).click();
  await expect(code).not.toContainText('typed before the crash');
  await next.reload();
  await expect(code).toContainText('const app = pipeline(');
  await expect(screenOf(next).getByText('Code and graph say the same.')).toBeVisible();
});

test('a project is taken along as a zip, as one file and as pictures, and the zip comes back', async ({
  warmPage: page,
}) => {
  await openCode(page);
  const download = async (button: string) => {
    const downloading = page.waitForEvent('download');
    await screenOf(page).getByRole('button', { name: button, exact: true }).click();
    const done = await downloading;
    return { name: done.suggestedFilename(), bytes: await readFile(await done.path()) };
  };
  const single = await download('Download one file');
  expect(single.name).toMatch(/^market-spread.*\.ts$/);
  expect(single.bytes.toString()).toContain('const checkOrderCode = snippet(() => {');
  const svg = await download('SVG');
  expect(svg.bytes.toString()).toMatch(/^<svg /);
  const png = await download('PNG');
  expect([...png.bytes.subarray(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  expect(png.bytes.length).toBeGreaterThan(5_000);

  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await screenOf(page).getByRole('button', { name: 'Copy one file' }).click();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toBe(single.bytes.toString());

  let answer = (): void => undefined;
  const isAnswered = new Promise<void>((resolve) => (answer = resolve));
  await page.route('**/api/runtime-archive', async (route) => {
    await isAnswered;
    await route.continue();
  });
  const zipped = download('Download as zip');
  await expect(screenOf(page).getByRole('status').filter({ hasText: 'is being packed' })).toBeVisible();
  answer();
  const zip = await zipped;
  await page.unroute('**/api/runtime-archive');
  await expect(screenOf(page).getByRole('status').filter({ hasText: 'is being packed' })).toHaveCount(0);
  expect(zip.name).toMatch(/^market-spread.*\.zip$/);
  // The directory of a zip names its files as they are.
  for (const name of ['pipeline.ts', 'package.json', 'snippets/check-order.ts', 'vendor/potoroo-runtime.tgz'])
    expect(zip.bytes.includes(`/${name}`), name).toBe(true);
  expect(zip.bytes.length).toBeGreaterThan(100_000);

  // Brought back, it is a project of its own, drawn as it was.
  await screenTab(page, 'Build & run').click();
  const before = page.url();
  await page.getByRole('button', { name: 'Projects' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'market-spread.zip', mimeType: 'application/zip', buffer: zip.bytes });
  await expect.poll(() => page.url(), { timeout: 30_000 }).not.toBe(before);
  await seeMarketSpread(page);
});
