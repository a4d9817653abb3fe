/** Running Market Spread from the screen: real workers, real rates, state objects in the boxes of their owners. */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import {
  addNode,
  edgeBetween,
  inspector,
  ledger,
  openTemplate,
  pointOnEdge,
  replaceCode,
  runtime,
  seeMarketSpread,
  startEmptyProject,
  status,
  stepNamed,
} from './screen.ts';

test('a fresh studio opens on Market Spread, ready to run', async ({ studioPage: page }) => {
  await seeMarketSpread(page);
  await expect(page.getByText('Not running')).toBeVisible();
  await expect(runtime(page).getByText('starts 3 worker processes')).toBeVisible();
  await expect(page.locator('.edge-label').filter({ hasText: 'MarketData' })).toBeVisible();
});

test('Run shows real rates, and each of three workers holds its share of the state objects', async ({
  warmPage: page,
}) => {
  test.setTimeout(180_000);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Running on 3 workers').first()).toBeVisible({ timeout: 30_000 });

  const boxes = runtime(page).getByRole('list', { name: 'Workers' }).getByRole('listitem');
  await expect(boxes).toHaveCount(3);
  await expect.poll(async () => (await ledger(page)).applied, { timeout: 30_000 }).toBeGreaterThan(50_000);
  const early = await ledger(page);
  await expect.poll(async () => (await ledger(page)).applied).toBeGreaterThan(early.applied);

  await expect(stepNamed(page, 'Orders').locator('.live-rate')).toHaveText(/^[1-9][\d,]*\/s$/);
  await expect(runtime(page).getByText(/350 state objects on 3 workers/)).toBeVisible();
  const objects = await boxes.evaluateAll((items) =>
    items.map((item) => Number(/(\d+)\s*objects/.exec(item.textContent ?? '')?.[1])),
  );
  expect(objects.reduce((sum, each) => sum + each, 0)).toBe(350);
  for (const each of objects) expect(each).toBeGreaterThan(60);
  await expect(runtime(page).getByLabel('Placement: 256 slots and their owners').getByRole('listitem')).toHaveCount(3);
  await expect(runtime(page).getByText(/holds it up/)).toBeVisible();
  await stepNamed(page, 'Check order').click();
  const hot = inspector(page).getByRole('region', { name: 'Hot state objects' }).getByRole('row');
  await expect(hot.nth(1)).toContainText(/w[123].*\/s.*"bid"/, { timeout: 30_000 });
  await expect(inspector(page).getByRole('region', { name: 'Latency to here' })).toContainText(/p50 .*p99 /);
  await startProfile(page);
  await tapOrders(page);
  await readProfile(page);

  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
  await expect
    .poll(async () => {
      const { accepted, applied } = await ledger(page);
      return accepted - applied;
    })
    .toBe(0);
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toBeVisible();
});

/** By keyboard; it takes its seconds while other things are done. */
async function startProfile(page: Page): Promise<void> {
  await runtime(page).getByRole('button', { name: 'Profile', exact: true }).focus();
  await page.keyboard.press('Enter');
  const take = runtime(page).getByRole('button', { name: 'Profile for 5 s' });
  await take.focus();
  await page.keyboard.press('Enter');
  await expect(take).toHaveAttribute('aria-disabled', 'true');
}

/** The shares of nodes, on their cards and in a table that says the same, until they are put away. */
async function readProfile(page: Page): Promise<void> {
  const table = runtime(page).getByRole('region', { name: 'Profile of the run' }).getByRole('table');
  await expect(table).toBeVisible({ timeout: 30_000 });
  await expect(table.getByRole('columnheader')).toHaveText(
    ['Node', 'Share', 'user logic', 'codec', 'network', 'runtime', 'garbage'],
    { ignoreCase: true },
  );
  const check = table.getByRole('row', { name: /^Check order/ });
  const share = (await check.getByRole('cell').first().textContent()) ?? '';
  expect(share).toMatch(/^\d+%$/);
  const text = stepNamed(page, 'Check order').locator('.profile-text');
  await expect(text).toHaveText(share === '0%' ? 'under 1%' : new RegExp(`^${share}(?:: [a-z]+ \\d|$)`));
  for (const name of [/^No node alone/, /^w1, busy/, /^w2, busy/, /^w3, busy/])
    await expect(table.getByRole('row', { name })).toHaveCount(1);
  await expectAccessible(page, 'the profile of a run');
  await runtime(page).getByRole('button', { name: 'Put away' }).click();
  await expect(table).toHaveCount(0);
  await expect(text).toHaveCount(0);
}

