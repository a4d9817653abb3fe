/** Sequence window: the last four numbers of every key show any loss, doubling or reordering. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import decodeNumber from './decode-number.ts';
import encodeWindow from './encode-window.ts';
import generateNumber from './generate-numbers.ts';
import initialWindow from './initial-window.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import residue from './residue.ts';
import slide from './slide.ts';

const app = pipeline('Sequence window', {
  description:
    'Keeps the last four of the numbers 1, 2, 3, … for each of a hundred keys: a lost, doubled or reordered record shows.',
  layout,
});

const lastFour = app.state('last-four', initialWindow);

app
  .source('numbers', {
    connector: generator({ rate: 5_000 }),
    recordType: type<number>('number'),
    decode: decodeNumber,
    generate: generateNumber,
  })
  .keyBy('residue', residue, { name: 'mod 100' })
  .compute('slide', lastFour, slide)
  .sink('windows', live(), { encode: encodeWindow });

app.note(
  'note',
  'The numbers of one key are a hundred apart. A window with another step tells of a lost, doubled or reordered record.',
);

export default app;
