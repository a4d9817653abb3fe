/** What the studio's tests see and do again and again, said as a person would: nodes, running, problems, what is saved. */
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';

export const nodeNamed = (page: Page, name: string): Locator =>
  page.locator('.react-flow__node').filter({ has: page.getByText(name, { exact: true }) });

/** The swimlane has the state's name, its computations theirs: this is the innermost. */
export const stepNamed = (page: Page, name: string): Locator =>
  page.locator('.step-node').filter({ has: page.getByText(name, { exact: true }) });

export const edgeBetween = (page: Page, from: string, to: string): Locator =>
  page.getByLabel(`Edge from ${from} to ${to}`);

/** A point on the drawn curve, `share` of its length from its beginning. */
export const pointOnEdge = (edge: Locator, share: number) =>
  edge.locator('.react-flow__edge-path').evaluate((path: SVGPathElement, at) => {
    const { x, y } = path.getPointAtLength(path.getTotalLength() * at);
    const matrix = path.getScreenCTM();
    return matrix === null ? { x: 0, y: 0 } : { x: matrix.a * x + matrix.e, y: matrix.d * y + matrix.f };
  }, share);

export const screenTab = (page: Page, name: string): Locator =>
  page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name, exact: true });

export const inspector = (page: Page): Locator => page.getByRole('complementary', { name: 'Inspector' });

export const runtime = (page: Page): Locator => page.getByRole('region', { name: 'Runtime' });

export const status = (page: Page): Locator => page.getByRole('contentinfo', { name: 'Status' });

export async function seeMarketSpread(page: Page): Promise<void> {
  await expect(page.getByLabel('Name of the project')).toHaveValue('Market Spread');
  await expect(stepNamed(page, 'Check order')).toBeVisible();
  await expect(status(page).getByRole('button', { name: 'No problems' })).toBeVisible({ timeout: 30_000 });
}

/** A template as a project of its own, from the Projects dialog; resolves when the window shows the new project. */
export async function openTemplate(page: Page, title: string): Promise<void> {
  const before = page.url();
  await page.getByRole('button', { name: 'Projects' }).click();
  await page
    .locator('.template')
    .filter({ has: page.getByText(title, { exact: true }) })
    .click();
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(page.getByLabel('Name of the project')).toHaveValue(title);
}

export async function startEmptyProject(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Projects' }).click();
  await page.getByRole('dialog', { name: 'Projects' }).getByRole('button', { name: 'Start empty' }).click();
  await expect(page.getByText('Draw your first pipeline')).toBeVisible();
}

export async function addNode(page: Page, entry: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Palette' }).getByRole('button', { name: entry, exact: true }).click();
}

/** Resolves when the server has what the act changed: the word *Saving* may be gone before anybody looks. */
export async function savedAfter(page: Page, act: () => Promise<void>): Promise<void> {
  const sent = page.waitForResponse(
    (response) =>
      response.request().method() === 'PUT' && /\/api\/pipelines\/[^/]+$/.test(response.url()) && response.ok(),
  );
  await act();
  await sent;
  await seeSaved(page);
}

export const seeSaved = (page: Page): Promise<void> =>
  expect(status(page).getByText('Saved', { exact: true })).toBeVisible();

/** The text of a code editor as its author wrote it. */
export const editorNamed = (page: Page, label: string): Locator => page.getByRole('textbox', { name: label });

export async function replaceCode(page: Page, label: string, code: string): Promise<void> {
  const editor = editorNamed(page, label);
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText(code);
}

/** The numbers of the ledger in the status bar. */
export async function ledger(
  page: Page,
): Promise<{ readonly accepted: number; readonly applied: number; readonly released: number }> {
  const text = (await status(page).textContent()) ?? '';
  const numberBefore = (word: string) =>
    Number((new RegExp(`([\\d,]+) ${word}`).exec(text)?.[1] ?? '0').replaceAll(',', ''));
  return { accepted: numberBefore('accepted'), applied: numberBefore('applied'), released: numberBefore('released') };
}

/** The renderer of the page dies as in a fault of the browser; Chromium never answers this command. */
export async function crash(page: Page, context: BrowserContext): Promise<void> {
  const session = await context.newCDPSession(page);
  const crashed = page.waitForEvent('crash');
  session.send('Page.crash').catch(() => undefined);
  await crashed;
}
