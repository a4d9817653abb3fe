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
  await append("app.note('second', 'Written second');\n");
  await expect(node('Written second')).toBeVisible();

  const compare = screen.getByLabel('Compare with');
  await compare.selectOption('the version that runs');
  await expect(node('Written second')).toHaveAttribute('data-mark', 'added');
  await expect(node('Written first')).not.toHaveAttribute('data-mark', /./);
  await expect(screen.getByRole('button', { name: /^pipeline\.ts.*changed/ })).toBeVisible();
  await expect(code.locator('.cm-changedLine', { hasText: 'Written second' })).toHaveCount(1);
  await expect(code.locator('.cm-changedLine', { hasText: 'Written first' })).toHaveCount(0);

  // The oldest that is saved stands last.
  await compare.selectOption({ index: (await compare.locator('option').count()) - 1 });
  await expect(node('Written first')).toHaveAttribute('data-mark', 'added');
  await expectAccessible(page, 'code compared with a version');
});