/** What flows on an edge is looked at, held, followed by key, and kept as a fixture of the node that it comes to. */
async function tapOrders(page: Page): Promise<void> {
  const at = await pointOnEdge(edgeBetween(page, 'symbol', 'Check order'), 0.5);
  await page.mouse.click(at.x, at.y);
  const tap = inspector(page).getByRole('region', { name: 'Tap' });
  const records = tap.getByRole('list', { name: 'Records, the newest first' }).getByRole('listitem');
  await expect(records.first()).toContainText('"orderId"', { timeout: 30_000 });
  // Paused, nothing runs away from the pointer.
  await tap.getByRole('button', { name: 'Pause' }).click();
  const follow = records.first().getByRole('button', { name: /^Follow key / });
  const key = (await follow.textContent()) ?? '';
  await follow.click();
  await expect(tap.getByRole('button', { name: `Only key ${key}: show all` })).toBeVisible();
  await tap.getByRole('button', { name: 'Go on' }).click();
  await page.mouse.move(at.x, at.y);
  await expect
    .poll(async () => new Set(await records.getByRole('button').allTextContents()), { timeout: 30_000 })
    .toEqual(new Set([key]));
  await tap.getByRole('button', { name: 'Pause' }).click();
  await tap.getByRole('searchbox', { name: 'Show records that contain' }).fill('in none of them');
  await expect(tap.getByText('No record contains that.')).toBeVisible();
  await tap.getByRole('searchbox', { name: 'Show records that contain' }).fill(key);
  await tap.getByRole('button', { name: 'Copy as fixture of Check order' }).click();
  await expect(inspector(page).getByRole('region', { name: 'Fixtures' })).toContainText('captured');
}

test('the number of workers is what was chosen', async ({ studioPage: page }) => {
  await seeMarketSpread(page);
  await page.getByRole('button', { name: 'One worker less' }).click();
  await expect(page.getByLabel('Number of workers')).toHaveValue('2');
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByText('Running on 2 workers').first()).toBeVisible({ timeout: 30_000 });
  await expect(runtime(page).getByRole('list', { name: 'Workers' }).getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
});

