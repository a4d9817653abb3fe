/** Lesson 4: what must change together belongs into one entity. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  workers: 4,
  seed: 42,
  keys: ['Bob 6,3,5,8 0', 'Alice 4,2,7,1 0'],
  records: 2,
  rate: null,
  recordMs: 1,
  barrierMs: 20,
  open: true,
  horizonMs: 120,
} as const;

export const boundary: Lesson = {
  id: 'boundary',
  title: 'The boundary of atomicity',
  about: 'Bob and Alice, as eight rows and as two entities.',
  scenes: [
    { id: 'rows', title: 'Normalised: an object for each item', flow: 'items', ...scene },
    { id: 'whole', title: 'Denormalised: an object for each person', flow: 'people', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Bob has the items {6, 3, 5, 8}, and Alice has {4, 2, 7, 1}. A normalised database keeps **eight rows**, and a runtime that spreads rows over workers spreads Bob.',
        'Below, what belongs to Bob is **one entity** under the key *Bob*, with a list inside. Somebody will say that this is denormalised. It is.',
      ],
      at: { ms: 50 },
      claims: [
        { says: 'Eight objects above', left: 'rows.objects', is: '=', right: 8 },
        { says: 'two below', left: 'whole.objects', is: '=', right: 2 },
        {
          says: 'Above, two items of Bob are at different workers',
          left: 'rows.owner:item 6',
          is: '!=',
          right: 'rows.owner:item 5',
        },
        { says: 'Below, one object holds all of Bob', left: 'whole.value:Bob/items', is: '=', right: '"[6,3,5,8]"' },
        { says: 'and another one Alice', left: 'whole.value:Alice/items', is: '=', right: '"[4,2,7,1]"' },
      ],
      notes: 'The braces in the text are sets. Click the squares: eight above, two below.',
    },
    {
      type: 'predict',
      question: 'Every item of Bob becomes one more. How many objects have to change above?',
      answer: {
        kind: 'number',
        min: 0,
        max: 8,
        unit: 'objects',
        right: 4,
        whys: [
          {
            least: 1,
            most: 1,
            why: 'That is so below, where Bob is one object. Above, each of his four items is one.',
          },
          { least: 0, most: 0, why: 'His items are nowhere else than in these objects.' },
          { least: 2, most: 3, why: 'Bob has four items, and above each of them is an object.' },
          { least: 5, most: 8, why: 'The items of Alice stay as they are.' },
        ],
      },
    },
    {
      type: 'act',
      text: 'Let every item of Bob grow by one, in both. The stage stops **in the middle** of it.',
      button: 'Grow all of Bob',
      deeds: [{ scene: 'all', act: { type: 'say', line: 'Bob 6,3,5,8 1' } }],
      until: {
        when: [
          { left: 'rows.changed', is: '>=', right: 1 },
          { left: 'rows.changed', is: '<', right: 4 },
        ],
      },
    },
    {
      type: 'reveal',
      text: [
        'Look now: above, **{rows.changed} of 4** items have grown. Whoever adds up Bob at this moment gets **{rows.total:Bob}**, and Bob never has that: it was 22 and will be 26. Below that cannot be seen: his list has grown or it has not, and adds up to {whole.total:Bob}.',
      ],
      claims: [
        {
          says: 'Above, what he adds up to has grown by as much as items have',
          left: 'rows.total:Bob',
          is: '=',
          right: { op: '+', of: [22, 'rows.changed'] },
        },
        { says: 'so it is more than it was', left: 'rows.total:Bob', is: '>', right: 22 },
        { says: 'and less than it will be', left: 'rows.total:Bob', is: '<', right: 26 },
        {
          says: 'Below, all of him is as it was',
          only: { left: 'whole.changed', is: '=', right: 0 },
          left: 'whole.total:Bob',
          is: '=',
          right: 22,
        },
        {
          says: 'Below, all of him has grown',
          only: { left: 'whole.changed', is: '>=', right: 1 },
          left: 'whole.total:Bob',
          is: '=',
          right: 26,
        },
      ],
    },
    { type: 'act', text: 'Let it play on until both are done.', button: 'Play on', deeds: [], until: { end: true } },
    {
      type: 'reveal',
      text: [
        'Above, **{rows.changed} objects at {rows.changedOn} workers** had to change for one decision. To do that at once, they would have to be agreed on together: a coordinated transfer, as in lesson 2. Below it was **one object at one worker**, and it holds {whole.value:Bob/items}.',
        'So an entity is also the **boundary of atomicity**: what is inside of it changes in one step, and nothing beyond it does. What has to change together goes inside. *Denormalising* is not carelessness; it is how one draws this line.',
      ],
      claims: [
        { says: 'Above, four objects changed', left: 'rows.changed', is: '=', right: 4 },
        { says: 'at more than one worker', left: 'rows.changedOn', is: '>=', right: 2 },
        { says: 'Below, one', left: 'whole.changed', is: '=', right: 1 },
        { says: 'at one worker', left: 'whole.changedOn', is: '=', right: 1 },
        { says: 'Bob holds 7, 4, 6 and 9', left: 'whole.value:Bob/items', is: '=', right: '"[7,4,6,9]"' },
        { says: 'Alice is as she was', left: 'whole.value:Alice/items', is: '=', right: '"[4,2,7,1]"' },
      ],
    },
  ],
};
