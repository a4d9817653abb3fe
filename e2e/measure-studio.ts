/**
 * Measures the designer: `npm run measure:studio`. Two hundred nodes of a run, their numbers changing four times a second: frames
 * a second while the canvas is panned, zoomed and a node is dragged, with all of them in view; the longest task while code is
 * typed; and what the first screen loads. Needs the built studio and a Chromium, as the tests do. Frames are those that the
 * page itself could draw: on a machine that does other things there are fewer, so `busy` stands beside them.
 */
import { chromium, type CDPSession, expect, type Page } from '@playwright/test';
import { findChromium } from './chromium.ts';
import { firstScreenScripts } from './first-screen.ts';
import { startStudioProcess } from './studio-process.ts';
import { editorNamed } from './studio/screen.ts';

const rows = 40;
const gestureMs = 4_000;
const goals = { framesMin: 50, typingTaskMsMax: 200, scriptKilobytesMax: 300 };

type Json = Readonly<Record<string, unknown>>;

/** Forty chains of five. */
const nodes = Array.from({ length: rows }, (_, row) => {
  const at = (column: number) => ({ x: column * 260, y: row * 84 });
  const step = (name: string, column: number, code: string) => ({
    id: `${name.toLowerCase()}-${row}`,
    kind: 'computation',
    name: `${name} ${row}`,
    position: at(column),
    code,
  });
  return [
    {
      id: `source-${row}`,
      kind: 'source',
      name: `Source ${row}`,
      position: at(0),
      connector: { type: 'generator', rate: 20 + row, count: null },
      generate: '(index) => ({ id: index, size: index % 97 })',
    },
    step('Double', 1, '(record) => ({ ...record, size: record.size * 2 })'),
    step('Keep', 2, '(record) => (record.size > 3 ? record : null)'),
    step('Name', 3, '(record) => ({ ...record, name: `record ${record.id}` })'),
    { id: `sink-${row}`, kind: 'sink', name: `Seen ${row}`, position: at(4), connector: { type: 'live' } },
  ];
}).flat();
const edges = nodes.flatMap(({ id }, index) => {
  const next = nodes[index + 1];
  return index % 5 === 4 || next === undefined ? [] : [{ id: `edge-${index}`, from: id, to: next.id }];
});
const pipeline = {
  format: 'potoroo.pipeline',
  version: 1,
  name: 'Two hundred',
  description: '',
  types: '',
  nodes,
  edges,
};

const executablePath = findChromium(process.env);
if (executablePath === null) throw new Error('no Chromium was found; run npm test once, which installs it');
const misses: string[] = [];
measureScripts();
const studio = await startStudioProcess();
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
try {
  const page = await browser.newPage({ viewport: { width: 1600, height: 1000 } });
  await page.goto(studio.url);
  const stored = await ask(page, 'POST', '/api/pipelines', { document: pipeline });
  await page.goto(`${studio.origin}/projects/${String(stored['id'])}`);
  await expect(page.locator('.react-flow__node')).toHaveCount(rows * 5, { timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'No problems' })).toBeVisible({ timeout: 120_000 });
  await ask(page, 'POST', '/api/deployment', { pipelineId: stored['id'], workers: 2 });
  await expect(page.locator('.pill-throughput')).toHaveText(/[1-9].*records\/s/, { timeout: 60_000 });
  await page.getByRole('button', { name: 'Hide the runtime' }).click();
  // All of them in view, then those that can be read.
  await fit(page);
  await measureGestures(page, 'all in view');
  await fit(page);
  await page.locator('.react-flow__pane').focus();
  await page.keyboard.press('0');
  await page.waitForTimeout(1_000);
  await expect(page.locator('.live-rate').nth(100)).toHaveText(/\d\/s/);
  await measureGestures(page, 'at 100 %');
  await measureTyping(page);
} finally {
  await browser.close();
  await studio.stop();
}
process.stdout.write(misses.length === 0 ? 'every goal is met\n' : `missed: ${misses.join('; ')}\n`);

function measureScripts(): void {
  const scripts = firstScreenScripts();
  const kilobytes = Math.round(scripts.reduce((sum, { gzipBytes }) => sum + gzipBytes, 0) / 100) / 10;
  report('scripts of the first screen, KB gzipped', { all: kilobytes, files: scripts.length });
  if (kilobytes >= goals.scriptKilobytesMax) misses.push(`scripts ${kilobytes} KB`);
}

/** The view glides there. */
async function fit(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Fit the view/ }).click();
  await page.waitForTimeout(1_000);
}

