/** The ways of adding nodes besides the palette: at the cursor, at the end of a wire, on an edge, and by the clipboard. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import {
  edgeBetween,
  inspector,
  nodeNamed,
  pointOnEdge,
  replaceCode,
  seeSaved,
  startEmptyProject,
  stepNamed,
} from './screen.ts';

const picker = (page: Page) => page.locator('.picker');
const port = (node: Locator, side: 'source' | 'target') => node.locator(`.react-flow__handle.${side}`);

async function middleOf(place: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await place.boundingBox();
  return { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
}

test('by keyboard alone: add, add after, connect to what is there, with the reason why not', async ({
  warmPage: page,
}) => {
  await startEmptyProject(page);
  await page.keyboard.press('/');
  await expect(picker(page).getByRole('combobox', { name: 'Add a node' })).toBeFocused();
  await page.keyboard.type('generat');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Source Generator')).toBeFocused();
  await page.keyboard.press('a');
  await page.keyboard.type('map');
  await expect(picker(page).getByRole('option', { selected: true })).toContainText('Map');
  await page.keyboard.press('ArrowDown');
  await expect(picker(page).getByRole('option', { selected: true })).toContainText('Flat map');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(edgeBetween(page, 'Generator', 'Map')).toBeAttached();
  await expect(page.getByLabel('Computation Map')).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(page.locator('.react-flow__node')).toHaveCount(1);
  await page.keyboard.press('Control+Shift+Z');
  await page.keyboard.press('/');
  await page.keyboard.type('live');
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('Sink Live table')).toBeFocused();
  await page.getByLabel('Computation Map').focus();
  await page.keyboard.press('c');
  await expect(picker(page).getByRole('option')).toHaveText([/Live table/]);
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('Computation Map')).toBeFocused();
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await expect(edgeBetween(page, 'Map', 'Live table')).toBeAttached();
  await expect(page.getByLabel('Computation Map')).toBeFocused();
  await page.getByLabel('Source Generator').focus();
  await page.keyboard.press('c');
  const refused = picker(page).getByRole('option', { name: /Map/ });
  await expect(refused).toHaveAttribute('aria-disabled', 'true');
  await expect(refused).toContainText('The two are connected already.');
  await page.keyboard.press('Escape');
});

test('word count from nothing by keyboard alone: drawn, written, connected and run', async ({ warmPage: page }) => {
  const steps = [
    ['/', 'generator', 'Source Generator', '(index) => "the sea and the sun of the " + (index % 7)'],
    ['a', 'flat map', 'Computation Flat map', '(text) => text.split(" ")'],
    ['a', 'state computation', 'State computation State computation', countWord],
    ['a', 'live', 'Sink Live table', null],
  ] as const;
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('combobox')).toBeFocused();
  await page.keyboard.type('start an empty');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Draw your first pipeline')).toBeVisible();
  for (const [key, typed, made, code] of steps) {
    await page.keyboard.press(key);
    await expect(picker(page).getByRole('combobox')).toBeFocused();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
    await expect(page.getByLabel(made, { exact: true })).toBeFocused();
    if (code !== null) await writeCode(page, code);
  }
  await expect(page.locator('.react-flow__edge')).toHaveCount(4);
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible({ timeout: 30_000 });
  await page.keyboard.press('Control+Enter');
  const table = inspector(page).locator('.live-table');
  await expect(table.getByRole('row', { name: /^the \d{2}/ }).first()).toBeVisible({ timeout: 30_000 });
});

test('word count from nothing by mouse alone, in a small window, where everything that is added stays in view', async ({
  warmPage: page,
}) => {
  await page.setViewportSize({ width: 1280, height: 800 });
  await startEmptyProject(page);
  await dragEntry(page, 'Generator', { x: 110, y: 110 });
  await replaceCode(page, 'Generate of Generator', '(index) => "the sea and the sun of the " + (index % 7)');
  await wire(page, 'Generator', { x: 60, y: 30 });
  await picker(page)
    .getByRole('option', { name: /^Flat map/ })
    .click();
  await replaceCode(page, 'Code of Flat map', '(text) => text.split(" ")');
  await dragEntry(page, 'State computation', { x: 560, y: 240 });
  await replaceCode(page, 'Code of State computation', countWord);
  await wire(page, 'State computation', { x: 30, y: 40 });
  await picker(page)
    .getByRole('option', { name: /^Live table/ })
    .click();
  await expect(edgeBetween(page, 'State computation', 'Live table')).toBeAttached();
  await port(stepNamed(page, 'Flat map'), 'source').dragTo(stepNamed(page, 'State computation'));
  await expect(page.locator('.react-flow__edge')).toHaveCount(4);
  for (const name of ['Generator', 'Flat map', 'Key', 'State computation', 'Live table'])
    await expect.poll(() => isUncovered(nodeNamed(page, name).last()), { message: name }).toBe(true);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await stepNamed(page, 'Live table').click();
  const table = inspector(page).locator('.live-table');
  await expect(table.getByRole('row', { name: /^the \d{2}/ }).first()).toBeVisible({ timeout: 30_000 });
});

const dragEntry = (page: Page, entry: string, targetPosition: { readonly x: number; readonly y: number }) =>
  page
    .getByRole('navigation', { name: 'Palette' })
    .getByRole('button', { name: entry, exact: true })
    .dragTo(page.locator('.canvas'), { targetPosition });

/** Draws a wire out of the output of a node and lets it go. */
async function wire(page: Page, from: string, by: { readonly x: number; readonly y: number }): Promise<void> {
  const out = await middleOf(port(stepNamed(page, from), 'source'));
  await page.mouse.move(out.x, out.y);
  await page.mouse.down();
  await page.mouse.move(out.x + by.x, out.y + by.y, { steps: 6 });
  await page.mouse.up();
}

