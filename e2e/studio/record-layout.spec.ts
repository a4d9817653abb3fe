/** A record layout drawn up in the inspector: with the keyboard alone, checked as it is typed, undone, and open to everybody. */
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { addNode, inspector, startEmptyProject, status } from './screen.ts';

test('the fields of a record are declared in a table, with the keyboard alone', async ({ studioPage: page }) => {
  await startEmptyProject(page);
  await addNode(page, 'TCP source');
  const panel = inspector(page);
  await panel.getByLabel('Format').selectOption('Frames');
  await panel.getByRole('button', { name: 'Add record layout' }).focus();
  await page.keyboard.press('Enter');
  await expect(panel.getByRole('button', { name: 'Add decode' })).toHaveCount(0);

  await panel.getByLabel('Name of field 1').fill('symbol');
  await page.keyboard.press('Tab');
  await page.keyboard.type('text');
  await expect(panel.getByLabel('Type of symbol')).toHaveValue('text');
  await panel.getByLabel('Bytes of symbol').fill('6');
  await panel.getByRole('button', { name: 'Add field' }).press('Enter');
  await expect(panel.getByLabel('Name of field 2')).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('price');
  await panel.getByLabel('Type of price').selectOption('f64');
  await expect(panel.getByText('14 bytes')).toBeVisible();
  await expect(panel.getByLabel('Place of price')).toHaveAttribute('placeholder', '6');

  await panel.getByLabel('Name of field 2').press('Alt+ArrowUp');
  await expect(panel.getByLabel('Name of field 1')).toHaveValue('price');
  await expect(panel.getByLabel('Name of field 1')).toBeFocused();
  await expect(panel.getByLabel('Place of symbol')).toHaveAttribute('placeholder', '8');
  await panel.getByLabel('Place of symbol').fill('4');
  await expect(panel.getByText('begins at byte 4, and the fields before it end at 8.')).toBeVisible({
    timeout: 30_000,
  });
  await panel.getByLabel('Place of symbol').fill('x');
  await expect(panel.getByLabel('Place of symbol')).toHaveAttribute('aria-invalid', 'true');
  await panel.getByLabel('Place of symbol').fill('12');
  await expect(panel.getByText('18 bytes')).toBeVisible();
  await expectAccessible(page, 'a record layout in the inspector');

  await panel.getByRole('button', { name: 'Remove symbol' }).click();
  await expect(panel.getByLabel('Name of field 2')).toHaveCount(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(panel.getByLabel('Name of field 2')).toHaveValue('symbol');
  await expect(status(page).getByText('Saved', { exact: true })).toBeVisible();
});
