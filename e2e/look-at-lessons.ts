/**
 * Walks through every step of every lesson as a learner would, with the server stopped once Learn is there, and takes a picture of
 * each, in light and dark and two sizes:
 * `npm run lessons:look -- FOLDER [lesson or all] [1280-light]`. Needs the built studio and a Chromium. It is for the eye, and no test; what a
 * program can see of it (text that is cut off, a claim that does not hold, an error in the console) is said, and ends it with 1.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { startStudioProcess } from './studio-process.ts';

const sizes = [
  { width: 1280, height: 800 },
  { width: 1600, height: 1000 },
] as const;
const stepsMax = 30;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
let faults = 0;
function fault(text: string): void {
  faults++;
  say(`  ${text}`);
}

/** Texts of the screen that are cut off without a way to read the rest. */
const cutTexts = (page: Page): Promise<readonly string[]> =>
  page.evaluate(() =>
    Array.from(document.querySelectorAll<HTMLElement>('.learn *, .course *, .topbar *'))
      .filter(
        (element) =>
          element.children.length === 0 &&
          element.textContent.trim() !== '' &&
          element.clientWidth > 1 &&
          element.scrollWidth > element.clientWidth + 1 &&
          getComputedStyle(element).overflowX !== 'auto' &&
          getComputedStyle(element).visibility === 'visible' &&
          !element.matches('input, textarea, pre, [title]'),
      )
      .map((element) => `${element.className || element.tagName}: ${element.textContent}`),
  );

async function look(page: Page, file: string): Promise<void> {
  await page.waitForFunction(() => document.querySelector('[data-busy="true"]') === null, null, { timeout: 240_000 });
  for (const text of await cutTexts(page)) fault(`${path.basename(file)}: cut off: ${text}`);
  for (const text of await page.locator('.lesson-claims .claim-fails').allTextContents())
    fault(`${path.basename(file)}: does not hold: ${text}`);
  await page.screenshot({ path: file });
}

/** Says and does what the step asks for. True where there was something to do. */
async function act(page: Page): Promise<boolean> {
  const ask = page.locator('.lesson-ask').last();
  if ((await ask.count()) === 0) return false;
  const choice = ask.getByRole('radio').first();
  const button = ask.getByRole('button').last();
  if ((await choice.count()) > 0 && (await choice.isEnabled())) await choice.check();
  if ((await button.count()) === 0 || !(await button.isEnabled())) return false;
  const isGuess = (await button.textContent())?.includes('guess') === true;
  if (isGuess) return false;
  await button.click();
  return true;
}

/** By the course, since there is no server any more that would answer an address. */
async function toCourse(page: Page): Promise<void> {
  const back = page.locator('.lesson-place button');
  if ((await back.count()) > 0) await back.click();
  await page.locator('.course li').first().waitFor();
}

async function walk(page: Page, lesson: string, folder: string): Promise<void> {
  await toCourse(page);
  await page.locator(`[data-lesson="${lesson}"]`).click();
  const place = page.locator('.lesson-steps span').first();
  for (let step = 1; step <= stepsMax; step++) {
    await place.getByText(`Step ${step} of `).waitFor();
    const name = path.join(folder, `${lesson}-${String(step).padStart(2, '0')}`);
    await look(page, `${name}.png`);
    if (await act(page)) await look(page, `${name}-done.png`);
    const total = Number(/of (\d+)/.exec((await place.textContent()) ?? '')?.[1]);
    if (step >= total) return;
    await page.keyboard.press('PageDown');
  }
}

/** The laboratory is no lesson: a search that finds nothing, one that finds a lost message, and the moment before it. */
async function walkLaboratory(page: Page, folder: string): Promise<void> {
  await toCourse(page);
  await page.locator('[data-lesson="laboratory"]').click();
  const find = page.getByRole('button', { name: 'Find me a failure' });
  await page.locator('.scene').waitFor();
  await look(page, path.join(folder, 'laboratory-1.png'));
  await page.getByLabel('Links').selectOption('effectively-once');
  await find.click();
  await page.getByText('None was found.').waitFor({ timeout: 240_000 });
  await look(page, path.join(folder, 'laboratory-2-none.png'));
  await page.getByLabel('Links').selectOption('at-most-once');
  await find.click();
  await page.getByText('Broken by 1 fault.').waitFor({ timeout: 240_000 });
  await page.getByRole('button', { name: 'Stand before it' }).click();
  await look(page, path.join(folder, 'laboratory-3-found.png'));
  await page.keyboard.press('ArrowRight');
  await look(page, path.join(folder, 'laboratory-4-fault.png'));
}

async function lookThrough(browser: Browser, target: string, wanted: string | undefined, way: string): Promise<void> {
  const studio = await startStudioProcess();
  try {
    const page = await browser.newPage({ reducedMotion: 'reduce' });
    page.on('pageerror', (error) => fault(`error of the page: ${error.message}`));
    await page.goto(studio.url);
    await page.getByRole('link', { name: 'Learn' }).click();
    const entries = page.locator('.course li [data-lesson]');
    await entries.nth(1).waitFor();
    await page.waitForLoadState('networkidle');
    await studio.stop();
    for (const size of sizes) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const name = `${size.width}-${colorScheme}`;
        if (!name.includes(way)) continue;
        await page.setViewportSize(size);
        await page.emulateMedia({ colorScheme });
        const folder = path.join(target, name);
        mkdirSync(folder, { recursive: true });
        await toCourse(page);
        const lessons = await entries.evaluateAll((all) => all.map((each) => each.getAttribute('data-lesson') ?? ''));
        if (wanted === undefined || wanted === 'all') await look(page, path.join(folder, 'course.png'));
        for (const lesson of lessons) {
          if (wanted !== undefined && wanted !== 'all' && wanted !== lesson) continue;
          say(`${name}: ${lesson}`);
          if (lesson === 'laboratory') await walkLaboratory(page, folder);
          else await walk(page, lesson, folder);
        }
      }
    }
  } finally {
    await studio.stop();
  }
}

const [target, wanted, way = ''] = process.argv.slice(2);
const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error('no Chromium was found; run npm test once, which installs it');
if (target === undefined) throw new Error('say into which folder: npm run lessons:look -- FOLDER');
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking'],
});
await lookThrough(browser, target, wanted, way);
await browser.close();
if (faults > 0) process.exitCode = 1;
