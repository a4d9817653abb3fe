/** Writing snippets: real TypeScript, errors at their line, completion from the types of the pipeline; errors block Run. */
import { expect, test } from '../fixtures.ts';
import { expectAccessible } from './accessible.ts';
import {
  addNode,
  editorNamed,
  inspector,
  replaceCode,
  seeMarketSpread,
  startEmptyProject,
  stepNamed,
} from './screen.ts';

const broken = `(order, symbol) => {
  if (symbol.rejectTrades) {
    return order.prise;
  }
  return null;
}`;

test('a type error appears in place, on the node and in the list, blocks Run, and goes when it is mended', async ({
  warmPage: page,
}) => {
  test.setTimeout(120_000);
  await stepNamed(page, 'Check order').click();
  await replaceCode(page, 'Code of Check order', broken);
  const mark = page.locator('.cm-lintRange-error');
  await expect(mark).toHaveText('prise', { timeout: 30_000 });
  await expect(page.locator('.cm-line').filter({ has: mark })).toContainText('return order.prise');
  await expect(inspector(page).getByText(/Check order, code, line 3, column \d+/)).toBeVisible();
  await expect(stepNamed(page, 'Check order').getByText('Error')).toBeAttached();

  const run = page.getByRole('button', { name: 'Run', exact: true });
  await expect(run).toHaveAttribute('aria-disabled', 'true');
  await expect(run).toHaveAttribute('title', /problem.* must be solved first/);

  await page.locator('.react-flow__pane').click({ position: { x: 30, y: 120 } });
  await expect(run).toHaveAccessibleDescription(/problem.* must be solved first/);
  await run.click({ force: true });
  const problems = page.getByRole('region', { name: 'Problems of the pipeline' });
  await expect(problems).toContainText(/Run waits: \d+ problems? must be solved first/);
  await problems.getByRole('button', { name: 'Close the problems' }).click();
  await run.focus();
  await page.keyboard.press('Enter');
  await problems
    .getByRole('button', { name: /line 3/ })
    .first()
    .click();
  await expect(editorNamed(page, 'Code of Check order')).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('order.prise');

  // The same over the whole window, with the caret where it was; Escape goes back.
  await page.keyboard.press('Alt+Enter');
  const full = page.getByRole('dialog', { name: 'Code of Check order' });
  await expect(full.getByRole('button', { name: /Check order, code, line 3/ }).first()).toBeVisible();
  await expect(full.getByRole('textbox', { name: 'Code of Check order' })).toBeFocused();
  await expect(page.locator('.cm-activeLine')).toContainText('order.prise');
  expect((await full.locator('.cm-editor').boundingBox())?.width).toBeGreaterThan(1_200);
  await expectAccessible(page, 'code over the whole window');
  await page.keyboard.press('Escape');
  await expect(full).toHaveCount(0);
  await expect(editorNamed(page, 'Code of Check order')).toBeFocused();

  await page.keyboard.press('Control+z');
  await expect(mark).toHaveCount(0, { timeout: 30_000 });
  await expect(run).not.toHaveAttribute('aria-disabled', 'true', { timeout: 30_000 });

  // The list was this project's.
  await expect(problems).toBeVisible();
  await startEmptyProject(page);
  await expect(problems).toHaveCount(0);
});

test('a path says where files may lie, and one outside is warned of while it is typed', async ({
  studio,
  studioPage: page,
}) => {
  await seeMarketSpread(page);
  await startEmptyProject(page);
  await addNode(page, 'File source');
  await expect(inspector(page).getByText(new RegExp(`A file in ${studio.dataDirectory}/files`))).toBeVisible();
  await inspector(page).getByLabel('File', { exact: true }).fill('/etc/hosts');
  await expect(inspector(page).getByText(/lies outside of the folders that the studio may use/)).toBeVisible({
    timeout: 30_000,
  });
  await inspector(page).getByLabel('File', { exact: true }).fill('orders.csv');
  await expect(inspector(page).getByText(/lies outside/)).toHaveCount(0);
});

test('completion offers the fields of the record that arrives here, by its type or as they were seen', async ({
  warmPage: page,
}) => {
  await stepNamed(page, 'Check order').click();
  await replaceCode(page, 'Code of Check order', '(order, symbol) => order');
  await page.keyboard.type('.');
  const offered = page.getByRole('listbox');
  await expect(offered.getByRole('option', { name: /quantity/ })).toBeVisible({ timeout: 30_000 });
  await expect(offered.getByRole('option', { name: /orderId/ })).toBeVisible();

  // Where the type says nothing, what was seen in records does: here in samples that a person wrote.
  await inspector(page).getByLabel('Sample records').fill('{"colour":"red","sizes":[{"width":2}]}');
  await replaceCode(page, 'Code of Check order', '(order: any, symbol) => order');
  await page.keyboard.type('.');
  await expect(offered.getByRole('option', { name: /colour/ })).toContainText('seen: string', { timeout: 30_000 });
  await page.keyboard.type('sizes[0].');
  await expect(offered.getByRole('option', { name: /width/ })).toContainText('seen: number');
});

test('hovering a name tells its type; what is careless is warned of, which Run does not wait for, and what needs others is refused', async ({
  warmPage: page,
}) => {
  await stepNamed(page, 'Check order').click();
  await replaceCode(
    page,
    'Code of Check order',
    '(order, symbol) => {\n  const spread = symbol.offer - symbol.bid;\n  return null;\n}',
  );
  await expect(page.getByRole('region', { name: 'Code' }).getByText(/types check/)).toBeVisible({ timeout: 30_000 });
  // Line 2 is `  const spread = …`: the pointer rests on the name.
  await page
    .locator('.cm-line')
    .filter({ hasText: 'const spread' })
    .hover({ position: { x: 84, y: 8 } });
  await expect(page.locator('.explanation')).toContainText('number', { timeout: 30_000 });

  const careless =
    'let seen = 0;\nexport default function checkOrder(order: Order, symbol: SymbolData): null {\n' +
    '  symbol.bid = Date.now() + Math.random() + ++seen;\n  return null;\n}';
  await replaceCode(page, 'Code of Check order', careless);
  const found = inspector(page)
    .getByRole('listitem')
    .filter({ hasText: /line [13]/ });
  await expect(found.filter({ hasText: /reads the clock, which gives another result/ })).toBeVisible({
    timeout: 30_000,
  });
  await expect(found.filter({ hasText: /random/ })).toBeVisible();
  await expect(
    found.filter({ hasText: /each worker has its own, and it is lost when state moves/ }).first(),
  ).toBeVisible();
  await expect(page.locator('.cm-lintRange-warning').filter({ hasText: /^Date\.now\(\)$/ })).toBeVisible();
  await expect(stepNamed(page, 'Check order').getByText('Warning')).toBeAttached();
  await expect(page.getByRole('button', { name: 'Run', exact: true })).not.toHaveAttribute('aria-disabled', 'true');

  // What would have to wait, or need others to agree, is refused.
  const refused = inspector(page).getByRole('listitem');
  for (const [code, why] of [
    ['async (order: Order, symbol: SymbolData) => null', /a snippet cannot wait: a record is one atomic step/],
    ['(order: Order, symbol: SymbolData, other: SymbolData) => null', /wants a second state object, “other”/],
  ] as const) {
    await replaceCode(page, 'Code of Check order', code);
    await expect(refused.filter({ hasText: why })).toBeVisible({ timeout: 30_000 });
  }
  await expect(page.getByRole('button', { name: 'Run', exact: true })).toHaveAttribute('aria-disabled', 'true');
});
