/** Alphabet: a running total of votes for each letter. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import addVotes from './add-votes.ts';
import decodeVote from './decode-vote.ts';
import encodeTotal from './encode-total.ts';
import generateVote from './generate-votes.ts';
import initialTally from './initial-tally.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import type { Vote } from './types.ts';
import voteLetter from './vote-letter.ts';

const app = pipeline('Alphabet', {
  description: 'Counts votes for letters and puts out the new total after every vote.',
  layout,
});

const tally = app.state('tally', initialTally);

app
  .source('votes', {
    connector: generator({ rate: 2_000 }),
    recordType: type<Vote>('Vote'),
    decode: decodeVote,
    generate: generateVote,
  })
  .keyBy('letter', voteLetter)
  .compute('add-votes', tally, addVotes)
  .sink('totals', live(), { encode: encodeTotal });

app.note('note', 'The totals of a letter only rise. A lost, doubled or reordered vote would show at once.');

export default app;
