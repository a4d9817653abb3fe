/** What a run shows on the graph itself: where records wait, who is busy, who stands still, and one sentence that says why. */
import { expect, test } from '../fixtures.ts';
import { manyObjects } from '../many-objects.ts';
import { edgeBetween, runtime, stepNamed } from './screen.ts';

const slow = { timeout: 45_000 };

/** Its source gives records as fast as they are taken, and its state computation needs some ten microseconds for each. */
const tooSlow = manyObjects(
  100,
  null,
  '(visit: Visit, visits: Visits): string | null => {\n  for (let step = 0; step < 20_000; step++) visits.count += step % 2;\n  return null;\n}',
);

test('a computation that is too slow: the way to it fills, it is busy, its source stands still, and one sentence says so', async ({
  warmPage: page,
  warmStudio: { origin },
}) => {
  await page.request.post(`${origin}/api/pipelines`, { data: { document: tooSlow }, headers: { origin } });
  await page.getByRole('button', { name: 'Projects' }).click();
  await page
    .getByRole('dialog', { name: 'Projects' })
    .getByRole('button', { name: /^Many objects/ })
    .click();
  await expect(edgeBetween(page, 'visitor', 'Count')).toBeAttached();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(
    runtime(page).getByText(
      /Count holds it up: it takes [\d.,]+ µs a record, \d+% of a worker’s time, and the way to it is \d+% full; Visits stands still \d+% of the time\./,
    ),
  ).toBeVisible(slow);
  await expect(
    page
      .locator('.edge-rate')
      .filter({ hasText: /\d+% full/ })
      .first(),
  ).toBeVisible(slow);
  await expect(stepNamed(page, 'Visits').getByText(/^stands still \d+%$/)).toBeVisible(slow);
  await expect(stepNamed(page, 'Count').getByText(/ µs, busy \d+%$/)).toBeVisible(slow);
  // Motion on every edge would keep the machine busy with nothing.
  await expect(page.locator('.react-flow__edge.animated')).toHaveCount(0);
});
