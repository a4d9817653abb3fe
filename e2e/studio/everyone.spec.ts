/** Fingers instead of a pointer, and a window at 200 % zoom: everything is there, and a pipeline can be drawn. */
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { edgeBetween, inspector, seeMarketSpread, startEmptyProject, stepNamed } from './screen.ts';

test.use({ hasTouch: true, viewport: { width: 720, height: 450 } });

test('by touch, at 200 % zoom: add two nodes by taps, connect them by taps on their ports', async ({
  studioPage: page,
}) => {
  await seeMarketSpread(page);
  for (const part of [page.locator('.palette'), page.locator('.canvas'), page.locator('.inspector')])
    expect((await part.boundingBox())?.width).toBe(720);
  await expect(page.getByRole('button', { name: /^Theme/ })).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, 'at 200 % zoom');
  // Smaller still: the outline leaves the upper half of the canvas to be seen.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.getByRole('button', { name: 'Run', exact: true }).click({ trial: true });
  await page.getByRole('button', { name: /^Show or hide the outline/ }).tap();
  const [canvas, outline] = [await page.locator('.canvas').boundingBox(), await page.locator('.outline').boundingBox()];
  expect(outline?.height ?? 0).toBeLessThan((canvas?.height ?? 0) / 2);
  await page.getByRole('button', { name: 'Close the outline' }).tap();
  await page.setViewportSize({ width: 720, height: 450 });

  await startEmptyProject(page);
  const palette = page.getByRole('navigation', { name: 'Palette' });
  for (const entry of ['Generator', 'Live table'])
    await palette.getByRole('button', { name: entry, exact: true }).tap();
  await stepNamed(page, 'Generator').locator('.react-flow__handle').tap();
  await stepNamed(page, 'Live table').locator('.react-flow__handle').tap();
  await expect(edgeBetween(page, 'Generator', 'Live table')).toBeAttached();
  await stepNamed(page, 'Generator').tap();
  await inspector(page).getByLabel('Name of the node').scrollIntoViewIfNeeded();
  await inspector(page).getByLabel('Name of the node').fill('Numbers');
  await expect(stepNamed(page, 'Numbers')).toBeAttached();
});
