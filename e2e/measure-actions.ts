/**
 * Measures what a click on an action of the Cluster screen takes until it is seen: from the click in the page to the frame that
 * shows its mark, and what the movement ledger says came of it in the end. Part of `npm run measure:cluster`.
 */
import { expect, type Page } from '@playwright/test';

export type Measured = {
  readonly action: string;
  /** From the click until the frame in which something says that it was asked for. */
  readonly seenAfterMs: number;
  /** Of its entry in the ledger, as it is read on screen. */
  readonly outcome: string;
};

const slow = { timeout: 60_000 };

/** On a run of at least three workers that is shown on the Cluster screen, with a source that is a generator with a rate. */
export async function measureActions(page: Page): Promise<readonly Measured[]> {
  const side = page.getByRole('complementary', { name: 'What moves, and what it costs' });
  await side.getByRole('button', { name: 'Ledger' }).click();
  const disturb = async (title: string): Promise<void> => {
    await side.getByRole('button', { name: title }).click();
    await page.getByRole('dialog').getByLabel('For', { exact: true }).selectOption({ index: 0 });
    await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  };
  const acts: readonly (readonly [action: string, mark: string, act: () => Promise<void>])[] = [
    ['add', 'A worker joins', () => page.getByRole('button', { name: 'Worker', exact: true }).click()],
    ['slow', 'w1 takes', () => disturb('Slow a worker')],
    ['cut', 'The link between', () => disturb('Cut a link')],
    ['burst', 'Visits gives', () => disturb('Let a source burst')],
    ['skew', 'of Visits is one record', () => disturb('Skew the keys')],
    ['drain', 'w2 is drained', () => page.getByRole('button', { name: /^Drain w2/ }).click()],
    [
      'kill -9',
      'kill -9 of w3',
      async () => {
        await page.getByRole('button', { name: /^Kill w3/ }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Kill -9 w3' }).click();
      },
    ],
  ];
  const measured: Measured[] = [];
  for (const [action, mark, act] of acts) {
    const entries = side.getByRole('region', { name: 'Movement ledger' }).getByRole('listitem');
    const before = await entries.count();
    await watchFor(page, mark);
    await act();
    const seenAfterMs = await page.evaluate(() => (globalThis as unknown as Watching).seenAfterMs);
    // The newest entry stands first. The next one is asked for when this one is over.
    const entry = entries.first();
    await expect(entries).not.toHaveCount(before);
    await expect(entry.locator('.movement-phase[data-tone="good"]')).toBeVisible(slow);
    const outcome = (await entry.innerText()).replaceAll(/\s+/g, ' ').replace(/ Play it again$/, '');
    measured.push({ action, seenAfterMs: Math.round(seenAfterMs), outcome });
  }
  return measured;
}

type Watching = { seenAfterMs: Promise<number> };

/** From the last click before it until the frame is painted in which a mark with this text stands. */
async function watchFor(page: Page, text: string): Promise<void> {
  await page.evaluate((wanted) => {
    let clickedAt = 0;
    const noteClick = ({ timeStamp }: Event): void => {
      clickedAt = timeStamp;
    };
    addEventListener('click', noteClick, { capture: true });
    const stands = (): boolean =>
      Array.from(document.querySelectorAll('.marks li')).some((mark) => mark.textContent.includes(wanted));
    (globalThis as unknown as Watching).seenAfterMs = new Promise((resolve) => {
      const observer = new MutationObserver(() => {
        if (clickedAt === 0 || !stands()) return;
        observer.disconnect();
        removeEventListener('click', noteClick, { capture: true });
        // A frame is painted right after its callbacks.
        requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - clickedAt), 0));
      });
      observer.observe(document.body, { subtree: true, childList: true, characterData: true });
    });
  }, text);
}
