/** The window around the drawing: theme, templates, projects, two windows on one project, the server going away, accessibility. */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { startStudioProcess } from '../studio-process.ts';
import { expectAccessible } from './accessible.ts';
import { ledger, openTemplate, seeMarketSpread, seeSaved, startEmptyProject, status, stepNamed } from './screen.ts';

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

test('every template opens as a project of its own, without problems', async ({ warmPage: page }) => {
  const titles = await templateTitles(page);
  expect(titles.length).toBeGreaterThanOrEqual(9);
  await page.keyboard.press('Escape');
  for (const title of titles) {
    await openTemplate(page, title);
    await expect(page.locator('.react-flow__node').first()).toBeVisible();
    await expect(status(page).getByRole('button', { name: 'No problems' })).toBeVisible({ timeout: 30_000 });
  }
});

async function templateTitles(page: Page): Promise<readonly string[]> {
  await page.getByRole('button', { name: 'Projects' }).click();
  await expect(page.locator('.template').first()).toBeVisible();
  return page.locator('.template b').allTextContents();
}

test('a deleted project can be brought back, and without any project the first screen teaches', async ({
  studioPage: page,
}) => {
  await seeMarketSpread(page);
  await page.getByLabel('Name of the project').fill('Mine');
  await page.getByRole('button', { name: 'Projects' }).click();
  const dialog = page.getByRole('dialog', { name: 'Projects' });
  const list = dialog.getByRole('list', { name: 'Your projects' });
  await dialog.getByRole('button', { name: 'Delete Mine' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(0);
  await dialog.getByRole('button', { name: 'Bring it back' }).click();
  await expect(list.getByRole('button', { name: /^Mine open, saved today/ })).toBeVisible();

  await dialog.getByRole('button', { name: 'Duplicate Mine' }).click();
  await dialog.getByRole('button', { name: 'Rename Mine (copy)' }).click();
  await page.keyboard.insertText('Another');
  await page.keyboard.press('Enter');
  await expect(list.getByRole('button', { name: /^Another saved/ })).toBeVisible();
  await dialog.getByRole('searchbox', { name: 'Search your projects' }).fill('ANOTH');
  await expect(list.getByRole('listitem')).toHaveCount(1);
  await expectAccessible(page, 'projects with a search');
  await dialog.getByRole('searchbox', { name: 'Search your projects' }).fill('');
  await dialog.getByRole('button', { name: 'Delete Another' }).click();
  await dialog.getByRole('button', { name: 'Delete Mine' }).click();
  await dialog.getByText('Deleted before').click();
  await expect(dialog.getByRole('button', { name: 'Bring back', exact: true })).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Close' }).click();
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
  await other.getByLabel('Name of the project').fill('First');
  await expect(page.getByLabel('Name of the project'), 'a window without edits of its own follows').toHaveValue(
    'First',
  );
  await page.route('**/api/pipelines/*', (route) => route.abort());
  await page.getByLabel('Name of the project').fill('Mine');
  await expect(status(page).getByText(/^Not saved/)).toBeVisible();
  await page.unroute('**/api/pipelines/*');
  await other.getByLabel('Name of the project').fill('Theirs');
  await expect(page.getByRole('dialog', { name: 'This project was changed in another window' })).toBeVisible();
  await expectAccessible(page, 'the question which version to keep');
  await page.getByRole('button', { name: /^Keep both/ }).click();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Mine (my copy)');
  await page.getByRole('button', { name: 'Projects' }).click();
  await expect(page.locator('.project-row').filter({ hasText: 'Theirs' })).toBeVisible();
  await expect(page.locator('.project-row').filter({ hasText: 'Mine (my copy)' })).toBeVisible();
  await page.locator('.project-row').filter({ hasText: 'Theirs' }).click();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Theirs');
  await other.request.delete(page.url().replace('/projects/', '/api/pipelines/'), {
    headers: { origin: studio.origin, 'sec-fetch-site': 'same-origin' },
  });
  await page.getByLabel('Name of the project').fill('Still here');
  await page.getByRole('button', { name: 'Keep mine as a project' }).click();
  await seeSaved(page);
  await page.reload();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Still here');
  await other.close();
});

// The browser writes every failed attempt to reconnect into the console.
test('a server that goes away is told in the status bar and holds Run back; what was drawn stays on screen', async ({
  studio,
  page,
}) => {
  await page.route('**/api/pipelines', (route) => route.abort(), { times: 1 });
  await page.goto(studio.url);
  await expect(page.getByRole('heading', { name: 'Your project could not be opened' })).toBeVisible();
  await page.getByRole('button', { name: 'Try again' }).click();
  await seeMarketSpread(page);
  await studio.kill();
  await expect(status(page).getByText('Server not reachable, trying again')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute('title', /lost its server/);
  await page.getByLabel('Name of the project').fill('Drawn offline');
  await expect(status(page).getByText(/^Not saved/)).toBeVisible();
  await expect(stepNamed(page, 'Check order')).toBeVisible();
});

// The browser writes the refused requests into the console.
test('a server that was started anew has ended the access of open windows, and its URL brings them back', async ({
  studio,
  page,
  context,
}) => {
  await page.goto(studio.url);
  await seeMarketSpread(page);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Running on 3 workers').first()).toBeVisible({ timeout: 30_000 });
  await expect.poll(async () => (await ledger(page)).accepted, { timeout: 30_000 }).toBeGreaterThan(0);
  await studio.kill();
  const next = await startStudioProcess(['--port', new URL(studio.origin).port]);
  try {
    await expect(status(page).getByText(/access has ended: open the URL that npm start printed/)).toBeVisible();
    const controls = page.getByRole('group', { name: 'Run', exact: true });
    await expect(controls.getByText('Run unknown')).toBeVisible();
    await expect(controls.getByText(/records\/s/)).toHaveCount(0);
    await expect(status(page).getByText(/^Ledger, last known: /)).toBeVisible();
    await expect(page.getByTestId('ledger').locator('.icon')).toHaveCount(0);
    const other = await context.newPage();
    await other.goto(next.url);
    await expect(status(page).getByText('Connected')).toBeVisible();
    await expect(controls.getByText('Not running')).toBeVisible();
    await other.close();
  } finally {
    await next.stop();
  }
});

test('the pipeline stays in view when the window or the runtime pane takes room from it', async ({
  studioPage: page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await seeMarketSpread(page);
  await page.getByRole('button', { name: 'Hide the runtime' }).click();
  await page.reload();
  await seeMarketSpread(page);
  await page.getByRole('button', { name: 'Show the runtime' }).click();
  await expectAllInView(page);
  const line = page.getByRole('separator', { name: /API line/ });
  await line.focus();
  await page.keyboard.press('ArrowUp');
  const share = Number(await line.getAttribute('aria-valuenow')) / 800;
  await page.setViewportSize({ width: 1100, height: 640 });
  await expect(line).toHaveAttribute('aria-valuenow', String(Math.round(share * 640)));
  await expectAllInView(page);
  await page.getByRole('button', { name: 'Zoom in' }).click();
  const zoomed = await page.locator('.zoom').textContent();
  await page.setViewportSize({ width: 1280, height: 800 });
  await expect(line).toHaveAttribute('aria-valuenow', String(Math.round(share * 800)));
  await expect(page.locator('.zoom'), 'a view that the person chose is left alone').toHaveText(zoomed ?? '');
});

async function expectAllInView(page: Page): Promise<void> {
  await expect
    .poll(() =>
      page.evaluate(() => {
        const canvas = document.querySelector('.canvas')?.getBoundingClientRect();
        const nodes = [...document.querySelectorAll('.react-flow__node')].map((node) => node.getBoundingClientRect());
        if (canvas === undefined || nodes.length === 0) return 'nothing drawn';
        const outside = nodes.filter(
          ({ left, right, top, bottom }) =>
            left < canvas.left || right > canvas.right || top < canvas.top || bottom > canvas.bottom,
        );
        return `${outside.length} of ${nodes.length} outside`;
      }),
    )
    .toMatch(/^0 of \d+ outside$/);
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe finds nothing serious on any screen, ${colorScheme}`, async ({ warmPage: page }) => {
    await page.emulateMedia({ colorScheme });
    await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeEnabled();
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