test('workers are added, drained and killed while records flow, and each outcome is told', async ({
  warmPage: page,
}) => {
  test.setTimeout(180_000);
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(async () => (await ledger(page)).applied, { timeout: 60_000 }).toBeGreaterThan(10_000);
  const boxes = runtime(page).getByRole('list', { name: 'Workers', exact: true }).getByRole('listitem');
  const line = runtime(page).locator('.movement-line');
  await page
    .getByRole('group', { name: 'Run', exact: true })
    .getByRole('button', { name: 'Worker', exact: true })
    .click();
  await expect(line).toHaveText(/w4 has joined: 64 of 256 slots moved, least possible 64/, { timeout: 60_000 });
  await expect(boxes).toHaveCount(4);
  await expect(page.getByText('Running on 4 workers').first()).toBeVisible();

  await runtime(page).getByRole('button', { name: 'Drain w1' }).focus();
  await page.keyboard.press('Enter');
  await expect(line).toHaveText(/w1 has left: 64 of 256 slots moved/, { timeout: 60_000 });
  await expect(boxes).toHaveCount(3);
  await expect(boxes.first()).toHaveAccessibleName('Worker w2');
  await expect(runtime(page).getByRole('list', { name: 'Workers that have left' })).toHaveText(/w1\s*left at/);

  await boxes.first().hover();
  await runtime(page).getByRole('button', { name: 'Kill -9 w2' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kill -9 w2' }).click();
  await expect(page.getByRole('region', { name: 'Notices' })).toContainText(
    /w2 was killed and replaced: everything went on from checkpoint \d+/,
    { timeout: 60_000 },
  );
  const after = (await ledger(page)).applied;
  await expect.poll(async () => (await ledger(page)).applied, { timeout: 60_000 }).toBeGreaterThan(after);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
});

test('a run of another project is named, leads there, and shows none of its numbers here', async ({
  warmPage: page,
}) => {
  const controls = page.getByRole('group', { name: 'Run', exact: true });
  await controls.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(controls.getByText(/records\/s/)).toBeVisible({ timeout: 30_000 });
  await startEmptyProject(page);
  const elsewhere = controls.getByRole('button', { name: 'Market Spread is running' });
  await expect(elsewhere).toBeVisible();
  await expect(controls.getByText(/records\/s|p99/)).toHaveCount(0);
  await expect(controls.getByRole('button', { name: 'Stop', exact: true })).toHaveCount(0);
  await expect(status(page).getByText('no run of this project is shown')).toBeVisible();
  await elsewhere.click();
  await expect(page.getByLabel('Name of the project')).toHaveValue('Market Spread');
  await expect(controls.getByText('Running on 3 workers')).toBeVisible();
  await startEmptyProject(page);
  await controls.getByRole('button', { name: 'Stop Market Spread' }).click();
  await expect(controls.getByText('Not running')).toBeVisible({ timeout: 30_000 });
});

test('a pipeline without state shows what each worker takes in, and no count of what cannot be', async ({
  warmPage: page,
}) => {
  await startEmptyProject(page);
  for (const entry of ['Generator', 'Live table']) await addNode(page, entry);
  await stepNamed(page, 'Generator').locator('.react-flow__handle').click();
  await stepNamed(page, 'Live table').locator('.react-flow__handle').click();
  // A straight edge has no height, which counts as hidden.
  await expect(edgeBetween(page, 'Generator', 'Live table')).toBeAttached();
  // Whoever clicks twice starts one run, and does not stop it with the button that comes into the place of Run.
  await page.getByRole('button', { name: 'Run', exact: true }).dblclick({ delay: 100 });
  await expect.poll(async () => (await ledger(page)).accepted, { timeout: 30_000 }).toBeGreaterThan(0);
  await expect(page.getByRole('region', { name: 'Notices' })).toBeEmpty();
  await expect(status(page).getByText(/applied/)).toHaveCount(0);
  const rates = runtime(page)
    .getByRole('list', { name: 'Workers' })
    .getByTitle(/takes from its sources a second/);
  await expect.poll(async () => (await rates.allTextContents()).some((text) => /^[1-9]/.test(text))).toBe(true);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(page.getByText('Stopped', { exact: true }).first()).toBeVisible({ timeout: 30_000 });
});

test('a record that a snippet throws on is listed with its line, which leads to the code', async ({
  warmPage: page,
}) => {
  await stepNamed(page, 'Update market data').click();
  const code = `(data, symbol) => {
  if (data.symbol.startsWith('A')) {
    throw new Error('no symbols with A today');
  }
}`;
  await replaceCode(page, 'Code of Update market data', code);
  await expect(page.getByRole('region', { name: 'Code' }).getByText('types check')).toBeVisible({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const tab = runtime(page).getByRole('button', { name: /\d dead letter/ });
  await tab.click({ timeout: 30_000 });
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const row = runtime(page).getByRole('row').filter({ hasText: 'no symbols with A today' }).first();
  await expect(row.getByRole('cell').nth(1)).toHaveText('3');
  await row.getByRole('button', { name: 'Update market data' }).click();
  await expect(page.getByRole('textbox', { name: 'Code of Update market data' })).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('throw new Error');
});

test('a run that fails says why, by the name that the canvas has for the node, and what to do', async ({
  warmPage: page,
  warmStudio: { origin },
}) => {
  await startEmptyProject(page);
  for (const entry of ['Live table', 'TCP source']) await addNode(page, entry);
  const { port } = new URL(origin);
  await inspector(page).getByLabel('Name of the node').fill('Orders');
  await inspector(page).getByLabel('Port').fill(port);
  for (const name of ['Orders', 'Live table']) await stepNamed(page, name).locator('.react-flow__handle').click();
  await expect(edgeBetween(page, 'Orders', 'Live table')).toBeAttached();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(runtime(page).getByRole('alert')).toHaveText(
    `The last run failed. Source "Orders" cannot listen on 127.0.0.1:${port}: another process listens there already; choose another port, or port 0 for any.`,
  );
  // It is told once where it can be seen.
  await expect(page.getByRole('region', { name: 'Notices' }).locator('.notice')).toHaveCount(0);
});

test('code that does not end is told within seconds, leads to its node, and does not keep the run from being ended', async ({
  warmPage: page,
}) => {
  await openTemplate(page, 'Word count');
  await stepNamed(page, 'Count word').click();
  await replaceCode(
    page,
    'Code of Count word',
    'export default function countWord(word: string, counter: Counter): WordCount {\n  for (;;) counter.count += 1;\n}',
  );
  await expect(status(page).getByRole('button', { name: 'No problems' })).toBeVisible();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  const said = runtime(page).getByRole('button', {
    name: /Look at Count word, the only code with a loop without a condition/,
  });
  await expect(said).toBeVisible({ timeout: 60_000 });
  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 120 } });
  await said.click();
  await expect(inspector(page).getByLabel('Name of the node')).toHaveValue('Count word');
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(runtime(page).getByRole('alert')).toContainText(
    /The last run was stopped, .* did not stop within 5 s and was ended/,
    {
      timeout: 60_000,
    },
  );
});
