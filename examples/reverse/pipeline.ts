/** Reverse: the smallest pipeline there is. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Reverse',
  description: 'Puts out every text backwards: the smallest pipeline there is.',
  types: null,
  nodes: [
    {
      id: 'text',
      kind: 'source',
      name: 'Text',
      position: { x: 0, y: 0 },
      connector: { type: 'generator', rate: 50, count: null },
      recordType: 'string',
      decode: null,
      generate: 'generate-text.ts',
    },
    { id: 'reverse', kind: 'computation', name: 'Reverse', position: { x: 276, y: 0 }, code: 'reverse.ts' },
    {
      id: 'reversed',
      kind: 'sink',
      name: 'Reversed',
      position: { x: 552, y: 0 },
      connector: { type: 'live' },
      encode: null,
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 276, y: 92 },
      size: { width: 196, height: 84 },
      text: 'The smallest pipeline there is: a source, a step, a sink.',
    },
  ],
  edges: [
    ['text', 'reverse'],
    ['reverse', 'reversed'],
  ],
};
