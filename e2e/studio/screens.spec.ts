/** The screens: their tabs, their addresses, Back, and that each of them can be read by everyone. */
import { expect, test } from '../fixtures.ts';
import { firstScreenScripts } from '../first-screen.ts';
import { expectAccessible } from './accessible.ts';
import { openTemplate, seeMarketSpread, stepNamed } from './screen.ts';

test('a screen has a tab and an address of its own: reload and Back find it, and the view of the canvas stays', async ({
  warmPage: page,
}) => {
  const tabs = page.getByRole('navigation', { name: 'Screens' });
  const tab = (name: string) => tabs.getByRole('link', { name });
  const path = () => new URL(page.url()).pathname;
  const projectPath = path();
  const cluster = page.getByRole('region', { name: 'Cluster' });

  // A view that the person has chosen.
  const width = async () => Math.round((await stepNamed(page, 'Check order').boundingBox())?.width ?? 0);
  const fitted = await width();
  await page.getByRole('button', { name: 'Zoom in' }).click();
  await expect.poll(width).toBeGreaterThan(fitted);
  const chosen = await width();
  await tab('Cluster').focus();
  await page.keyboard.press('Enter');
  await expect(cluster).toBeVisible();
  await expect(tab('Cluster')).toHaveAttribute('aria-current', 'page');
  expect(path()).toBe(`${projectPath}/cluster`);
  await expectAccessible(page, 'the cluster screen without a run');

  // What acts on the canvas does nothing unseen.
  await page.locator('body').press('Delete');
  await tab('Build & run').click();
  await expect.poll(width).toBe(chosen);
  await tab('Cluster').click();
  await page.reload();
  await expect(cluster).toBeVisible();
  expect(path()).toBe(`${projectPath}/cluster`);
  await tab('Build & run').click();
  await seeMarketSpread(page);
  expect(path()).toBe(projectPath);
  await page.goBack();
  await expect(cluster).toBeVisible();

  // Another project is another address; the screen stays.
  await openTemplate(page, 'Word count');
  await expect(cluster).toBeVisible();
  expect(path()).toMatch(/^\/projects\/word-count.*\/cluster$/);
  await page.goBack();
  await expect(stepNamed(page, 'Count word')).toBeVisible();
  expect(path()).toMatch(/^\/projects\/word-count[^/]*$/);
});

test('the first screen needs less than 300 KB of JavaScript; editor, compiler and layout come when they are needed', () => {
  const scripts = firstScreenScripts();
  const kilobytes = scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) / 1_000;
  expect(kilobytes, JSON.stringify(scripts)).toBeLessThan(300);
  expect(kilobytes, 'it is the studio').toBeGreaterThan(100);
  expect(scripts.map(({ file }) => file).join(' ')).not.toMatch(
    /editor-setup|compiler|elk|learn-screen|cluster-screen/,
  );
});
