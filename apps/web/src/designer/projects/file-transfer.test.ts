/** If a file that cannot be opened were passed over in silence, a person would drop it again and again. */
import { beforeEach, expect, test, vi } from 'vitest';

const opened = vi.hoisted((): string[] => []);
const refused = vi.hoisted((): string[] => []);
const notices = vi.hoisted((): string[] => []);
vi.mock('../document/opening.ts', () => ({
  openCopyOf: async ({ name }: { readonly name: string }) => opened.push(name) > 0,
}));
vi.mock('./refused-document.tsx', () => ({
  showRefused: ({ origin, diagnostics }: { origin: string; diagnostics: readonly { message: string }[] }) => {
    refused.push(`${origin}: ${diagnostics[0]?.message ?? ''}`);
    return false;
  },
}));
vi.mock('../../ui/notices.tsx', () => ({ notify: ({ message }: { message: string }) => notices.push(message) }));
vi.mock('../code/compiler-client.ts', () => ({ ask: () => Promise.reject(new Error('no compiler is needed here')) }));
const { importFile, importFiles } = await import('./file-transfer.ts');

beforeEach(() => [opened, refused, notices].forEach((list) => list.splice(0)));

const documentFile = (name: string): File =>
  new File([JSON.stringify({ format: 'potoroo.pipeline', version: 1, name, nodes: [], edges: [] })], `${name}.json`);

/** As a browser hands over a folder that was dropped. */
function folder(name: string): File {
  const file = new File([], name);
  const fail = () => Promise.reject(new DOMException('A requested file could not be found.', 'NotFoundError'));
  return Object.assign(file, { text: fail, arrayBuffer: fail });
}

test.each(['things', 'things.zip', 'things.ts'])('a folder is refused by its name: %s', async (name) => {
  expect(await importFile(folder(name))).toBe(false);
  expect(refused).toEqual([`${name}: The browser cannot read it: it is a folder, or it was moved or locked.`]);
});

test('of several files the first is opened, and it is said that the others were not', async () => {
  expect(await importFiles([documentFile('one'), documentFile('two')])).toBe(true);
  expect(opened).toEqual(['one']);
  expect(notices).toEqual(['Only one.json was opened.']);
});

test('one file is opened without a word, and none is nothing', async () => {
  expect(await importFiles([documentFile('one')])).toBe(true);
  expect(await importFiles([])).toBe(false);
  expect([opened, notices, refused]).toEqual([['one'], [], []]);
});
