/** Learn with the server gone: a lesson from its first step to its last, and every stage of the course with the trace that Node makes. */
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

/** What Node makes of every history that the lessons make: a line for each, with one hash for each scene. */
async function endsInNode(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['tools/learn/main.ts', '--ends'], {
    cwd: projectRoot,
  });
  return stdout.trim().split('\n');
}

/** What was asked is answered: whatever is expected then is there, and nobody looks for it again and again. */
const settled = (page: Page): Promise<void> => page.locator('.learn[data-busy="false"] .scene').first().waitFor();

/** In both themes; what the system asks for is what the studio shows. */
async function expectAccessibleInBoth(page: Page, screen: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectAccessible(page, `${screen}, ${colorScheme}`);
  }
}

/** Goes on, as a presenter's clicker does, to a step of the lesson that is open: each is there before the next is asked for. */
async function goToStep(page: Page, step: number): Promise<void> {
  const place = page.getByRole('navigation', { name: 'Steps of the lesson' }).getByText(/^Step \d+ of /);
  for (let at = Number(/\d+/.exec((await place.textContent()) ?? '')?.[0]); at < step; at++) {
    await page.keyboard.press('PageDown');
    await settled(page);
    await atStep(page, at + 1);
  }
}

/**
 * Every lesson is gone through to its last step in this window, with all that its steps do to the stage, and every history that
 * there is then, played to its end, leaves the traces that it leaves in Node.
 */
async function expectSameTraces(page: Page, ends: readonly string[]): Promise<void> {
  const protocol = page.getByRole('region', { name: 'The protocol' });
  const histories = page.getByRole('list', { name: 'Histories' }).getByRole('button');
  let open = '';
  for (const line of ends) {
    const [name = '', step = '', history = '', ...traces] = line.split(' ');
    if (name !== open) {
      await page.getByRole('button', { name: /^(Lesson \d+ of|After the lessons|All lessons)/ }).click();
      await page.locator(`[data-lesson="${name}"]`).click();
      if (name === 'laboratory') await page.getByLabel('Pipeline').selectOption('alphabet');
      await settled(page);
      if (name !== 'laboratory') await atStep(page, 1);
      open = name;
    }
    if (name !== 'laboratory') await goToStep(page, Number(step));
    await settled(page);
    await expect(page.locator('.scene')).toHaveCount(traces.length);
    // A stage to which nothing was done has one history, and no list of them.
    if (history !== '0' || (await histories.count()) > 0) {
      const chosen = histories.nth(Number(history));
      await chosen.click();
      await settled(page);
      await expect(chosen).toHaveAttribute('aria-pressed', 'true');
    }
    await page.getByRole('slider', { name: 'Event' }).press('End');
    await settled(page);
    for (const trace of traces) await expect(protocol, line).toContainText(`trace ${trace}`);
  }
}

