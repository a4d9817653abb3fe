/**
 * What an end-to-end test is given: a running studio of its own, and a page that was let in with the printed URL.
 * A test that the page's console contradicts fails: errors there are faults of ours.
 */
import { expect, test as base, type Page } from '@playwright/test';
import { startStudioProcess, type StudioProcess } from './studio-process.ts';

export const test = base.extend<{ readonly studio: StudioProcess; readonly studioPage: Page }>({
  // The first parameter of a fixture must be a pattern, even where nothing is taken from it.
  // oxlint-disable-next-line no-empty-pattern
  studio: async ({}, use) => {
    const studio = await startStudioProcess();
    await use(studio);
    await studio.stop();
  },
  studioPage: async ({ page, studio }, use) => {
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(studio.url);
    await use(page);
    expect(faults, 'errors in the console of the page').toEqual([]);
  },
});

export { expect } from '@playwright/test';
