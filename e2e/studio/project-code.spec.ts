/** The pipeline as a TypeScript project: graph, files and code show where the others are, and it can be taken along. */
import { readFile } from 'node:fs/promises';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { editorNamed, seeMarketSpread } from './screen.ts';

test('the code of a project is shown beside its graph, each pointing at the other, downloads as a zip, and comes back', async ({
  warmPage: page,
}) => {
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 120 } });
  await page.keyboard.press('Control+Shift+E');
  const dialog = page.getByRole('dialog', { name: 'TypeScript project' });
  const files = dialog.getByRole('navigation', { name: 'Files of the project' });
  await expect(files.getByRole('button', { name: 'pipeline.ts', exact: true })).toHaveAttribute(
    'aria-current',
    'true',
    { timeout: 30_000 },
  );
  const code = editorNamed(page, 'Code of pipeline.ts');
  await expect(code).toContainText("const app = pipeline('Market Spread'");

  const lit = dialog.locator('.lit-line');
  const node = (name: string) => dialog.locator('.drawn-node').filter({ has: page.getByText(name, { exact: true }) });
  await node('Check order').hover();
  await expect(lit).toHaveText(/orderSymbol\.compute\('check-order', symbolData, checkOrderCode\)/);
  await expect(lit).toBeInViewport();
  await code.locator('.cm-line').filter({ hasText: "sink('rejections'" }).hover();
  await expect(node('Rejections')).toHaveAttribute('data-over', 'true');
  await expect(lit).toHaveText(/sink\('rejections'/);

  await node('Check order').click();
  await expect(editorNamed(page, 'Code of snippets/check-order.ts')).toContainText(
    'export default function checkOrder',
  );
  await files.getByRole('button', { name: 'types.ts', exact: true }).press('Enter');
  await expect(editorNamed(page, 'Code of types.ts')).toContainText('export type Order');
  await expectAccessible(page, 'the code of a project');

  const downloading = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Download as zip' }).click();
  const download = await downloading;
  expect(download.suggestedFilename()).toMatch(/^market-spread.*\.zip$/);
  const bytes = await readFile(await download.path());
  // The directory of a zip names its files as they are.
  for (const name of ['pipeline.ts', 'package.json', 'snippets/check-order.ts', 'vendor/potoroo-runtime.tgz'])
    expect(bytes.includes(`/${name}`), name).toBe(true);
  expect(bytes.length).toBeGreaterThan(100_000);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);

  // Brought back, it is a project of its own, drawn as it was.
  const before = page.url();
  await page.getByRole('button', { name: 'Projects' }).click();
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'market-spread.zip', mimeType: 'application/zip', buffer: bytes });
  await expect.poll(() => page.url(), { timeout: 30_000 }).not.toBe(before);
  await seeMarketSpread(page);
});
