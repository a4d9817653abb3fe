/** Lesson 6: a key is hashed to a slot, a slot has an owner; and what no placement can do about one hot key. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'accounts',
  seed: 42,
  keys: 120,
  records: 480,
  barrierMs: 40,
  open: true,
  horizonMs: 560,
} as const;

export const hashing: Lesson = {
  id: 'hashing',
  title: 'Hash partitioning',
  about: 'Where does my key go? And one key that is hotter than all the others.',
  scenes: [
    { id: 'even', title: 'Keys as they come, three workers', workers: 3, rate: 8_000, ...scene },
    {
      id: 'hot',
      title: 'Half of all records have one key, three workers',
      workers: 3,
      hot: 0.5,
      rate: 1_000,
      ...scene,
    },
    { id: 'more', title: 'The same hot key, six workers', workers: 6, hot: 0.5, rate: 1_000, ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Nobody keeps a list of where every key is; only the few that somebody has moved by hand are on one, and here there is none. A key is **hashed**: the hash is a number that looks random and is the same at every worker. Its last 8 bits name one of **{even.slots} slots**, and a small table says which worker owns a slot.',
        'So every worker finds the owner of every key by itself, asking nobody.',
        'Records of the first stage come **eight times as fast** as those of the two below it, so that you need not wait for its {even.objects} keys: until now it has met {even.met} records, and the others {hot.met} and {more.met}.',
      ],
      at: { ms: 100 },
      claims: [
        { says: 'There are 256 slots', left: 'even.slots', is: '=', right: 256 },
        { says: 'and each is at one of the three workers', left: 'even.slotsOwned', is: '=', right: 'even.slots' },
        {
          says: 'Every object is at the worker that the table names for its slot',
          left: 'even.misplaced',
          is: '=',
          right: 0,
        },
        { says: 'So it is with three workers and a hot key', left: 'hot.misplaced', is: '=', right: 0 },
        { says: 'and with six', left: 'more.misplaced', is: '=', right: 0 },
        {
          says: 'On the first stage records come faster: it has met more than four times as many as that with three workers below it',
          left: 'even.met',
          is: '>',
          right: { op: '*', of: ['hot.met', 4] },
        },
        {
          says: 'and as that with six',
          left: 'even.met',
          is: '>',
          right: { op: '*', of: ['more.met', 4] },
        },
        { says: 'so that all 120 keys are there', left: 'even.objects', is: '=', right: 120 },
      ],
    },
    {
      type: 'act',
      text: 'Type a key of your own, such as your name, and send a record with it.',
      button: 'Send it',
      input: { label: 'Key', value: 'Ada' },
      deeds: [{ scene: 'even', act: { type: 'say', line: '1000 {input} 1' } }],
      until: { when: [{ left: 'even.changed', is: '>=', right: 1 }] },
    },
    {
      type: 'reveal',
      text: [
        '**{input}** is hashed to slot **{even.slot:input}**, which {even.owner:input} owns: there is its object now. Its square is marked. Every further record with this key, from whichever source, goes to the same slot and the same object.',
        '{even.objects} keys on three workers: the fullest has {even.objectsMost} objects and the emptiest {even.objectsLeast}. With few keys chance is unfair; with many the shares even out.',
      ],
      claims: [
        { says: 'One object changed or was made', left: 'even.changed', is: '=', right: 1 },
        {
          says: 'Nobody has twice as many objects as another',
          left: 'even.objectsMost',
          is: '<',
          right: { op: '*', of: ['even.objectsLeast', 2] },
        },
        {
          says: 'and the busiest of the three met less than 45 % of the records',
          left: 'even.loadShareMost',
          is: '<',
          right: 45,
        },
      ],
    },
    {
      type: 'predict',
      question:
        'Now every second record has the same key. With three workers the busiest meets {hot.loadShareMost} % of them. How much is it with six?',
      answer: {
        kind: 'number',
        min: 0,
        max: 100,
        unit: '% of all records',
        right: 'more.loadShareMost',
        whys: [
          {
            least: 0,
            most: 44,
            why: 'The other keys are spread over twice as many workers, but half of all records still have one key, and that is at one worker.',
          },
          {
            least: 45,
            most: 53,
            why: 'The hot key alone is half. Its worker has its share of the other keys as well.',
          },
          {
            least: 65,
            most: 100,
            why: 'Every second record has another key, and about five in six of those are at the other workers.',
          },
        ],
      },
    },
    { type: 'act', text: 'Play on to the end.', button: 'Play', deeds: [], until: { end: true } },
    {
      type: 'reveal',
      text: [
        'With six workers the busiest still meets **{more.loadShareMost} %**. One key is one entity (the square with the dot), one entity is at one worker, and half of the records are for it: **no placement can go below half**, however many workers there are.',
        'A hot key is not a problem of hashing. It asks for a smaller entity, or for one that is alone at its worker: a single object can be moved by hand, and only such exceptions are kept on a list.',
      ],
      claims: [
        { says: 'Three workers: the busiest meets half at least', left: 'hot.loadShareMost', is: '>=', right: 50 },
        { says: 'Six workers: still half at least', left: 'more.loadShareMost', is: '>=', right: 50 },
        {
          says: 'and more than three times its fair share',
          left: { op: '*', of: ['more.loadShareMost', 'more.workers'] },
          is: '>',
          right: 300,
        },
        { says: 'With even keys no worker is that busy', left: 'even.loadShareMost', is: '<', right: 45 },
      ],
    },
  ],
};