async function measureGestures(page: Page, view: string): Promise<void> {
  const box = await page.locator('.canvas').boundingBox();
  const middle = { x: (box?.x ?? 0) + (box?.width ?? 0) / 2, y: (box?.y ?? 0) + (box?.height ?? 0) / 2 };
  const turn = (beat: number) =>
    page.mouse.move(middle.x + 120 * Math.cos(beat / 20), middle.y + 120 * Math.sin(beat / 20));
  await measureFrames(page, `${view}, at rest`, () => page.waitForTimeout(16));
  const node = await placeOf(page, 'react-flow__node-computation');
  await page.mouse.move(node.x, node.y);
  await page.mouse.down();
  await measureFrames(page, `${view}, dragging a node`, turn);
  await page.mouse.up();
  await page.keyboard.press('Control+z');
  const empty = await placeOf(page, 'react-flow__pane');
  await page.mouse.move(empty.x, empty.y);
  await page.mouse.down();
  await measureFrames(page, `${view}, panning`, turn);
  await page.mouse.up();
  await page.mouse.move(middle.x, middle.y);
  await measureFrames(page, `${view}, zooming`, (beat) => page.mouse.wheel(0, beat % 40 < 20 ? -40 : 40));
}

/** Where a press meets such an element, at the middle of the canvas. */
function placeOf(page: Page, className: string): Promise<{ readonly x: number; readonly y: number }> {
  return page.evaluate((wanted) => {
    const box = document.querySelector('.react-flow__pane')?.getBoundingClientRect();
    if (box === undefined) throw new Error('there is no canvas');
    for (let distance = 0; distance < 300; distance += 6)
      for (let angle = 0; angle < 6; angle += 0.5) {
        const x = box.left + box.width / 2 + distance * Math.cos(angle);
        const y = box.top + box.height / 2 + distance * Math.sin(angle);
        const found = document.elementFromPoint(x, y);
        if (
          found !== null &&
          found.closest(`.${wanted}, .react-flow__node, .react-flow__edge`)?.classList.contains(wanted)
        )
          return { x, y };
      }
    throw new Error(`no ${wanted} lies near the middle of the canvas`);
  }, className);
}

/** Frames of the page while something is done again and again, and how much of the time its main thread was at work. */
async function measureFrames(page: Page, what: string, act: (beat: number) => Promise<unknown>): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable', { timeDomain: 'threadTicks' });
  const before = await secondsOfWork(session);
  const watched = page.evaluate(
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
    gestureMs,
  );
  let isOver = false;
  void watched.then(() => (isOver = true));
  let beats = 0;
  while (!isOver) await act(++beats);
  const times = await watched;
  const seconds = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000;
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? time));
  const sorted = gaps.toSorted((a, b) => a - b);
  const at = (share: number): number => Math.round(sorted[Math.floor(sorted.length * share)] ?? 0);
  const frames = Math.round(gaps.length / seconds);
  const busy = Math.round((((await secondsOfWork(session)) - before) / seconds) * 100) / 100;
  await session.detach();
  report(`frames a second, ${what}`, {
    mean: frames,
    busy,
    gapMsP50: at(0.5),
    gapMsP99: at(0.99),
    gapMsMax: at(0.9999),
    acts: beats,
  });
  if (frames < goals.framesMin) misses.push(`${frames} frames a second ${what}`);
}

/** Seconds in which the page's main thread was at work. */
async function secondsOfWork(session: CDPSession): Promise<number> {
  const { metrics } = await session.send('Performance.getMetrics');
  return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0;
}

/** Longer than 50 ms is what a browser tells of as a long task. */
async function measureTyping(page: Page): Promise<void> {
  await page.locator('.react-flow__node[data-id="name-20"]').dispatchEvent('click');
  const editor = editorNamed(page, 'Code of Name 20');
  await editor.click();
  await page.keyboard.press('Control+A');
  await page.evaluate(() => {
    const tasks: number[] = [];
    Reflect.set(window, 'longTasks', tasks);
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
  });
  const line = '  const size = record.size + record.id;\n  const text = `${size} of ${record.size}`;\n';
  await page.keyboard.type(`(record) => {\n${line.repeat(2)}  return text;\n}`, { delay: 60 });
  await expect(page.locator('.verdict').first()).not.toHaveText(/checking/, { timeout: 60_000 });
  const tasks = await page.evaluate(() => Reflect.get(window, 'longTasks') as readonly number[]);
  const longest = Math.round(Math.max(0, ...tasks));
  report('long tasks while typing, ms', { longest, above50: tasks.length });
  if (longest > goals.typingTaskMsMax) misses.push(`a task of ${longest} ms while typing`);
}

async function ask(page: Page, method: string, path: string, data?: Json): Promise<Json> {
  const { origin } = studio;
  const answer = await page.request.fetch(`${origin}${path}`, { method, data, headers: { origin } });
  if (!answer.ok()) throw new Error(`${path} was answered ${answer.status()}: ${await answer.text()}`);
  return (await answer.json()) as Json;
}

function report(what: string, figures: object): void {
  process.stdout.write(`${what}: ${JSON.stringify(figures)}\n`);
}
