/**
 * Changes of a running pipeline that take something away: what a removed node and another shape of a state do to a run is
 * said before, happens behind a barrier, and undo brings back what ran.
 */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { editorNamed, nodeNamed, openTemplate, runtime, stepNamed } from './screen.ts';

const deployButton = (page: Page) => page.getByRole('button', { name: 'Deploy changes' });

/** The code is changed in a way that changes nothing, and deployed with this for the state. */
async function deployWith(page: Page, policy: 'Migrate by a function' | 'Reset', migration?: string): Promise<void> {
  await editorNamed(page, 'Code of Count word').click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// Changed.\n');
  await deployButton(page).click();
  await page.getByLabel('State of Counters').selectOption(policy);
  if (migration !== undefined) await page.getByLabel('Migration of Counters').fill(migration);
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0, { timeout: 60_000 });
  await expect(deployButton(page)).toHaveCount(0);
}

/** Of the newest record that the live table shows. */
const newestCount = async (page: Page): Promise<number> =>
  Number(await runtime(page).locator('.live-table tbody tr').first().locator('td').nth(1).textContent());

test('state objects are made anew by a function, and begun anew; what a removed node does is said, and undo takes it back', async ({
  warmPage: page,
}) => {
  test.setTimeout(240_000);
  await openTemplate(page, 'Word count');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await runtime(page).getByRole('button', { name: 'Counts', exact: true }).click({ timeout: 60_000 });
  await expect.poll(() => newestCount(page), { timeout: 60_000 }).toBeGreaterThan(0);

  // One undo away from what runs, nothing is left to deploy.
  await nodeNamed(page, 'Counts').click();
  await page.keyboard.press('Delete');
  await expect(nodeNamed(page, 'Counts')).toHaveCount(0);
  await deployButton(page).click();
  await expect(page.getByRole('list', { name: 'What happens' })).toContainText('Counts is written no more');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(deployButton(page)).toHaveCount(0);

  const far = 1_000_000_000;
  await stepNamed(page, 'Count word').click();
  await deployWith(page, 'Migrate by a function', `(old) => ({ count: old.count + ${far} })`);
  await expect.poll(() => newestCount(page), { timeout: 60_000 }).toBeGreaterThan(far);
  await deployWith(page, 'Reset');
  await expect.poll(() => newestCount(page), { timeout: 60_000 }).toBeLessThan(far);
  await expect(page.getByText('Running on 3 workers').first()).toBeVisible();
});