test('a lesson is played to its end without a server, exactly as Node plays it, and every event can be gone back to', async ({
  page,
  studio,
}) => {
  // Five looks at what everybody can read, every stage to its end, and the same again in Node.
  test.setTimeout(480_000);
  // Node is at it while the window is.
  const ends = endsInNode();
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
  const claims = page.getByText(/^\d+ claims, all of them hold on this stage$/);
  await expect(claims).toHaveCount(2);
  await expectAccessible(page, 'a lesson');

  // One event on and back, and whatever is on the stage has a card.
  const here = await event(page);
  await page.keyboard.press('ArrowLeft');
  await expect.poll(() => event(page)).toBe(here - 1);
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => event(page)).toBe(here);
  await page.getByRole('button', { name: 'As a list' }).click();
  const below = page.getByRole('region', { name: /^Random Slicing/ });
  // The keyboard is in the card that it has opened, and back where it came from once the card is closed.
  const chosen = below.getByRole('button', { name: 'A007' });
  await chosen.click();
  const card = page.getByRole('complementary', { name: 'account A007' });
  await expect(card).toContainText('is hashed to slot');
  await expect(card).toBeFocused();
  await expect(chosen).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Escape');
  await expect(chosen).toBeFocused();
  await below.getByRole('button', { name: 'worker B', exact: true }).click();
  await page.getByRole('button', { name: 'Kill it' }).click();
  await expect(page.getByRole('complementary', { name: 'Worker B, dead' })).toBeFocused();
  await expect(
    page.getByRole('list', { name: 'Histories' }).getByRole('button', { name: /worker B is killed/ }),
  ).toBeVisible();
  await page
    .getByRole('list', { name: 'Histories' })
    .getByRole('button', { name: /a worker is added/ })
    .click();

  for (const step of [5, 6, 7]) {
    await page.keyboard.press('PageDown');
    await atStep(page, step);
  }
  // A presenter's clicker does what the step asks for and leaves it to be seen; the next press goes on.
  const present = page.getByRole('button', { name: 'Present' });
  await present.click();
  await expect(page.getByRole('button', { name: 'Do it', exact: true })).toBeVisible();
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeVisible();
  await atStep(page, 7);
  await page.keyboard.press('PageDown');
  await atStep(page, 8);
  await present.click();
  await expect(claims).toHaveCount(3);
  await expect(page.getByText(/claims do not hold/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Protocol' }).click();
  const protocol = page.getByRole('region', { name: 'The protocol' });
  await expect(protocol.getByRole('img', { name: /^The coordinator. Now: over./ })).toBeVisible();
  await protocol.getByRole('button', { name: 'Slots' }).click();
  await expect(protocol.getByRole('img', { name: /Now: .*owned: A 64 · B 64 · C 64 · D 64/ })).toBeVisible();
  await expectAccessible(page, 'the protocol');

  // All others, the application and the laboratory: nothing of them is fetched any more.
  await expectSameTraces(page, await ends);
  await expect(page.getByRole('heading', { name: 'Find me a failure' })).toBeVisible();
  await expectAccessibleInBoth(page, 'the laboratory');

  // The search says how far it is from its first run on, and can be stopped.
  await page.getByRole('button', { name: 'Find me a failure' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(page.getByRole('button', { name: 'Go on' })).toBeVisible();

  // The compiler answers here, too, with the reason that the lesson gives.
  await page.getByRole('button', { name: 'All lessons' }).click();
  await page.locator('[data-lesson="transfer"]').click();
  await atStep(page, 1);
  await page.keyboard.press('PageDown');
  await atStep(page, 2);
  // A clicker asks it, too, and leaves the answer to be read.
  await present.click();
  await page.keyboard.press('PageDown');
  await expect(page.getByText('Refused, P321')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Next', exact: true })).toBeVisible();
  await atStep(page, 2);
  await present.click();
  await page.getByRole('button', { name: 'Ask the compiler' }).click();
  await expectAccessible(page, 'a refusal');
  await expect(page.getByRole('contentinfo', { name: 'Status' })).toContainText(
    'No server, and this screen needs none',
  );
  expect(faults).toEqual([]);
});

test('what stands over a scene is whole for a presenter, on the smallest window that the studio is made for', async ({
  page,
  studio,
}) => {
  test.setTimeout(240_000);
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(studio.url);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Learn' }).click();
  await page.getByRole('button', { name: /Adding a worker/ }).click();
  await atStep(page, 1);
  await goToStep(page, 4);
  await page.getByRole('button', { name: 'Present' }).click();
  await expect(page.locator('.learn-presenting .scene')).toHaveCount(2);
  await expect(page.locator('.scene-number').last()).toHaveText(/slots, the minimum$/);
  const cut = await page.locator('.scene-head').evaluateAll((heads) =>
    heads.flatMap((head) =>
      Array.from(head.children)
        .filter(
          (part) =>
            part.scrollWidth > part.clientWidth + 1 ||
            part.getBoundingClientRect().right > head.getBoundingClientRect().right + 1,
        )
        .map((part) => part.textContent),
    ),
  );
  expect(cut).toEqual([]);
  // Where there is too little room for it all the same, it can be read.
  for (const note of await page.locator('.scene-note').all())
    await expect(note).toHaveAttribute('title', (await note.textContent()) ?? '');
});
