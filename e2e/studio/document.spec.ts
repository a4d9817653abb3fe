/** The document as a whole: its versions, files, links, and what of it runs. */
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { addNode, nodeNamed, seeSaved, status, stepNamed } from './screen.ts';

test('the history tells what each version changed, shows how one differs, and goes back to it as a step', async ({
  warmPage: page,
}) => {
  await seeSaved(page);
  await addNode(page, 'Filter');
  await expect(status(page).getByText('Saving')).toBeVisible();
  await seeSaved(page);
  await stepNamed(page, 'Check order').click();
  await page.getByRole('textbox', { name: 'Code of Check order' }).click();
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// checked\n');
  await expect(status(page).getByText('Saving')).toBeVisible();
  await seeSaved(page);

  await page.getByRole('button', { name: 'History of versions' }).click();
  const dialog = page.getByRole('dialog', { name: 'History' });
  const versions = dialog.getByRole('list', { name: 'Versions' }).getByRole('listitem');
  await expect(versions.nth(0)).toContainText('Changed the code of Check order');
  await expect(versions.nth(1)).toContainText('Added Filter');
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
