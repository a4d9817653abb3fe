/** A coordinator that is stopped: a person sees within a moment that nobody answers, and since when, and can end it. */
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';

const slow = { timeout: 45_000 };

test('a coordinator that is stopped is told of at once, and can be killed', async ({ warmPage: page }) => {
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Cluster' }).click();
  const cluster = page.getByRole('region', { name: 'Cluster' });
  const controls = page.getByRole('group', { name: 'Run', exact: true });
  const side = page.getByRole('complementary', { name: 'What moves, and what it costs' });
  await expect(cluster.getByText('350 state objects')).toBeVisible(slow);
  process.kill(await pidOf(page, 'coordinator'), 'SIGSTOP');
  await expect(controls.getByText(/^Nothing heard for \d+ s$/)).toBeVisible();
  await expect(controls.getByText(/records\/s, \d+ s ago$/)).toBeVisible();
  await expect(cluster.getByRole('status').filter({ hasText: 'Nothing is heard of the run.' })).toBeVisible();

  // Nobody has to wait until it counts as lost.
  await side.getByRole('button', { name: 'Kill the coordinator' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kill -9 the coordinator' }).click();
  await expect(controls.getByText(/^Running on \d workers$/)).toBeVisible(slow);
  await expect(cluster.getByRole('status').filter({ hasText: 'Nothing is heard' })).toHaveCount(0);
  await side.getByRole('button', { name: 'Ledger' }).click();
  await expect(side.getByRole('listitem').filter({ hasText: 'kill -9 of the coordinator' })).toContainText(
    'done',
    slow,
  );
  await expect(controls.getByText(/records\/s$/)).not.toHaveText('0 records/s', slow);
  await page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name: 'Build & run' }).click();
});

type Cluster = { readonly processes: readonly { readonly name: string; readonly pid: number }[] };

async function pidOf(page: Page, name: string): Promise<number> {
  const { origin } = new URL(page.url());
  const told = (await (await page.request.get(`${origin}/api/deployment/cluster`)).json()) as {
    readonly cluster: Cluster;
  };
  const found = told.cluster.processes.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no process is called ${name}`);
  return found.pid;
}
