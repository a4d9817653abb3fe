// Who may keep what a source reads decides whether its memory is read into again.
import { expect, test } from 'vitest';
import { moduleId, type ModuleId } from '../ids.ts';
import { decodesBySnippet } from './topology.ts';

const formats = ['framed', 'lines', 'ndjson', 'csv'] as const;

test('a snippet decodes frames and lines, not the lines of a source that has one for another format, and none what is generated', () => {
  const decoded = (decode: ModuleId | null) =>
    formats.filter((format) =>
      decodesBySnippet({ decode, connector: { type: 'tcp', host: '127.0.0.1', port: 0, format } }),
    );
  expect(decoded(moduleId(0))).toEqual(['framed', 'lines']);
  expect(decoded(null)).toEqual([]);
  const generator = { type: 'generator', rate: null, count: null } as const;
  expect(decodesBySnippet({ decode: moduleId(0), connector: generator })).toBe(false);
});