/** Each of its corners is on screen, and nothing lies over its middle. */
const isUncovered = (node: Locator): Promise<boolean> =>
  node.evaluate((element) => {
    const box = element.getBoundingClientRect();
    const canvas = element.closest('.canvas')?.getBoundingClientRect() ?? new DOMRect();
    const isWithin =
      box.left >= canvas.left && box.right <= canvas.right && box.top >= canvas.top && box.bottom <= canvas.bottom;
    return isWithin && element.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
  });

const countWord = '(word, state) => ({ word, count: ++state.count })';

/** Over the whole window, and back to where the focus was. */
async function writeCode(page: Page, code: string): Promise<void> {
  const before = await page.evaluate(() => document.activeElement?.getAttribute('data-id'));
  await page.keyboard.press('Alt+Enter');
  await expect(page.getByRole('dialog').getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(code);
  // Escape would first close what completion offers.
  await page.keyboard.press('Alt+Enter');
  await expect(page.locator(`.react-flow__node[data-id="${before}"]`)).toBeFocused();
}

test('by pointer: a double click on empty canvas, a wire let go over it and over a node, a node dropped on an edge', async ({
  warmPage: page,
}) => {
  const canvas = await page.locator('.canvas').boundingBox();
  const corner = { x: (canvas?.x ?? 0) + 240, y: (canvas?.y ?? 0) + (canvas?.height ?? 0) - 90 };
  await page.mouse.move(corner.x, corner.y);
  await page.keyboard.press('Tab');
  await expect(picker(page).getByRole('combobox', { name: 'Add a node' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.mouse.dblclick(corner.x, corner.y);
  await picker(page)
    .getByRole('option', { name: /^Filter/ })
    .click();
  await expect(stepNamed(page, 'Filter')).toBeVisible();

  const from = await middleOf(port(stepNamed(page, 'Check order'), 'source'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 60, from.y + 130, { steps: 6 });
  await page.mouse.up();
  await expect(picker(page).getByRole('option', { name: /TCP source|Note/ })).toHaveCount(0);
  await picker(page).getByRole('combobox', { name: 'Add and connect a node' }).fill('file');
  await page.keyboard.press('Enter');
  await expect(edgeBetween(page, 'Check order', 'File sink')).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(stepNamed(page, 'File sink')).toHaveCount(0);

  const body = await middleOf(stepNamed(page, 'Filter'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(body.x, body.y, { steps: 6 });
  await page.mouse.up();
  await expect(edgeBetween(page, 'Check order', 'Filter')).toBeAttached();
  await page.keyboard.press('Control+z');
  await expect(edgeBetween(page, 'Check order', 'Filter')).toHaveCount(0);

  const edge = edgeBetween(page, 'Check order', 'Rejections');
  const target = await pointOnEdge(edge, 0.5);
  const loose = await middleOf(stepNamed(page, 'Filter'));
  await page.mouse.move(loose.x, loose.y);
  await page.mouse.down();
  await page.mouse.move(target.x, target.y, { steps: 8 });
  await expect(page.locator('.edge-under')).toHaveCount(1);
  await page.mouse.up();
  await expect(edgeBetween(page, 'Check order', 'Filter')).toBeAttached();
  await expect(edgeBetween(page, 'Filter', 'Rejections')).toBeAttached();
  await expect(edge).toHaveCount(0);
  await page.keyboard.press('Control+z');
  await expect(edge).toBeAttached();
  await expect.poll(async () => Math.round((await middleOf(stepNamed(page, 'Filter'))).x)).toBe(Math.round(loose.x));

  const entry = page.getByRole('navigation', { name: 'Palette' }).getByRole('button', { name: 'Map', exact: true });
  const place = await pointOnEdge(edge, 0.5);
  await entry.dragTo(page.locator('.canvas'), {
    targetPosition: { x: place.x - (canvas?.x ?? 0), y: place.y - (canvas?.y ?? 0) },
  });
  await expect(edgeBetween(page, 'Check order', 'Map')).toBeAttached();
  await expect(edgeBetween(page, 'Map', 'Rejections')).toBeAttached();
  await stepNamed(page, 'Map').click();
  await page.keyboard.press('Control+Delete');
  await expect(stepNamed(page, 'Map')).toHaveCount(0);
  await expect(edge).toBeAttached();
});

test('copy, cut and paste, into another document too; what is no part of a pipeline is left alone', async ({
  warmPage: page,
}) => {
  await stepNamed(page, 'Check order').click();
  await page.keyboard.press('Control+d');
  await expect(nodeNamed(page, 'Check order 2').locator('visible=true').last()).toBeVisible();
  await expect(page.locator('.react-flow__node-state')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(stepNamed(page, 'Check order 2')).toHaveCount(0);

  await page.locator('.react-flow__node-state .state-head').click();
  await page.keyboard.press('Control+c');
  await seeSaved(page);
  await startEmptyProject(page);
  await page.locator('.react-flow__pane').focus();
  await page.keyboard.press('Control+v');
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await expect(inspector(page).getByRole('heading', { name: /^3 nodes/ })).toBeVisible();
  await page.keyboard.press('Control+x');
  await expect(page.locator('.react-flow__node')).toHaveCount(0);
  await page.keyboard.press('Control+v');
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'just some text');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', '{"format":"potoroo.clipboard","version":1,"nodes":[{"kind":"pirate"}],"edges":[]}');
    document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true }));
  });
  await expect(page.getByText(/What is on the clipboard is damaged/)).toBeVisible();
  await expect(page.locator('.react-flow__node')).toHaveCount(3);
});

test('what types do not fit dims while a wire is drawn, is refused, and says why', async ({ warmPage: page }) => {
  await stepNamed(page, 'Update market data').click();
  await expect(inspector(page).getByLabel('Name of the node')).toHaveValue('Update market data');
  const code = page.getByRole('textbox', { name: 'Code of Update market data' });
  await code.click();
  await page.keyboard.press('Control+A');
  await page.keyboard.insertText('(data: MarketData, symbol) => {\n  symbol.bid = data.bid;\n}');
  await expect(page.getByRole('region', { name: 'Code' }).getByText('types check')).toBeVisible();
  await stepNamed(page, 'Orders').click();
  const out = port(stepNamed(page, 'Orders'), 'source');
  await expect(out).toHaveAttribute('title', /Output of Orders, Order/);
  const from = await middleOf(out);
  const to = await middleOf(stepNamed(page, 'Update market data'));
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 6 });
  await expect(stepNamed(page, 'Update market data')).toHaveAttribute(
    'title',
    'Orders gives Order, and Update market data takes MarketData.',
  );
  await page.mouse.up();
  await expect(page.getByText(/Not connected. Orders gives Order/)).toBeVisible();
});
