/** Reverse: the smallest pipeline there is. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import generateText from './generate-text.ts';
import layout from './pipeline.layout.json' with { type: 'json' };
import reverse from './reverse.ts';

const app = pipeline('Reverse', {
  description: 'Puts out every text backwards: the smallest pipeline there is.',
  layout,
});

app
  .source('text', {
    connector: generator({ rate: 50 }),
    recordType: type<string>('string'),
    generate: generateText,
  })
  .compute('reverse', reverse)
  .sink('reversed', live());

app.note('note', 'The smallest pipeline there is: a source, a step, a sink.');

export default app;
