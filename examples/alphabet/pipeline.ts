/** Alphabet: a running total of votes for each letter. */
import type { ExampleManifest } from '../../tools/examples/manifest.ts';

export const manifest: ExampleManifest = {
  name: 'Alphabet',
  description: 'Counts votes for letters and puts out the new total after every vote.',
  types: 'types.ts',
  nodes: [
    {
      id: 'votes',
      kind: 'source',
      name: 'Votes',
      position: { x: 0, y: 48 },
      connector: { type: 'generator', rate: 2_000, count: null },
      recordType: 'Vote',
      decode: 'decode-vote.ts',
      generate: 'generate-votes.ts',
    },
    { id: 'letter', kind: 'key', name: 'letter', position: { x: 244, y: 61 }, code: 'vote-letter.ts' },
    {
      id: 'tally',
      kind: 'state',
      name: 'Tally',
      position: { x: 400, y: 0 },
      size: { width: 252, height: 130 },
      initial: 'initial-tally.ts',
    },
    {
      id: 'add-votes',
      kind: 'state-computation',
      name: 'Add votes',
      position: { x: 428, y: 48 },
      state: 'tally',
      code: 'add-votes.ts',
    },
    {
      id: 'totals',
      kind: 'sink',
      name: 'Totals',
      position: { x: 708, y: 48 },
      connector: { type: 'live' },
      encode: 'encode-total.ts',
    },
    {
      id: 'note',
      kind: 'note',
      name: 'Note',
      position: { x: 400, y: 160 },
      size: { width: 252, height: 84 },
      text: 'The totals of a letter only rise. A lost, doubled or reordered vote would show at once.',
    },
  ],
  edges: [
    ['votes', 'letter'],
    ['letter', 'add-votes'],
    ['add-votes', 'totals'],
  ],
};
