/**
 * Measures the Cluster screen on real runs. Of a thousand state objects: how soon each action is seen, and what came of it. Of a
 * million: frames a second while a worker joins, and the bytes that the live feed sends at rest. `npm run measure:cluster`. Needs
 * the built studio and a Chromium, as the tests do; an argument gives another number of objects than a million.
 */
import { chromium, type CDPSession, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { manyObjects } from './many-objects.ts';
import { measureActions } from './measure-actions.ts';
import { startStudioProcess } from './studio-process.ts';

const objects = Number(process.argv[2] ?? 1_000_000);
const workers = 4;
const fillRate = 150_000;
const few = { objects: 1_000, rate: 5_000, workers: 3 } as const;
const measuredMs = 8_000;
const patienceMs = 300_000;

const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error('no Chromium was found; run npm test once, which installs it');
const studio = await startStudioProcess();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(studio.url);
  await showRun(page, few);
  for (const measured of await measureActions(page)) report('an action', measured);
  await ask(page, 'DELETE', '/api/deployment');
  await ended(page);
  const received = await countReceived(page);
  await showRun(page, { objects, rate: fillRate, workers });
  report('frames a second, at rest', await frameRate(page));
  const before = received();
  await page.waitForTimeout(measuredMs);
  report('bytes a second of the live feed', { mean: Math.round(((received() - before) * 1_000) / measuredMs) });
  await page.getByRole('button', { name: 'Worker', exact: true }).click();
  report('frames a second, while a worker joins', await frameRate(page));
  const [last] = (await ask(page, 'GET', '/api/deployment/movements')) as unknown as readonly object[];
  report('the movement', last ?? {});
} finally {
  await browser.close();
  await studio.stop();
}

type Run = { readonly objects: number; readonly rate: number; readonly workers: number };

/** Resolves once all of its objects are there. */
async function showRun(window: Page, { objects: wanted, rate, workers: members }: Run): Promise<void> {
  const stored = await ask(window, 'POST', '/api/pipelines', { document: manyObjects(wanted, rate) });
  await ask(window, 'POST', '/api/deployment', { pipelineId: stored['id'], workers: members });
  await window.goto(`${studio.origin}/projects/${String(stored['id'])}/cluster`);
  await window.waitForFunction(
    (all) => Number(document.querySelector('.cluster-summary b')?.textContent?.replace(/\D/g, '') ?? 0) >= all,
    wanted,
    { timeout: patienceMs },
  );
}

async function ended(window: Page): Promise<void> {
  for (;;) {
    const { phase } = await ask(window, 'GET', '/api/deployment');
    if (phase === 'stopped') return;
    await window.waitForTimeout(100);
  }
}

type Json = Readonly<Record<string, unknown>>;

async function ask(page: Page, method: string, path: string, data?: Json): Promise<Json> {
  const { origin } = studio;
  const answer = await page.request.fetch(`${origin}${path}`, { method, data, headers: { origin } });
  if (!answer.ok()) throw new Error(`${path} was answered ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()) as Json;
}

/** Of the page's own animation frames: how many came in each second, and the longest between two. */
/** And how much of the time the page itself worked: that does not depend on what else the machine does. */
async function frameRate(page: Page): Promise<Json> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const workedBefore = await secondsOfWork(session);
  const times = await page.evaluate(
    (forMs) =>
      new Promise<readonly number[]>((resolve) => {
        const seen: number[] = [];
        const look = (now: number): void => {
          seen.push(now);
          if (now - (seen[0] ?? now) < forMs) requestAnimationFrame(look);
          else resolve(seen);
        };
        requestAnimationFrame(look);
      }),
    measuredMs,
  );
  const worked = (await secondsOfWork(session)) - workedBefore;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round((sorted[Math.floor(sorted.length * share)] ?? 0) * 10) / 10;
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  const busy = Math.round((worked / seconds) * 1_000) / 1_000;
  return { mean: Math.round(gaps.length / seconds), busy, gapMsP50: at(0.5), gapMsP99: at(0.99), gapMsMax: at(0.9999) };
}

/** Seconds in which the page's main thread was at work. */
async function secondsOfWork(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

async function countReceived(page: Page): Promise<() => number> {
  const session = await page.context().newCDPSession(page);
  let bytes = 0;
  session.on('Network.webSocketFrameReceived', ({ response }) => {
    bytes += response.opcode === 2 ? Buffer.from(response.payloadData, 'base64').length : response.payloadData.length;
  });
  await session.send('Network.enable');
  return () => bytes;
}

function report(what: string, figures: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}
