/** Trying a node's code without a run: on generated and on written records, what throws, what never ends, what it can reach. */
import { expect, test } from '../fixtures.ts';
import { inspector, replaceCode, seeSaved, stepNamed } from './screen.ts';

test('code is tried on records from the generator and on written ones, with its state, its faults and its limits, and kept as fixtures', async ({
  warmPage: page,
}) => {
  const part = inspector(page).getByRole('region', { name: 'Try it' });
  await stepNamed(page, 'Update market data').click();
  await part.getByRole('button', { name: 'With generated records' }).click();
  await expect(part.getByText('5 of 5 records passed.')).toBeVisible();
  await expect(part.getByLabel('Sample records')).toHaveValue(/"symbol"/);
  await expect(part.getByRole('listitem').first()).toContainText(/before.*"bid":0.*after.*"bid":\d/s);

  await replaceCode(
    page,
    'Code of Update market data',
    '(data, symbol) => {\n  if (data.bid > 1) throw new Error("too dear");\n  symbol.bid = data.bid;\n}',
  );
  await expect(part.getByRole('paragraph').filter({ hasText: 'The code has changed since' })).toBeVisible();
  await part.getByLabel('Sample records').fill('{"symbol":"A","bid":1}\n{"symbol":"A","bid":2}');
  await part.getByRole('button', { name: 'Try it', exact: true }).click();
  await expect(part.getByText('1 of 2 records passed.')).toBeVisible();
  await part.getByRole('button', { name: /Error: too dear \(Update market data, line 2\)/ }).click();
  await expect(page.locator('.cm-activeLine')).toContainText('too dear');

  await part.getByLabel('Sample records').fill('{"symbol"');
  await part.getByRole('button', { name: 'Try it', exact: true }).click();
  await expect(part.getByRole('alert')).toContainText('Line 1 is not JSON');

  await replaceCode(page, 'Code of Update market data', '(data, symbol) => {\n  for (;;) symbol.bid++;\n}');
  await part.getByLabel('Sample records').fill('{"symbol":"A","bid":1}');
  await part.getByRole('button', { name: 'Try it', exact: true }).click();
  await expect(part.getByRole('alert')).toContainText('It did not end within 2 seconds');

  // A fixture keeps what is right; code that gives something else fails it, until a person says that the new is right.
  await replaceCode(page, 'Code of Update market data', '(data, symbol) => {\n  symbol.bid = data.bid;\n}');
  await part.getByRole('button', { name: 'Try it', exact: true }).click();
  await part.getByRole('button', { name: 'Keep as fixture' }).click();
  const kept = part.getByRole('region', { name: 'Fixtures' });
  await kept.getByLabel('Name of fixture 1').fill('a first bid');
  await replaceCode(page, 'Code of Update market data', '(data, symbol) => {\n  symbol.bid = data.bid + 1;\n}');
  await kept.getByRole('button', { name: 'Run all' }).click();
  await expect(kept).toContainText(/Record 1 leaves the state .*"bid":2.*, not .*"bid":1/);
  await kept.getByRole('button', { name: 'What it gives now is right' }).click();
  await expect(kept).toContainText('1 record as expected.');
  await seeSaved(page);
  await page.reload();
  await stepNamed(page, 'Update market data').click();
  await expect(kept.getByLabel('Name of fixture 1')).toHaveValue('a first bid');
  await kept.getByRole('button', { name: 'Put the records of a first bid above' }).click();

  // What a snippet from a stranger would reach for; the compiler refuses the names, and a cast hides them from it.
  const reach = `(data) => {
  const root = (0, (() => {}) as any).constructor('return this')();
  return ['fetch', 'indexedDB', 'caches', 'BroadcastChannel', 'XMLHttpRequest', 'WebSocket', 'Worker', 'importScripts',
    'postMessage', 'navigator', 'location', 'document', 'localStorage', 'close'].filter((name) => name in root);
}`;
  await replaceCode(page, 'Code of Update market data', reach);
  await part.getByRole('button', { name: 'Try it', exact: true }).click();
  await expect(part.getByText('1 of 1 record passed.')).toBeVisible();
  await expect(part.getByRole('listitem').first()).toContainText('nothing');
});
