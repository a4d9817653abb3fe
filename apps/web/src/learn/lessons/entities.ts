/** Lesson 3: an entity is the state under one key, in one place, met by one record at a time. */
import type { Lesson } from '../play/lesson-schema.ts';

export const entities: Lesson = {
  id: 'entities',
  title: 'Entities',
  about: 'All state under one key, at one worker, met by one record at a time.',
  scenes: [
    {
      id: 'accounts',
      title: 'Accounts',
      flow: 'accounts',
      workers: 3,
      seed: 42,
      keys: 120,
      records: 240,
      rate: 4_000,
      barrierMs: 20,
      open: true,
      horizonMs: 160,
    },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'An **entity**, here called a *state object*, is everything that is known under **one key**. Each square is one: {accounts.objects} accounts on {accounts.workers} workers. Click one to see what it holds.',
        'An entity is **never at two workers** at a time. So a record that is about it has to travel there, and entities at three workers meet records at the same time without knowing of each other.',
      ],
      at: { ms: 110 },
      code: 'accounts',
      claims: [
        { says: 'There are 120 accounts on three workers', left: 'accounts.objects', is: '=', right: 120 },
        { says: 'each of them at a worker', left: 'accounts.travelling', is: '=', right: 0 },
        { says: 'and at the one that the table names for its slot', left: 'accounts.misplaced', is: '=', right: 0 },
        { says: 'Every worker has some', left: 'accounts.objectsLeast', is: '>', right: 0 },
        {
          says: 'and no worker has met more than half of the records',
          left: 'accounts.loadShareMost',
          is: '<=',
          right: 50,
        },
      ],
      notes: 'Click two or three squares; the card says which slot and which worker, and why.',
    },
    {
      type: 'predict',
      question: 'You send one more order to one account. How many of the {accounts.objects} state objects change?',
      answer: {
        kind: 'number',
        min: 0,
        max: 120,
        unit: 'objects',
        right: 'accounts.changed',
        whys: [
          { least: 0, most: 0, why: 'The order is counted somewhere: in the account that it is about.' },
          {
            least: 2,
            most: 120,
            why: 'A state computation is given one object, that of the key; there is no name by which it could reach another one.',
          },
        ],
      },
    },
    {
      type: 'act',
      text: 'Send an order to an account of your choice: `A001` to `A120`.',
      button: 'Send the order',
      input: {
        label: 'Account',
        value: 'A007',
        pattern: 'A(00[1-9]|0[1-9][0-9]|1[01][0-9]|120)',
        rule: 'One of the accounts that there are, A001 to A120',
      },
      deeds: [{ scene: 'accounts', act: { type: 'say', line: '1000 {input} 5' } }],
      until: { when: [{ left: 'accounts.changed', is: '>=', right: 1 }] },
    },
    {
      type: 'reveal',
      text: [
        '**{accounts.changed}** changed: {input}, at {accounts.owner:input}. It now holds {accounts.value:input}. The record could not touch another one, because a state computation is given **one record and one object**, and nothing else.',
        'That is what lets the runtime put entities wherever it likes.',
      ],
      claims: [
        { says: 'One object changed', left: 'accounts.changed', is: '=', right: 1 },
        { says: 'at one worker', left: 'accounts.changedOn', is: '=', right: 1 },
        {
          says: 'It counted one order more',
          left: 'accounts.counted',
          is: '=',
          right: { op: '+', of: ['before.accounts.counted', 1] },
        },
        { says: 'Each of the 120 keys has one object', left: 'accounts.objects', is: '=', right: 120 },
        { says: 'and none of them is anywhere else than at a worker', left: 'accounts.travelling', is: '=', right: 0 },
      ],
    },
  ],
};
