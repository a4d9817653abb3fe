/** Drawing with pointer and keyboard: add, connect, move, delete, undo; edges never vanish meanwhile. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import {
  addNode,
  edgeBetween,
  inspector,
  nodeNamed,
  seeMarketSpread,
  savedAfter,
  startEmptyProject,
  stepNamed,
} from './screen.ts';

test('nodes are added from the palette, connected by two clicks on ports, and the types of the edge appear', async ({
  warmPage: page,
}) => {
  await startEmptyProject(page);
  await addNode(page, 'Generator');
  await page.getByPlaceholder('Add a node').focus();
  await page.keyboard.type('live');
  await page.keyboard.press('Enter');
  await expect(page.locator('.step-node')).toHaveCount(2);
  // Not as far as the rim of the canvas, where the view goes along for as long as the node is held there.
  await drag(page, stepNamed(page, 'Live table'), { x: 80, y: 60 });
  await drag(page, stepNamed(page, 'Generator'), { x: -80, y: 0 });
  await stepNamed(page, 'Generator').locator('.react-flow__handle').click();
  await stepNamed(page, 'Live table').locator('.react-flow__handle').click();
  // Attached, not visible: the box of an edge that runs level has no height, and then counts as hidden.
  await expect(edgeBetween(page, 'Generator', 'Live table')).toBeAttached();
  await expect(page.locator('.edge-label')).toHaveText(/id: number; amount: number/, { timeout: 30_000 });

  // Without room for a label the edge itself tells its type.
  const [left, right] = await Promise.all(
    ['Generator', 'Live table'].map((name) => stepNamed(page, name).boundingBox()),
  );
  const gap = (right?.x ?? 0) - (left?.x ?? 0) - (left?.width ?? 0);
  await drag(page, stepNamed(page, 'Live table'), { x: 24 - gap, y: 0 });
  await expect(page.locator('.edge-label')).toHaveCount(0);
  await expect(edgeBetween(page, 'Generator', 'Live table').locator('title')).toHaveText(
    /^Records of type .*id: number/,
  );
});

test('delete removes a node with its edges, and undo and redo go both ways', async ({ warmPage: page }) => {
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);
  await stepNamed(page, 'Check order').click();
  await page.keyboard.press('Delete');
  await expect(stepNamed(page, 'Check order')).toHaveCount(0);
  await expect(page.locator('.react-flow__edge')).toHaveCount(3);
  await page.keyboard.press('Control+z');
  await expect(stepNamed(page, 'Check order')).toBeVisible();
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);
  await page.keyboard.press('Control+Shift+Z');
  await expect(stepNamed(page, 'Check order')).toHaveCount(0);
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(stepNamed(page, 'Check order')).toBeVisible();
});

test('a drag is one step of the history, moves by arrow keys that follow each other are one step, and edges stay', async ({
  warmPage: page,
}) => {
  const note = nodeNamed(page, 'Rejections');
  const before = await note.boundingBox();
  await drag(page, note, { x: 30, y: 60 });
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);
  await expect.poll(async () => (await note.boundingBox())?.y).not.toBe(before?.y);
  const dragged = await note.boundingBox();
  for (let press = 0; press < 5; press++) await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await note.boundingBox())?.y).not.toBe(dragged?.y);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => Math.round((await note.boundingBox())?.y ?? 0)).toBe(Math.round(dragged?.y ?? 0));
  await page.keyboard.press('Control+z');
  await expect.poll(async () => Math.round((await note.boundingBox())?.y ?? 0)).toBe(Math.round(before?.y ?? 0));
  await expect(page.locator('.react-flow__edge')).toHaveCount(5);
});

test('a swimlane takes its state computations along, in one step', async ({ warmPage: page }) => {
  const inside = stepNamed(page, 'Check order');
  const before = await inside.boundingBox();
  const lane = page.locator('.react-flow__node-state');
  const box = await lane.boundingBox();
  await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + (box?.height ?? 0) - 8);
  await page.mouse.down();
  await page.mouse.move((box?.x ?? 0) + 60, (box?.y ?? 0) + (box?.height ?? 0) + 22, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await inside.boundingBox())?.y).toBeGreaterThan((before?.y ?? 0) + 10);
  await page.keyboard.press('Control+z');
  await expect.poll(async () => Math.round((await inside.boundingBox())?.y ?? 0)).toBe(Math.round(before?.y ?? 0));
});

test('everything needed to connect works without a pointer, and a state computation brings its key along', async ({
  warmPage: page,
}) => {
  await startEmptyProject(page);
  for (const typed of ['generator', 'state computation']) {
    await page.getByPlaceholder('Add a node').focus();
    await page.keyboard.type(typed);
    await page.keyboard.press('Enter');
  }
  await expect(page.locator('.react-flow__node-state')).toHaveCount(1);
  await page.getByLabel('Source Generator').focus();
  await page.keyboard.press('Enter');
  await inspector(page).getByLabel('Connect to…').focus();
  await page.keyboard.type('State computation');
  await inspector(page).getByRole('button', { name: 'Connect', exact: true }).focus();
  await page.keyboard.press('Enter');
  await expect(edgeBetween(page, 'Generator', 'Key')).toBeAttached();
  await expect(edgeBetween(page, 'Key', 'State computation')).toBeAttached();
});

test('a node dragged from the palette lies where it was dropped, and in a swimlane it belongs to that state', async ({
  warmPage: page,
}) => {
  const palette = page.getByRole('navigation', { name: 'Palette' });
  await palette
    .getByRole('button', { name: 'Map', exact: true })
    .dragTo(page.locator('.canvas'), { targetPosition: { x: 160, y: 330 } });
  const dropped = await stepNamed(page, 'Map').boundingBox();
  const canvas = await page.locator('.canvas').boundingBox();
  expect(Math.abs((dropped?.x ?? 0) + (dropped?.width ?? 0) / 2 - (canvas?.x ?? 0) - 160)).toBeLessThan(12);
  await palette.getByRole('button', { name: 'State computation' }).dragTo(page.locator('.react-flow__node-state'));
  await expect(stepNamed(page, 'State computation')).toBeVisible();
  await expect(page.locator('.react-flow__node-state')).toHaveCount(1);
});

test('nodes added one after the other lie side by side, none on another', async ({ warmPage: page }) => {
  const before = await page.locator('.react-flow__node').count();
  await stepNamed(page, 'Orders').click();
  for (const entry of ['Generator', 'Map', 'Key', 'State', 'Live table', 'Note']) await addNode(page, entry);
  await expect(page.locator('.react-flow__node')).toHaveCount(before + 6);
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('.react-flow__node:not([data-id*="check"], [data-id*="update"])')].map(
      (node) => ({ id: node.getAttribute('data-id'), box: node.getBoundingClientRect() }),
    );
    return boxes.flatMap((a, index) =>
      boxes
        .slice(index + 1)
        .filter(
          (b) =>
            a.box.left < b.box.right &&
            b.box.left < a.box.right &&
            a.box.top < b.box.bottom &&
            b.box.top < a.box.bottom,
        )
        .map((b) => `${a.id} on ${b.id}`),
    );
  });
  expect(overlaps).toEqual([]);
});

test('a connection that cannot be says why, until the next edit', async ({ warmPage: page }) => {
  const port = await stepNamed(page, 'Orders').locator('.react-flow__handle').boundingBox();
  const target = await stepNamed(page, 'Market data').boundingBox();
  await page.mouse.move((port?.x ?? 0) + 4, (port?.y ?? 0) + 4);
  await page.mouse.down();
  await page.mouse.move((target?.x ?? 0) + 60, (target?.y ?? 0) + 20, { steps: 6 });
  await page.mouse.up();
  const notice = page.getByRole('region', { name: 'Notices' }).getByText(/A source is where records enter/);
  await expect(notice).toBeVisible();
  await page.getByLabel('Name of the project').fill('Edited');
  await expect(notice).toHaveCount(0);
  for (const name of ['Orders', 'Market data']) await stepNamed(page, name).locator('.react-flow__handle').click();
  await expect(notice).toBeVisible();
});

test('a box drawn with Shift selects what it touches', async ({ warmPage: page }) => {
  const from = await stepNamed(page, 'Orders').boundingBox();
  const to = await stepNamed(page, 'Market data').boundingBox();
  await page.keyboard.down('Shift');
  await page.mouse.move((from?.x ?? 0) - 12, (from?.y ?? 0) - 12);
  await page.mouse.down();
  await page.mouse.move((to?.x ?? 0) + (to?.width ?? 0) + 4, (to?.y ?? 0) + (to?.height ?? 0) + 8, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(inspector(page).getByRole('heading', { name: /^2 nodes/ })).toBeVisible();
});

test('the API line gives the runtime more room by arrow keys and by a drag, and hides it', async ({
  studioPage: page,
}) => {
  await seeMarketSpread(page);
  const line = page.getByRole('separator', { name: /API line/ });
  const before = Number(await line.getAttribute('aria-valuenow'));
  await line.focus();
  await page.keyboard.press('ArrowUp');
  await expect(line).toHaveAttribute('aria-valuenow', String(before + 24));
  const box = await line.boundingBox();
  if (box === null) throw new Error('the API line has a place');
  const [x, y] = [box.x + 40, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x, y - 40, { steps: 4 });
  await page.mouse.up();
  await expect(line).toHaveAttribute('aria-valuenow', String(before + 64));
  await page.getByRole('button', { name: 'Hide the runtime' }).click();
  await expect(page.getByRole('region', { name: 'Runtime' })).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('button', { name: 'Show the runtime' })).toBeVisible();
});

test('shortcuts do not act while a text field has the focus', async ({ warmPage: page }) => {
  await stepNamed(page, 'Check order').click();
  const name = inspector(page).getByLabel('Name of the node');
  await name.fill('Check/');
  await name.press('Backspace');
  await name.press('Delete');
  await expect(name).toHaveValue('Check');
  await expect(stepNamed(page, 'Check')).toBeVisible();
});

test('what was drawn is saved by itself and survives a reload, and so does a change right before it', async ({
  warmPage: page,
}) => {
  await savedAfter(page, () => page.getByLabel('Name of the project').fill('Spread of mine'));
  await stepNamed(page, 'Rejections').click();
  await inspector(page).getByLabel('Name of the node').fill('Refused');
  await page.reload();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Spread of mine');
  await expect(stepNamed(page, 'Refused')).toBeVisible();
});

async function drag(page: Page, node: Locator, by: { readonly x: number; readonly y: number }): Promise<void> {
  // A new node is brought into view in the frames that follow: where it lay before, something else may be pressed.
  let last = '';
  await expect
    .poll(async () => {
      const seen = JSON.stringify(await node.boundingBox());
      const stands = seen === last;
      last = seen;
      return stands;
    })
    .toBe(true);
  const box = await node.boundingBox();
  const [x, y] = [(box?.x ?? 0) + 40, (box?.y ?? 0) + 14];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + by.x, y + by.y, { steps: 5 });
  await page.mouse.up();
}
