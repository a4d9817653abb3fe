/** Where nodes lie: aligned, distributed, laid out, each one step; and the outline, the twin of the canvas. */
import type { Locator, Page } from '@playwright/test';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '../fixtures.ts';
import { addNode, edgeBetween, inspector, nodeNamed, startEmptyProject, stepNamed } from './screen.ts';

/** Where a node lies in the drawing, whatever part of that is in view. */
const placeIn = (node: Locator) =>
  node.evaluate((element: HTMLElement) => {
    const { e: x, f: y } = new DOMMatrix(element.style.transform);
    return { x, y };
  });
const placeOf = (page: Page, name: string) => placeIn(nodeNamed(page, name));

test('what is selected is aligned and distributed, and everything is laid out, each as one step', async ({
  warmPage: page,
}) => {
  await stepNamed(page, 'Orders').click();
  await stepNamed(page, 'Market data').click({ modifiers: ['Shift'] });
  await stepNamed(page, 'Rejections').click({ modifiers: ['Shift'] });
  const before = await placeOf(page, 'Rejections');
  const arrange = inspector(page).getByRole('toolbar', { name: 'Arrange' });
  await arrange.getByRole('button', { name: 'Align left' }).click();
  await expect.poll(() => placeOf(page, 'Rejections')).toMatchObject({ x: (await placeOf(page, 'Orders')).x });
  await page.keyboard.press('Control+z');
  await expect.poll(() => placeOf(page, 'Rejections')).toEqual(before);
  await arrange.getByRole('button', { name: 'Distribute vertically' }).click();
  await expect(arrange).toBeVisible();

  await page.getByRole('button', { name: /^Lay out everything/ }).click();
  await expect(page.getByText('Laid out.')).toBeAttached();
  const lane = await placeIn(page.locator('.react-flow__node-state'));
  for (const name of ['Check order', 'Update market data']) {
    const inside = await placeIn(page.locator('.react-flow__node-state-computation').filter({ hasText: name }));
    expect(inside.x).toBeGreaterThan(lane.x + 20);
    expect(inside.y).toBeGreaterThan(lane.y + 40);
  }
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect.poll(() => placeOf(page, 'Rejections')).toEqual(before);
  await stepNamed(page, 'Orders').click();
  await page.keyboard.press('g');
  const frame = page.locator('.react-flow__node-note').filter({ hasText: 'Frame' });
  await expect(frame).toBeFocused();
  const [orders, market] = [await placeOf(page, 'Orders'), await placeOf(page, 'Market data')];
  for (let press = 0; press < 3; press++) await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await placeOf(page, 'Orders')).y).toBeGreaterThan(orders.y);
  expect(await placeOf(page, 'Market data')).toEqual(market);
  await page.keyboard.press('Control+z');
  await expect.poll(() => placeOf(page, 'Orders')).toEqual(orders);
  // What a frame says is a note, and only for readers.
  await frame.click({ position: { x: 8, y: 8 } });
  await inspector(page).getByLabel('Text').fill('Where\norders come from');
  await expect(page.locator('.note-node').filter({ hasText: 'orders come from' })).toBeVisible();
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(frame).toBeVisible();

  await page.locator('.react-flow__pane').focus();
  await page.keyboard.press('m');
  const minimap = page.getByRole('img', { name: 'The whole pipeline in small' });
  await expect(minimap).toBeVisible();
  await expect(minimap.locator('.react-flow__minimap-node')).toHaveCount(
    await page.locator('.react-flow__node').count(),
  );
  const view = () => page.locator('.react-flow__viewport').getAttribute('style');
  const [at, seen] = [await minimap.boundingBox(), await view()];
  await page.mouse.move((at?.x ?? 0) + 60, (at?.y ?? 0) + 50);
  await page.mouse.down();
  await page.mouse.move((at?.x ?? 0) + 80, (at?.y ?? 0) + 50, { steps: 3 });
  await page.mouse.up();
  await expect.poll(view).not.toBe(seen);
  await page.locator('.react-flow__pane').focus();
  await page.keyboard.press('m');
  await expect(minimap).toHaveCount(0);

  // Who wants no motion gets none: not where a pointer rests, and not while the view is fitted.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.keyboard.press('f');
  await stepNamed(page, 'Market data').locator('.react-flow__handle').hover();
  expect(await page.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the outline has every node and edge, and every command of the canvas acts in it, without a pointer', async ({
  warmPage: page,
}) => {
  await page.locator('.react-flow__pane').focus();
  await page.keyboard.press('o');
  const grid = page.getByRole('treegrid', { name: 'Nodes and edges' });
  const rowNamed = (name: RegExp) => grid.getByRole('row', { name });
  await expect(grid.getByRole('row').nth(1)).toBeFocused();
  await expect(grid.getByRole('row', { selected: true })).toHaveCount(0);
  await page.keyboard.press('End');
  await page.keyboard.press('Home');
  await expect(rowNamed(/^.?\s*Orders/)).toBeFocused();
  await expect(rowNamed(/^.?\s*Orders/)).toHaveAttribute('aria-selected', 'true');
  await expect(inspector(page).getByLabel('Name of the node')).toHaveValue('Orders');
  await page.keyboard.press('ArrowDown');
  await expect(inspector(page).getByRole('heading', { name: /^Orders to/ })).toBeVisible();
  await expect(grid.getByRole('row', { selected: true })).toContainText('Order');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(rowNamed(/^.?\s*Orders/)).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');

  const { violations } = await new AxeBuilder({ page }).include('.outline').analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual([]);

  await startEmptyProject(page);
  await addNode(page, 'Generator');
  await rowNamed(/Generator/).focus();
  await page.keyboard.press('a');
  await page.keyboard.type('live');
  await page.keyboard.press('Enter');
  await expect(rowNamed(/^.?\s*Live table/)).toBeFocused();
  await expect(edgeBetween(page, 'Generator', 'Live table')).toBeAttached();
  await page.keyboard.press('Control+d');
  await expect(rowNamed(/Live table 2/)).toBeFocused();
  await rowNamed(/^.?\s*Generator/).focus();
  await page.keyboard.press('c');
  await page.keyboard.press('Enter');
  await expect(rowNamed(/to Live table 2/)).toBeVisible();
  await expect(rowNamed(/^.?\s*Generator/)).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Delete');
  const first = page.getByLabel('Edge from Generator to Live table', { exact: true });
  await expect(first).toHaveCount(0);
  await expect(rowNamed(/to Live table 2/)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(first).toBeAttached();
  await page.getByRole('button', { name: 'Close the outline' }).click();
  await expect(nodeNamed(page, 'Generator')).toBeVisible();
});
