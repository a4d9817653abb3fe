/** The window around the drawing: theme, templates, projects, two windows on one project, the server going away, accessibility. */
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { seeMarketSpread, seeSaved, startEmptyProject, status, stepNamed } from './screen.ts';

test('the theme follows the system until one is chosen, and the choice stays', async ({ studioPage: page }) => {
  await seeMarketSpread(page);
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect.poll(ground).toBe('rgb(15, 18, 22)');
  await page.getByRole('button', { name: /^Theme: as the system/ }).click();
  await expect.poll(ground).toBe('rgb(246, 247, 249)');
  await page.getByRole('button', { name: /^Theme: light/ }).click();
  await page.emulateMedia({ colorScheme: 'light' });
  await expect.poll(ground).toBe('rgb(15, 18, 22)');
  await page.reload();
  await expect.poll(ground).toBe('rgb(15, 18, 22)');
});

test('every template opens as a project of its own, without problems', async ({ studioPage: page }) => {
  await seeMarketSpread(page);
  const titles = await templateTitles(page);
  expect(titles.length).toBeGreaterThanOrEqual(9);
  await page.keyboard.press('Escape');
  for (const title of titles) {
    await page.getByRole('button', { name: 'Projects' }).click();
    await page
      .locator('.template')
      .filter({ has: page.getByText(title, { exact: true }) })
      .click();
    await expect(page.getByLabel('Name of the project')).toHaveValue(title);
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    await expect(status(page).getByRole('button', { name: 'No problems' })).toBeVisible({ timeout: 30_000 });
  }
});

async function templateTitles(page: Page): Promise<readonly string[]> {
  await page.getByRole('button', { name: 'Projects' }).click();
  await expect(page.locator('.template').first()).toBeVisible();
  return page.locator('.template b').allTextContents();
}

test('a project is deleted only after a question, and without any project the first screen teaches', async ({
  studioPage: page,
}) => {
  await seeMarketSpread(page);
  await page.getByRole('button', { name: 'Projects' }).click();
  await page.getByRole('button', { name: 'Delete Market Spread' }).click();
  await page.getByRole('button', { name: 'Keep it' }).click();
  await page.getByRole('button', { name: 'Delete Market Spread' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await page.getByRole('dialog', { name: 'Projects' }).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { name: 'Welcome to Potoroo' })).toBeVisible();
  await page.getByRole('button', { name: 'Open Market Spread' }).click();
  await seeMarketSpread(page);
});

// The browser itself writes the refused save into the console, so this test takes a page that allows it.
test('two windows on one project: nothing is lost, both versions are kept', async ({ studio, page, context }) => {
  await page.goto(studio.url);
  await seeMarketSpread(page);
  const other = await context.newPage();
  await other.goto(page.url());
  await seeMarketSpread(other);
  await other.getByLabel('Name of the project').fill('Theirs');
  await seeSaved(other);
  await page.getByLabel('Name of the project').fill('Mine');
  await expect(page.getByRole('dialog', { name: 'This project was changed in another window' })).toBeVisible();
  await page.getByRole('button', { name: /^Keep both/ }).click();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Mine (my copy)');
  await page.getByRole('button', { name: 'Projects' }).click();
  await expect(page.locator('.project-row').filter({ hasText: 'Theirs' })).toBeVisible();
  await expect(page.locator('.project-row').filter({ hasText: 'Mine (my copy)' })).toBeVisible();
  await other.close();
});

// The browser writes every failed attempt to reconnect into the console.
test('a server that goes away is told in the status bar and holds Run back; what was drawn stays on screen', async ({
  studio,
  page,
}) => {
  await page.goto(studio.url);
  await seeMarketSpread(page);
  await studio.kill();
  await expect(status(page).getByText('Server not reachable, trying again')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute('title', /lost its server/);
  await page.getByLabel('Name of the project').fill('Drawn offline');
  await expect(status(page).getByText(/^Not saved: /)).toBeVisible();
  await expect(stepNamed(page, 'Check order')).toBeVisible();
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen, ${colorScheme}`, async ({ studioPage: page }) => {
    await page.emulateMedia({ colorScheme });
    await seeMarketSpread(page);
    await expectAccessible(page, 'document settings');
    await stepNamed(page, 'Check order').click();
    await expect(page.getByRole('textbox', { name: 'Code of Check order' })).toBeVisible();
    await expectAccessible(page, 'a node');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    await expect(page.getByText(/350 state objects on 3 workers/)).toBeVisible({ timeout: 30_000 });
    await expectAccessible(page, 'a run');
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await page.getByRole('button', { name: 'Projects' }).click();
    await expect(page.locator('.template').first()).toBeVisible();
    await expectAccessible(page, 'projects');
    await page.keyboard.press('Escape');
    await startEmptyProject(page);
    await expectAccessible(page, 'an empty project');
  });
}

async function expectAccessible(page: Page, screen: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
    .analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const told = grave.map(
    ({ id, nodes }) =>
      `${id}: ${nodes
        .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary ?? ''}`)
        .slice(0, 4)
        .join(' | ')}`,
  );
  expect(told, screen).toEqual([]);
}
