/** Word count: every word of a text puts out how often it was seen. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import countWord from './count-word.ts';
import encodeCount from './encode-count.ts';
import generateText from './generate-text.ts';
import initialCounter from './initial-counter.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import splitWords from './split-words.ts';
import ownWord from './word.ts';

const app = pipeline('Word count', {
  description: 'Splits text into words and puts out the count of each word as it grows.',
  layout,
});

const counters = app.state('counters', initialCounter);

app
  .source('text', {
    connector: generator({ rate: 200 }),
    recordType: type<string>('string'),
    generate: generateText,
  })
  .compute('split', splitWords, { name: 'Split into words' })
  .keyBy('word', ownWord)
  .compute('count-word', counters, countWord)
  .sink('counts', live(), { encode: encodeCount });

app.note('note', 'One line becomes many words. Each word has a counter of its own, wherever it lives.');

export default app;
