/** The Cluster screen on a real run: what moves when a worker joins and leaves, checked against what the interface says. */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { ledger } from './screen.ts';

const slow = { timeout: 45_000 };

test('a worker joins and another leaves under load: foretold, seen, noted, and the same as the interface says', async ({
  warmPage: page,
}) => {
  // It only ends what hangs: much is looked at, on a machine that runs a cluster meanwhile.
  test.setTimeout(360_000);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Cluster' }).click();
  const cluster = page.getByRole('region', { name: 'Cluster' });
  const boxes = cluster.getByRole('list', { name: 'Workers' }).getByRole('listitem');
  const side = page.getByRole('complementary', { name: 'What moves, and what it costs' });
  await expect(boxes).toHaveCount(3, slow);
  await expect(cluster.getByText('350 state objects')).toBeVisible(slow);

  // A worker is slowed: marked as asked for by the click itself, in effect once it says so, and ended.
  const asked = page.getByRole('list', { name: 'Asked of the run' });
  await boxes.first().getByRole('button', { name: 'Slow w1 for a while' }).click();
  await page.getByRole('dialog', { name: 'Slow a worker' }).getByRole('button', { name: 'Start' }).click();
  await expect(asked.getByText('w1 takes 5 times as long')).toBeVisible();
  await expect(asked.getByText(/^in effect, \d+ s left$/)).toBeVisible(slow);
  await asked.getByRole('button', { name: 'End now: w1 takes 5 times as long' }).click();
  await expect(asked).toHaveCount(0, slow);

  // Before it is done: what would move, under this placement and under others.
  const add = page.getByRole('button', { name: 'Worker', exact: true });
  await add.focus();
  await expect(side.getByRole('heading', { name: 'If w4 joins' })).toBeVisible();
  await expect(side.getByText('64 slots of 256 would move')).toBeVisible();
  await expectAccessible(page, 'the cluster with a preview');
  // Where motion is reduced nothing flies: the boxes say what there is to say.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.keyboard.press('Enter');
  await expect(boxes).toHaveCount(4, slow);
  await side.getByRole('button', { name: 'Ledger' }).click();
  const noted = side.getByRole('region', { name: 'Movement ledger' });
  await expect(noted.getByRole('listitem').filter({ hasText: 'w4 joins' })).toContainText(
    '64 of 256 slots moved, least possible 64',
    slow,
  );

  expect(await hasFlown(page)).toBe(false);
  await page.emulateMedia({ reducedMotion: null });

  // One key looked at closely, before and after its slot moves.
  await side.getByRole('textbox', { name: 'Key' }).fill('MSFT');
  await page.keyboard.press('Enter');
  const passport = side.getByRole('region', { name: 'Key passport' });
  await expect(passport.getByText('"rejectTrades"')).toBeVisible(slow);
  const object = await postJson(page, '/api/deployment/objects', { state: 'symbol-data', key: 'MSFT' });
  const owner = String(object['owner']);
  await expect(
    passport.getByText(
      new RegExp(`^Slot ${String(object['slot'])}\\..*${owner}: the movement ledger knows of no move`),
    ),
  ).toBeVisible();
  await boxes
    .filter({ hasText: owner })
    .getByRole('button', { name: `Drain ${owner}` })
    .click();
  await expect(page.getByRole('listitem', { name: `Worker ${owner}, left` })).toBeVisible(slow);
  await expect.poll(() => hasFlown(page), slow).toBe(true);
  await expect(passport.getByText(`${owner} until barrier`)).toBeVisible(slow);

  // The table says what the boxes show, and both what the interface says.
  await cluster.getByRole('group', { name: 'Arrangement' }).getByRole('button', { name: 'Table' }).click();
  const rows = cluster.getByRole('region', { name: 'Workers as a table' }).getByRole('row');
  await expect(rows).toHaveCount(5);
  const placement = await getJson(page, '/api/deployment/placement');
  const slots =
    (placement['states'] as readonly { readonly slots: Readonly<Record<string, number>> }[])[0]?.slots ?? {};
  for (const [name, count] of Object.entries(slots))
    await expect(rows.filter({ hasText: name })).toContainText(`${count} slots`);
  await expect(rows.filter({ hasText: owner })).toContainText('no slots');
  await expect.poll(() => objectsIn(rows), slow).toBe(350);
  await expectAccessible(page, 'the cluster as a table, after a drain');

  // The lens: the same pipeline, once and on every worker that is left; its list says what the interface says.
  const arrangement = cluster.getByRole('group', { name: 'Arrangement' });
  await arrangement.getByRole('button', { name: 'Lens' }).click();
  const lens = cluster.getByRole('region', { name: 'Scale lens' });
  const trip = lens.getByRole('slider', { name: 'From your logic to the machines' });
  await trip.focus();
  await page.keyboard.press('End');
  await expect(trip).toHaveAttribute('aria-valuetext', 'on every machine');
  const orders = (placement['sources'] as readonly { readonly name: string; readonly worker: string }[])[0];
  const homes = lens.getByRole('list', { name: 'What runs where' });
  await expect(homes).toContainText(`${orders?.name ?? ''}: on ${orders?.worker ?? ''}`);
  await expect(homes).toContainText(`Check order: on ${Object.keys(slots).slice(0, -1).join(', ')} and w4`);
  await expect(lens.locator('[data-node="symbol-data"]')).toHaveCount(4);
  await expectAccessible(page, 'the scale lens');

  // Charts and percentiles while records flow; their counts are looked at where nothing moves (cluster-at-rest).
  await arrangement.getByRole('button', { name: 'Metrics' }).click();
  const metrics = cluster.getByRole('region', { name: 'Metrics' });
  await expect(metrics.getByRole('img', { name: /^Latency of the run/ })).toBeVisible(slow);
  await expect(metrics.locator('.u-legend').first(), 'the newest values, where nobody points').toContainText(
    /accepted.*\dK? \/s/,
    slow,
  );
  await expect(metrics.getByRole('row', { name: /^All/ })).toContainText(/ms|µs/, slow);
  await expect(metrics.getByRole('row', { name: /^Check order/ }).last()).toContainText(/ms|µs/, slow);
  await arrangement.getByRole('button', { name: 'Table' }).click();

  // Back in time: before the drain its worker served; live again, it has left.
  const leave = rows.filter({ hasText: owner });
  const track = page.getByRole('slider', { name: /^Moment of the run/ });
  await track.focus();
  await page.keyboard.press('Home');
  await expect(leave).toContainText(/joining|serving/);
  await page.keyboard.press('End');
  await expect(leave).toContainText('left');

  // At rest, what is on screen is what the run came to, by its own summary and by what a scraper is told.
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible(slow);
  const { summary } = (await getJson(page, '/api/deployment')) as { readonly summary: Summary };
  const [accepted, released] = [sumOf(summary.sources), sumOf(summary.sinks)];
  await expect.poll(() => ledger(page)).toEqual({ accepted, applied: accepted, released });
  await expect.poll(() => objectsIn(rows)).toBe(summary.stateObjects);
  const told = await (await page.request.get(new URL('/api/metrics', page.url()).href)).text();
  for (const [name, value] of Object.entries({ accepted, applied: accepted, released }))
    expect(told).toContain(`\npotoroo_records_${name}_total ${value}\n`);
  expect(told).toContain('\npotoroo_movements_total{cause="slow",phase="done"} 1\n');
  await expect(passport.getByText('The run is over: this is what was seen last.')).toBeVisible();
  await expect(passport.getByText('"rejectTrades"')).toBeVisible();

  // Whoever opens the page only now finds who has left, what moved, and when it was otherwise.
  await page.reload();
  await expect(page.getByRole('listitem', { name: `Worker ${owner}, left` })).toBeVisible(slow);
  await side.getByRole('button', { name: 'Ledger' }).click();
  await expect(noted.getByRole('button', { name: /^w4 joins.*Play it again$/ })).toBeVisible(slow);
  await track.focus();
  await page.keyboard.press('Home');
  await expect(boxes.filter({ hasText: owner })).toContainText(/joining|serving|\/s/);
  await page.keyboard.press('End');
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Build & run' }).click();
});

/** A canvas gets its size when it is first painted. */
const hasFlown = (page: Page): Promise<boolean> =>
  page.locator('canvas.flights').evaluate((canvas: HTMLCanvasElement) => canvas.width !== 300);

type Summary = {
  readonly sources: Readonly<Record<string, number>>;
  readonly sinks: Readonly<Record<string, number>>;
  readonly stateObjects: number;
};
const sumOf = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, each) => sum + each, 0);

/** The sum of the column of objects. */
async function objectsIn(rows: Locator): Promise<number> {
  const cells = await rows.locator('td:nth-child(4)').allTextContents();
  return cells.reduce((sum, text) => sum + Number(text.replaceAll(',', '')), 0);
}

type Json = Readonly<Record<string, unknown>>;

async function getJson(page: Page, path: string): Promise<Json> {
  return (await (await page.request.get(new URL(path, page.url()).href)).json()) as Json;
}

async function postJson(page: Page, path: string, data: Json): Promise<Json> {
  const { origin } = new URL(page.url());
  return (await (await page.request.post(new URL(path, origin).href, { data, headers: { origin } })).json()) as Json;
}
