/** Word count: every word of a text puts out how often it was seen. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Word count',
  description: 'Splits text into words and puts out the count of each word as it grows.',
  types: 'types.ts',
  nodes: [
    {
      id: 'text',
      kind: 'source',
      name: 'Text',
      position: { x: 0, y: 48 },
      connector: { type: 'generator', rate: 200, count: null },
      recordType: 'string',
      decode: null,
      generate: 'generate-text.ts',
    },
    { id: 'split', kind: 'computation', name: 'Split into words', position: { x: 236, y: 48 }, code: 'split-words.ts' },
    { id: 'word', kind: 'key', name: 'word', position: { x: 472, y: 61 }, code: 'word.ts' },
    {
      id: 'counters',
      kind: 'state',
      name: 'Counters',
      position: { x: 620, y: 0 },
      size: { width: 252, height: 130 },
      initial: 'initial-counter.ts',
    },
    {
      id: 'count-word',
      kind: 'state-computation',
      name: 'Count word',
      position: { x: 648, y: 48 },
      state: 'counters',
      code: 'count-word.ts',
    },
    {
      id: 'counts',
      kind: 'sink',
      name: 'Counts',
      position: { x: 920, y: 48 },
      connector: { type: 'live' },
      encode: 'encode-count.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 236, y: 140 },
      size: { width: 252, height: 84 },
      text: 'One line becomes many words. Each word has a counter of its own, wherever it lives.',
    },
  ],
  edges: [
    ['text', 'split'],
    ['split', 'word'],
    ['word', 'count-word'],
    ['count-word', 'counts'],
  ],
};
