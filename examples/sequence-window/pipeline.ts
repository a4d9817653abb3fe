/** Sequence window: the last four numbers of every key show any loss, doubling or reordering. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Sequence window',
  description:
    'Keeps the last four of the numbers 1, 2, 3, … for each of a hundred keys: a lost, doubled or reordered record shows.',
  types: 'types.ts',
  nodes: [
    {
      id: 'numbers',
      kind: 'source',
      name: 'Numbers',
      position: { x: 0, y: 48 },
      connector: { type: 'generator', rate: 5_000, count: null },
      recordType: 'number',
      decode: 'decode-number.ts',
      generate: 'generate-numbers.ts',
    },
    { id: 'residue', kind: 'key', name: 'mod 100', position: { x: 240, y: 61 }, code: 'residue.ts' },
    {
      id: 'last-four',
      kind: 'state',
      name: 'Last four',
      position: { x: 400, y: 0 },
      size: { width: 252, height: 130 },
      initial: 'initial-window.ts',
    },
    {
      id: 'slide',
      kind: 'state-computation',
      name: 'Slide',
      position: { x: 428, y: 48 },
      state: 'last-four',
      code: 'slide.ts',
    },
    {
      id: 'windows',
      kind: 'sink',
      name: 'Windows',
      position: { x: 708, y: 48 },
      connector: { type: 'live' },
      encode: 'encode-window.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 400, y: 160 },
      size: { width: 252, height: 84 },
      text: 'The numbers of one key are a hundred apart. A window with another step tells of a lost, doubled or reordered record.',
    },
  ],
  edges: [
    ['numbers', 'residue'],
    ['residue', 'slide'],
    ['slide', 'windows'],
  ],
};
