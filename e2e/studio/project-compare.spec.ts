/** The code of a project against the version that runs of it and against saved ones: in the graph, the files, and line by line. */
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import { editorNamed } from './screen.ts';

test('the code is compared with what runs and with what was saved, and what differs is marked', async ({
  warmPage: page,
}) => {
  const screen = page.getByRole('region', { name: 'Code', exact: true });
  const code = editorNamed(page, 'Code of pipeline.ts');
  const tab = (name: string) => page.getByRole('navigation', { name: 'Screens' }).getByRole('link', { name });
  const node = (name: string) => screen.locator('.drawn-node').filter({ has: page.getByText(name, { exact: true }) });
  const append = async (text: string) => {
    await code.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(text);
  };
  await tab('Code').click();
  await expect(code).toContainText('const app = pipeline(', { timeout: 30_000 });
  await append("\napp.note('first', 'Written first');\n");
  await expect(node('Written first')).toBeVisible();

  await tab('Build & run').click();
  await page.getByRole('button', { name: 'Run', exact: true }).click();
  await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeVisible({ timeout: 30_000 });
  await tab('Code').click();
  const compare = screen.getByLabel('Compare with');
  const choices = compare.locator('option');
  await expect(choices.nth(2)).toHaveText(/^saved /);
  const known = await choices.count();
  await append("app.note('second', 'Written second');\n");
  await expect(node('Written second')).toBeVisible();
  // What is saved while the screen is shown can be chosen as well.
  await expect(choices).toHaveCount(known + 1);

  await compare.selectOption('the version that runs');
  await expect(node('Written second')).toHaveAttribute('data-mark', 'added');
  await expect(node('Written first')).not.toHaveAttribute('data-mark', /./);
  await expect(screen.getByRole('button', { name: /^pipeline\.ts.*changed/ })).toBeVisible();
  await expect(code.locator('.cm-changedLine', { hasText: 'Written second' })).toHaveCount(1);
  await expect(code.locator('.cm-changedLine', { hasText: 'Written first' })).toHaveCount(0);

  // A comment is a change of the text alone.
  await append('// Only said.\n');
  await expect(code.locator('.cm-changedLine', { hasText: 'Only said' })).toHaveCount(1);
  await expect(screen.locator('.drawn-node[data-mark]')).toHaveCount(1);

  // When the run has ended, its version can be compared with still.
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(compare.locator('option:checked')).toHaveText('the version that ran last');
  await expect(node('Written second')).toHaveAttribute('data-mark', 'added');

  // The oldest that is saved stands last.
  await compare.selectOption(await choices.last().getAttribute('value'));
  await expect(node('Written first')).toHaveAttribute('data-mark', 'added');
  await expectAccessible(page, 'code compared with a version');
});
