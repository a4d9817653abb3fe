/** Celsius to Fahrenheit in two stateless steps. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Celsius to Fahrenheit',
  description: 'Converts temperatures in two stateless steps: times 1.8, then plus 32.',
  types: null,
  nodes: [
    {
      id: 'temperatures',
      kind: 'source',
      name: 'Temperatures',
      position: { x: 0, y: 0 },
      connector: { type: 'generator', rate: 500, count: null },
      recordType: 'number',
      decode: 'decode-celsius.ts',
      generate: 'generate-celsius.ts',
    },
    { id: 'multiply', kind: 'computation', name: 'Multiply by 1.8', position: { x: 236, y: 0 }, code: 'multiply.ts' },
    { id: 'add', kind: 'computation', name: 'Add 32', position: { x: 472, y: 0 }, code: 'add.ts' },
    {
      id: 'fahrenheit',
      kind: 'sink',
      name: 'Fahrenheit',
      position: { x: 708, y: 0 },
      connector: { type: 'live' },
      encode: 'encode-fahrenheit.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 236, y: 92 },
      size: { width: 432, height: 62 },
      text: 'No state and no key: the two steps are fused into the source, on whichever worker reads it.',
    },
  ],
  edges: [
    ['temperatures', 'multiply'],
    ['multiply', 'add'],
    ['add', 'fahrenheit'],
  ],
};
