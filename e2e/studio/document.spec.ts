/** The document as a whole: its versions, files, links, and what of it runs. */
import { Buffer } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { addNode, ledger, nodeNamed, savedAfter, seeSaved, status, stepNamed } from './screen.ts';

test('the history tells what each version changed, shows how one differs, and goes back to it as a step', async ({
  warmPage: page,
}) => {
  await seeSaved(page);
  await savedAfter(page, () => addNode(page, 'Filter'));
  await stepNamed(page, 'Check order').click();
  await page.getByRole('textbox', { name: 'Code of Check order' }).click();
  await page.keyboard.press('Control+Home');
  await savedAfter(page, () => page.keyboard.insertText('// checked\n'));

  await page.getByRole('button', { name: 'History of versions' }).click();
  const dialog = page.getByRole('dialog', { name: 'History' });
  const versions = dialog.getByRole('list', { name: 'Versions' }).getByRole('listitem');
  await expect(versions.nth(0)).toContainText('Changed the code of Check order');
  await expect(versions.nth(1)).toContainText('Added Filter');
  // The version before is shown at once; any other is a click away.
  await expect(versions.nth(1).getByRole('button')).toHaveAttribute('aria-current', 'true');
  await versions.last().getByRole('button').click();
  const changes = dialog.getByRole('list', { name: 'Changes' }).getByRole('listitem');
  await expect(changes.filter({ hasText: 'Filter' })).toContainText('Added: Filter Computation added');
  await expect(changes.filter({ hasText: 'Check order' }).getByRole('textbox')).toContainText('// checked');
  await expect(dialog.getByRole('img', { name: /^The graph with 2 changes marked/ })).toBeVisible();
  await expectAccessible(page, 'the history');
  await dialog.getByRole('button', { name: 'Go back to this version' }).click();
  await expect(nodeNamed(page, 'Filter')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(nodeNamed(page, 'Filter')).toBeVisible();
});

test('a document leaves as a file and comes back by a drag; a bad one is refused with everything that is wrong', async ({
  warmPage: page,
}) => {
  await page.getByLabel('Name of the project').fill('Out and in');
  const interval = page.getByLabel('Seconds between two checkpoints');
  await interval.fill('0.2');
  await page.getByRole('button', { name: /^Undo/ }).click();
  await expect(interval).toHaveValue('1');
  await page.getByRole('button', { name: /^Redo/ }).click();
  await expect(interval).toHaveValue('0.2');
  await page.getByRole('button', { name: 'Projects' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('out-and-in.json');
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toContain('"checkpointIntervalMs": 200');
  await page.keyboard.press('Escape');

  await dropFile(page, {
    name: 'bad.json',
    text: text.replace('"kind": "sink"', '"kind": "sunk"').replace('"edges"', '"hedges"'),
  });
  const refusal = page.getByRole('dialog', { name: 'bad.json cannot be opened' });
  await expect(refusal.getByRole('listitem').filter({ hasText: /^P109/ })).toContainText('sunk');
  await expect(refusal.getByRole('listitem').filter({ hasText: /^P105/ })).toContainText('hedges');
  await expect(refusal.getByRole('listitem').filter({ hasText: /^P104/ })).toContainText('edges is missing');
  await expectAccessible(page, 'a refused file');
  await refusal.getByRole('button', { name: 'Close' }).last().click();

  const before = page.url();
  await dropFile(page, { name: 'good.json', text });
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(page.getByLabel('Name of the project')).toHaveValue('Out and in');
  await expect(stepNamed(page, 'Check order')).toBeVisible();
  await expect(interval).toHaveValue('0.2');
});

async function dropFile(page: Page, { name, text }: { readonly name: string; readonly text: string }): Promise<void> {
  const dataTransfer = await page.evaluateHandle(
    (given) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([given.text], given.name, { type: 'application/json' }));
      return transfer;
    },
    { name, text },
  );
  await page.dispatchEvent('.canvas', 'dragover', { dataTransfer });
  await expect(page.getByText('Let go to open the file as a project')).toBeVisible();
  await page.dispatchEvent('.canvas', 'drop', { dataTransfer });
}

test('a link holds the whole document and opens as a copy once it was agreed to; a changed link is refused', async ({
  warmPage: page,
}) => {
  await page.getByLabel('Name of the project').fill('Sent by link');
  await seeSaved(page);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Projects' }).click();
  await page.getByRole('button', { name: 'Copy link' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByText(/^The link is copied/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  expect(link.length).toBeLessThan(8_000);
  const before = page.url();

  // Whoever sends it may have put code beside the nodes, where no graph shows it.
  const [prefix, packed] = new URL(link).hash.split('=');
  const sent: object = JSON.parse(inflateRawSync(Buffer.from(packed ?? '', 'base64url')).toString());
  const hidden = { text: 'globalThis.HIDDEN = 1;', reason: 'Because.', place: 'end', node: null };
  const repacked = deflateRawSync(JSON.stringify({ ...sent, preserved: [hidden] })).toString('base64url');
  await page.evaluate((hash) => (location.hash = hash), `${prefix}=${repacked}`);
  const dialog = page.getByRole('dialog', { name: 'Open “Sent by link” from the link?' });
  await expect(dialog.getByRole('img')).toBeVisible();
  await dialog.getByText('1 piece of code that no node has').click();
  await expect(dialog.getByText('globalThis.HIDDEN = 1;')).toBeVisible();
  await expectAccessible(page, 'a link that arrived');
  expect(page.url(), 'nothing is opened before it was agreed to').toBe(before);
  await dialog.getByRole('button', { name: 'Open as a copy' }).click();
  await expect.poll(() => page.url()).not.toBe(before);
  await expect(page.getByLabel('Name of the project')).toHaveValue('Sent by link');

  await page.goto(`${new URL(link).origin}/${new URL(link).hash.slice(0, -9)}`);
  await expect(page.getByRole('dialog', { name: 'The link cannot be opened' }).getByRole('listitem')).toContainText(
    'P101',
  );
  await page.keyboard.press('Escape');
});

test('the command palette does what it finds, goes to nodes and code, and the sheet of shortcuts shows the same keys', async ({
  warmPage: page,
}) => {
  await page.keyboard.press('Control+k');
  const field = page.getByRole('combobox');
  await expect(field).toBeFocused();
  await expect(page.getByRole('option').filter({ hasText: 'Undo' })).toContainText('Nothing to undo.');
  await expectAccessible(page, 'the command palette');
  await field.fill('zoom 100');
  await expect(page.getByRole('option')).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(field).toBeHidden();
  await expect(page.locator('.zoom')).toHaveText('100%');

  await page.keyboard.press('Control+f');
  await field.fill('rejecttrades');
  await expect(page.getByRole('option').first()).toContainText(/line \d+$/);
  await field.fill('check order');
  await page.keyboard.press('Enter');
  const code = page.getByRole('textbox', { name: 'Code of Check order' });
  await code.click();
  await page.keyboard.press('Control+k');
  await field.fill('symbol.rejectTrades ?');
  const [option] = await page.getByRole('option').allTextContents();
  expect(option).toMatch(/Check order, line \d+$/);
  await page.keyboard.press('Enter');
  await expect(code).toBeFocused();
  await page.keyboard.press('Control+k');
  await field.fill('nothing has this in it');
  await expect(page.getByText('Nothing has “nothing has this in it” in it.')).toBeVisible();
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: 'History of versions' }).focus();
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByText('Command palette').locator('..').getByText('Ctrl+K')).toBeVisible();
  await expectAccessible(page, 'the sheet of shortcuts');
  await page.keyboard.press('Escape');
});

test('a drawing that has gone on during a run is deployed, and the run goes on with its state, after it was said what happens', async ({
  warmPage: page,
}) => {
  const deployButton = page.getByRole('button', { name: 'Deploy changes' });
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect.poll(async () => (await ledger(page)).applied, { timeout: 30_000 }).toBeGreaterThan(50_000);
  await page.getByLabel('Name of the project').fill('A name is nothing to a run');
  await seeSaved(page);
  await expect(deployButton).toHaveCount(0);

  await stepNamed(page, 'Check order').click();
  await page.getByRole('textbox', { name: 'Code of Check order' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('oops ');
  await expect(deployButton).toHaveAttribute('aria-disabled', 'true');
  await deployButton.click({ force: true });
  const problems = page.getByRole('region', { name: 'Problems of the pipeline' });
  await expect(problems).toContainText(/Deploy waits: \d+ problems? must be solved first/);
  await problems.getByRole('button', { name: 'Close the problems' }).click();
  await page.getByRole('textbox', { name: 'Code of Check order' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// ');
  await expect(deployButton).not.toHaveAttribute('aria-disabled', 'true');

  await deployButton.click();
  const dialog = page.getByRole('dialog', { name: 'Deploy 1 change?' });
  const happens = dialog.getByRole('list', { name: 'What happens' });
  await expect(happens).toContainText(/Symbol data 350 state objects kept as they are/);
  await expect(happens).toContainText('Orders goes on where it stands');
  const policy = dialog.getByLabel('State of Symbol data');
  await policy.focus();
  await page.keyboard.press('End');
  await expect(happens).toContainText(/Symbol data 350 state objects lost; it begins empty/);
  await policy.selectOption('Migrate by a function');
  await expect(dialog.getByLabel('Migration of Symbol data')).toHaveValue('(old, key) => ({ ...old })');
  await expect(dialog.getByRole('list', { name: 'Changes' })).toContainText('Check order code changed');
  await expectAccessible(page, 'the question before a deployment');
  await policy.selectOption('Keep');
  const before = (await ledger(page)).applied;
  await dialog.getByRole('button', { name: 'Deploy', exact: true }).press('Enter');
  await expect(dialog).toHaveCount(0, { timeout: 30_000 });
  await expect(page.getByText(/1 change deployed: the new version goes on from checkpoint/).first()).toBeVisible();
  await expect(deployButton).toHaveCount(0);
  await expect(page.getByText('Running on 3 workers').first()).toBeVisible();
  // What was counted before stays counted: a new run would begin from nothing.
  expect((await ledger(page)).applied).toBeGreaterThanOrEqual(before);
  await expect.poll(async () => (await ledger(page)).applied, { timeout: 30_000 }).toBeGreaterThan(before + 10_000);
  await page.reload();
  await expect(page.getByText('Running on 3 workers').first()).toBeVisible();
  await addNode(page, 'Note');
  await expect(deployButton).toHaveCount(0);
  await addNode(page, 'Filter');
  await expect(deployButton, 'a window that came later knows what runs').toBeVisible();
});

test('the first steps are ticked when they have happened, and can be put away', async ({ studioPage: page }) => {
  const button = status(page).getByRole('button', { name: /^First steps/ });
  await expect(button).toHaveText('First steps: 0 of 5');
  await expect(stepNamed(page, 'Check order')).toBeVisible();
  await page.getByRole('textbox', { name: 'Code of Check order' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// mine\n');
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Escape');
  await expect(button).toHaveText('First steps: 2 of 5');
  await page.reload();
  await button.click();
  const dialog = page.getByRole('dialog', { name: 'First steps' });
  await expect(dialog.getByText('Change some code, done')).toBeVisible();
  await expectAccessible(page, 'the first steps');
  await dialog.getByRole('button', { name: 'Do not show them any more' }).click();
  await expect(button).toHaveCount(0);
});
