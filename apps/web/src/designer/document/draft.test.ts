import type { StoredPipeline } from '@potoroo/shared/control';
import { emptyPipeline } from '@potoroo/shared/pipeline';
import { expect, test } from 'vitest';
import { type Draft, fateOf } from './draft.ts';

const stored = (fields: Partial<StoredPipeline>): StoredPipeline => ({
  id: 'p',
  name: 'Stored',
  revision: 4,
  savedAt: '2026-01-01T10:00:00Z',
  savedBy: null,
  document: emptyPipeline('Stored'),
  ...fields,
});
const draft: Draft = {
  project: 'p',
  window: 'w1',
  base: { revision: 4, savedAt: '2026-01-01T10:00:00Z' },
  editedAtMs: 0,
  document: emptyPipeline('Mine'),
};

test('edits on the stored revision continue it', () => {
  expect(fateOf(draft, stored({}))).toBe('continues');
});

test('what the server has already is known, whoever saved it and whenever', () => {
  expect(fateOf(draft, stored({ revision: 9, savedBy: 'w2', document: emptyPipeline('Mine') }))).toBe('known');
});

test('another window that saved since has diverged; so has another data directory with the same revision', () => {
  expect(fateOf(draft, stored({ revision: 5, savedBy: 'w2' }))).toBe('diverged');
  expect(fateOf(draft, stored({ revision: 5, savedBy: null }))).toBe('diverged');
  expect(fateOf(draft, stored({ savedAt: '2026-02-02T10:00:00Z' }))).toBe('diverged');
});

test('an own save whose answer was lost is no other window, unless somebody has saved after it', () => {
  expect(fateOf(draft, stored({ revision: 5, savedBy: 'w1' }))).toBe('continues');
  expect(fateOf(draft, stored({ revision: 6, savedBy: 'w1' }))).toBe('diverged');
  expect(fateOf(draft, stored({ revision: 4, savedAt: 'later', savedBy: 'w1' }))).toBe('diverged');
});
