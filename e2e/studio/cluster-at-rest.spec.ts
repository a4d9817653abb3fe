/**
 * A run that has met all of its known input and goes on: every number of the Cluster screen is what the command line says, and
 * what somebody counts who has only the input. Nothing of the product is imported; slots are counted by the hash as it is described.
 */
import type { Locator } from '@playwright/test';
import { runPotoroo } from '../cli/potoroo.ts';
import { expect, test } from '../fixtures.ts';
import { ledger, screenTab } from './screen.ts';

const slow = { timeout: 45_000 };
const [records, keys, workers, slots] = [6_000, 60, 2, 256];
const chosen = 'k7';

/** The second source waits for a connection that never comes, so that the run goes on. */
const visits = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Visits at rest',
  description: '',
  types: 'type Visit = { key: string };\ntype Visits = { count: number };',
  nodes: [
    {
      id: 'visits',
      kind: 'source',
      name: 'Visits',
      position: { x: 0, y: 0 },
      connector: { type: 'generator', rate: null, count: records },
      recordType: 'Visit',
      generate: `(index: number): Visit => ({ key: 'k' + (index % ${keys}) })`,
    },
    {
      id: 'more',
      kind: 'source',
      name: 'More',
      position: { x: 0, y: 120 },
      connector: { type: 'tcp', host: '127.0.0.1', port: 0, format: 'ndjson' },
      recordType: 'Visit',
    },
    {
      id: 'visitor',
      kind: 'key',
      name: 'visitor',
      position: { x: 244, y: 61 },
      code: '(visit: Visit): string => visit.key',
    },
    {
      id: 'counters',
      kind: 'state',
      name: 'Counters',
      position: { x: 400, y: 0 },
      size: { width: 252, height: 130 },
      initial: '(): Visits => ({ count: 0 })',
    },
    {
      id: 'count',
      kind: 'state-computation',
      name: 'Count',
      position: { x: 428, y: 48 },
      state: 'counters',
      code: '(visit: Visit, visits: Visits): string | null => {\n  visits.count += 1;\n  return visits.count % 10 === 0 ? visit.key : null;\n}',
    },
    { id: 'seen', kind: 'sink', name: 'Seen', position: { x: 708, y: 48 }, connector: { type: 'live' } },
  ],
  edges: [
    { id: 'e1', from: 'visits', to: 'visitor' },
    { id: 'e2', from: 'more', to: 'visitor' },
    { id: 'e3', from: 'visitor', to: 'count' },
    { id: 'e4', from: 'count', to: 'seen' },
  ],
};

