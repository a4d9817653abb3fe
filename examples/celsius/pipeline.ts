/** Celsius to Fahrenheit in two stateless steps. */
import { generator, live, pipeline, type } from '@potoroo/runtime';
import add from './add.ts';
import decodeCelsius from './decode-celsius.ts';
import encodeFahrenheit from './encode-fahrenheit.ts';
import generateCelsius from './generate-celsius.ts';
import multiply from './multiply.ts';
import layout from './pipeline.layout.json' with { type: 'json' };

const app = pipeline('Celsius to Fahrenheit', {
  description: 'Converts temperatures in two stateless steps: times 1.8, then plus 32.',
  layout,
});

app
  .source('temperatures', {
    connector: generator({ rate: 500 }),
    recordType: type<number>('number'),
    decode: decodeCelsius,
    generate: generateCelsius,
  })
  .compute('multiply', multiply, { name: 'Multiply by 1.8' })
  .compute('add', add, { name: 'Add 32' })
  .sink('fahrenheit', live(), { encode: encodeFahrenheit });

app.note('note', 'No state and no key: the two steps are fused into the source, on whichever worker reads it.');

export default app;
