/** Learn: a lesson played with the server gone, from its first step to its last, and the same trace as Node makes. */
import { execFile } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';

const projectRoot = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

const event = async (page: Page): Promise<number> =>
  Number(await page.getByRole('slider', { name: 'Event' }).inputValue());
const atStep = (page: Page, step: number) => expect(page.getByText(new RegExp(`^Step ${step} of `))).toBeVisible();

/** What Node makes of the lesson: one hash for each scene. */
async function tracesOf(lesson: string): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/learn/main.ts', lesson], { cwd: projectRoot });
  return /trace {2}(.*) after/.exec(stdout)?.[1]?.split(' ') ?? [];
}

test('a lesson is played to its end without a server, exactly as Node plays it, and every event can be gone back to', async ({
  page,
  studio,
}) => {
  // Three looks at what everybody can read, and a second playing in Node.
  test.setTimeout(240_000);
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(studio.url);
  const screens = page.getByRole('navigation', { name: 'Screens' });

  // An address leads to its moment.
  await screens.getByRole('link', { name: 'Learn' }).click();
  await page.goto(`${studio.origin}/learn/failure?step=1&at=120&deeds=100.0.kill.1`);
  await expect(page.getByRole('heading', { name: 'Failure' })).toBeVisible();
  await expect.poll(() => event(page)).toBe(120);
  await expect(page.getByRole('list', { name: 'Histories' }).getByRole('button')).toHaveCount(2);
  await page.getByRole('button', { name: /^Lesson 9 of/ }).click();
  await expectAccessible(page, 'the course');
  await page.getByRole('button', { name: /Adding a worker/ }).click();
  await atStep(page, 1);
  expect(faults).toEqual([]);

  await studio.kill();

  await expect(page.getByRole('img', { name: /^Slot modulo workers: .*worker C serving with/ })).toBeVisible();
  await page.keyboard.press('PageDown');
  await atStep(page, 2);
  await page.getByRole('slider', { name: /^Your guess/ }).fill('74');
  await page.getByRole('button', { name: 'That is my guess' }).click();
  await atStep(page, 3);
  await page.getByRole('button', { name: 'Add the worker' }).click();
  await expect(page.getByRole('img', { name: /worker D serving with/ })).toHaveCount(2);
  await page.keyboard.press('PageDown');
  await atStep(page, 4);
  await expect(page.getByText(/^The answer: 92 of 120 moved/)).toBeVisible();
  await expect(page.getByText('7 claims, all of them hold on this stage')).toBeVisible();
  await expectAccessible(page, 'a lesson');

  // One event on and back, and whatever is on the stage has a card.
  const here = await event(page);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => event(page)).toBe(here - 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => event(page)).toBe(here);
  await page.getByRole('button', { name: 'As a list' }).click();
  const below = page.getByRole('region', { name: /^Random Slicing/ });
  await below.getByRole('button', { name: 'A007' }).click();
  await expect(page.getByRole('complementary', { name: 'account A007' })).toContainText('is hashed to slot');
  await below.getByRole('button', { name: 'worker B', exact: true }).click();
  await page.getByRole('button', { name: 'Kill it' }).click();
  await expect(
    page.getByRole('list', { name: 'Histories' }).getByRole('button', { name: /worker B is killed/ }),
  ).toBeVisible();
  await page
    .getByRole('list', { name: 'Histories' })
    .getByRole('button', { name: /a worker is added/ })
    .click();

  for (const step of [5, 6, 7, 8]) {
    await page.keyboard.press('PageDown');
    await atStep(page, step);
  }
  await expect(page.getByText('7 claims, all of them hold on this stage')).toHaveCount(2);
  await page.getByRole('button', { name: 'Protocol' }).click();
  const protocol = page.getByRole('region', { name: 'The protocol' });
  for (const trace of await tracesOf('adding-a-worker')) await expect(protocol).toContainText(`trace ${trace}`);
  await expect(protocol.getByRole('img', { name: /^The coordinator. Now: over./ })).toBeVisible();
  await protocol.getByRole('button', { name: 'Slots' }).click();
  await expect(protocol.getByRole('img', { name: /Now: .*owned: A 64 · B 64 · C 64 · D 64/ })).toBeVisible();
  await expectAccessible(page, 'the protocol');
  expect(faults).toEqual([]);
});