test('at rest, every number of the screen is that of the command line and of a count of the input', async ({
  warmPage: page,
  warmStudio: { origin, dataDirectory },
}) => {
  test.setTimeout(180_000);
  const told = async (...args: readonly string[]): Promise<Json> =>
    JSON.parse((await runPotoroo([...args, '--data', dataDirectory, '--json'])).stdout);
  const post = async (path: string, data: Json): Promise<Json> =>
    (await page.request.post(`${origin}${path}`, { data, headers: { origin } })).json();
  const { id } = await post('/api/pipelines', { document: visits });
  await post('/api/deployment', { pipelineId: id, workers });
  await page.getByRole('button', { name: 'Projects' }).click();
  await page
    .getByRole('dialog', { name: 'Projects' })
    .getByRole('button', { name: /^Visits at rest/ })
    .click();
  await screenTab(page, 'Cluster').click();
  const cluster = page.getByRole('region', { name: 'Cluster' });

  // By the input alone: every key as often, its slot by its hash, slots dealt out in stretches.
  const total = { accepted: records, applied: records, released: records / 10 };
  const expected = countedByHand();
  await expect.poll(() => ledger(page), slow).toEqual(total);
  await expect(cluster.getByText(`${keys} state objects`)).toBeVisible(slow);

  const { cluster: status } = (await told('status')) as { readonly cluster: Status };
  expect(status.ledger).toEqual({ ...total, deadLetters: 0, lost: 0, doubled: 0 });
  expect(status.workers.map(({ name, objects, slots: owned, records: met }) => [name, objects, owned, met])).toEqual(
    expected,
  );
  const arrangement = cluster.getByRole('group', { name: 'Arrangement' });
  const table = cluster.getByRole('region', { name: 'Workers as a table' });
  const expectTable = async (): Promise<void> => {
    await arrangement.getByRole('button', { name: 'Table' }).click();
    for (const [name, objects, owned, met] of expected) {
      const row = table.getByRole('row').filter({ hasText: name });
      await expect(cellOf(table, row, 'Objects')).resolves.toBe(objects.toLocaleString('en-US'));
      await expect(cellOf(table, row, 'All records')).resolves.toBe(met.toLocaleString('en-US'));
      await expect(cellOf(table, row, 'Slots')).resolves.toContain(`${owned} slots`);
    }
  };
  await expectTable();
  const promises = page.getByRole('region', { name: 'Promises, checked live' }).getByRole('listitem');
  await expect(promises.filter({ hasText: 'Nothing lost' })).toContainText('holds: 6,000 accepted, accounted for');
  await expect(promises.filter({ hasText: 'Nothing doubled' })).toContainText('holds:');
  await expect(promises.filter({ hasText: 'One owner per key' })).toContainText('holds: 256 slots, each at one worker');

  // Each node, and how long it took: every record has its latency, whoever met it.
  const nodes = cluster.getByRole('table', { name: 'Per node, over all workers' });
  const expectNodes = async (): Promise<void> => {
    await arrangement.getByRole('button', { name: 'Metrics' }).click();
    for (const [name, came, left] of [
      ['Visits', records, records],
      ['More', 0, 0],
      ['visitor', records, records],
      ['Count', records, records / 10],
      ['Seen', records / 10, records / 10],
    ] as const) {
      const row = nodes.getByRole('row').filter({ has: page.getByRole('rowheader', { name, exact: true }) });
      await expect(row.getByRole('cell').nth(2)).toHaveText(came.toLocaleString('en-US'));
      await expect(row.getByRole('cell').nth(3)).toHaveText(left.toLocaleString('en-US'));
    }
  };
  await expectNodes();
  const scraped = await (await page.request.get(`${origin}/api/metrics`)).text();
  expect(scraped).toContain(`\npotoroo_state_objects{state="counters"} ${keys}\n`);
  expect(scraped).toMatch(/^potoroo_node_latency_seconds\{node="count",quantile="0.9999"\} [\d.e-]+$/m);
  expect(scraped).toContain(`\npotoroo_way_records_total{source="visits",sink="seen"} ${records / 10}\n`);

  // One key: the same object as the command line has it.
  const side = page.getByRole('complementary', { name: 'What moves, and what it costs' });
  await side.getByRole('textbox', { name: 'Key' }).fill(chosen);
  await page.keyboard.press('Enter');
  const object = await told('state', 'counters', chosen);
  expect(object).toMatchObject({ slot: slotOf(chosen), owner: ownerOf(chosen), value: `{"count":${records / keys}}` });
  const passport = side.getByRole('region', { name: 'Key passport' });
  await expect(passport.getByLabel(`State object of ${chosen}, live`)).toHaveText(
    JSON.stringify(JSON.parse(String(object['value'])), null, 2),
  );
  await expect(passport).toContainText(`Slot ${slotOf(chosen)}.`);
  await expect(passport).toContainText(ownerOf(chosen));

  // A process dies: whatever is undone and done again, every number is the same, and the dead one stays on the screen.
  const dead = status.workers.find(({ name }) => name === ownerOf(chosen));
  await arrangement.getByRole('button', { name: 'By worker' }).click();
  const boxes = cluster.getByRole('list', { name: 'Workers' });
  const box = boxes.getByRole('listitem', { name: `Worker ${ownerOf(chosen)}` });
  expect(await told('worker', 'kill', ownerOf(chosen))).toMatchObject({ phase: 'done' });
  await expect(box).toContainText(`process ${dead?.pid ?? 0} was lost at`, slow);
  await expect(passport).toContainText(`kill -9 of ${ownerOf(chosen)} at`);
  await expect.poll(() => ledger(page), slow).toEqual(total);
  const after = (await told('status')) as { readonly cluster: Status };
  expect(
    after.cluster.workers.map(({ name, objects, slots: owned, records: met }) => [name, objects, owned, met]),
  ).toEqual(expected);
  await expectTable();
  await expectNodes();
  const again = await (await page.request.get(`${origin}/api/metrics`)).text();
  for (const [name, , , met] of expected)
    expect(again).toContain(`\npotoroo_worker_records_total{worker="${name}"} ${met}\n`);
  expect(again).toContain(`\npotoroo_node_records_out_total{node="visits"} ${records}\n`);
  await arrangement.getByRole('button', { name: 'By worker' }).click();
});

type Json = Readonly<Record<string, unknown>>;
type Status = {
  readonly ledger: unknown;
  readonly workers: readonly {
    readonly name: string;
    readonly pid: number;
    readonly objects: number;
    readonly slots: number;
    readonly records: number;
  }[];
};

/** Worker, objects, slots, records. */
function countedByHand(): readonly (readonly [string, number, number, number])[] {
  const owners = Array.from({ length: keys }, (_, index) => ownerOf(`k${index}`));
  return Array.from({ length: workers }, (_, index) => {
    const name = `w${index + 1}`;
    const own = owners.filter((owner) => owner === name).length;
    return [name, own, slots / workers, (own * records) / keys] as const;
  });
}

const ownerOf = (key: string): string => `w${Math.floor((slotOf(key) * workers) / slots) + 1}`;

/** FNV-1a with its high bits folded in, of a key in ASCII, in whole numbers of any size. */
function slotOf(key: string): number {
  const word = (value: bigint): bigint => BigInt.asUintN(32, value);
  let hash = 0x811c9dc5n;
  for (const byte of Buffer.from(key)) hash = word((hash ^ BigInt(byte)) * 0x01000193n);
  const mixed = word((hash ^ (hash >> 16n)) * 0x85ebca6bn);
  return Number((mixed ^ (mixed >> 13n)) % BigInt(slots));
}

/** The text in the column with this title. */
async function cellOf(table: Locator, row: Locator, title: string): Promise<string> {
  const titles = await table.getByRole('columnheader').allTextContents();
  return (
    (await row
      .locator('td')
      .nth(titles.indexOf(title) - 1)
      .textContent()) ?? ''
  );
}
