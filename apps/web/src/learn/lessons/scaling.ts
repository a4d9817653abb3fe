/** Lesson 1: more work by more workers, and the program stays as it is. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'accounts',
  workers: 1,
  seed: 42,
  keys: 120,
  records: 1_200,
  sources: 4,
  rate: 500,
  recordMs: 1,
  barrierMs: 40,
  horizonMs: 2_500,
} as const;

export const scaling: Lesson = {
  id: 'scaling',
  title: 'What is scaling?',
  about: 'More records than one worker can meet, and what more workers do about it.',
  scenes: [
    { id: 'one', title: 'One worker', ...scene },
    { id: 'more', title: 'The same, and you may add workers', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Records arrive and meet **state objects**: here 120 accounts, which count their orders. An account is there from its first order on: each of the {one.objects} squares is one. A record keeps a worker busy for **1 millisecond**, so one worker meets at most 1,000 records a second.',
        'But 2,000 arrive each second: {one.given} records in 600 milliseconds. Now, at {one.ms} ms, the worker has met {one.met}, and **{one.waiting} wait**. Both stages are the same, and time here is simulated: press **play** and watch the worker fall behind.',
      ],
      at: { ms: 60 },
      claims: [
        { says: 'A worker meets no more than one record in a millisecond', left: 'one.met', is: '<=', right: 'one.ms' },
        {
          says: 'and was busy for four fifths of the time, at least',
          left: 'one.met',
          is: '>=',
          right: { op: '*', of: ['one.ms', 0.8] },
        },
        {
          says: 'Twice as many have come as it could meet: nearly as many wait as it has met',
          left: 'one.waiting',
          is: '>=',
          right: { op: '*', of: ['one.met', 0.8] },
        },
        { says: 'and no more than that', left: 'one.waiting', is: '<=', right: 'one.met' },
        { says: 'Both stages are the same so far: they have met as many', left: 'one.met', is: '=', right: 'more.met' },
        { says: 'and as many wait', left: 'one.waiting', is: '=', right: 'more.waiting' },
        { says: 'Both have called the same program', left: 'one.codeRun', is: '=', right: 'more.codeRun' },
        {
          says: 'Each account came with an order: there are no more of them than orders that were met',
          left: 'one.objects',
          is: '<=',
          right: 'one.met',
        },
        { says: 'with one worker each', left: { op: '+', of: ['one.members', 'more.members'] }, is: '=', right: 2 },
      ],
      notes: 'Let it play for a while before you ask anything. The colour of a square is its worker.',
    },
    {
      type: 'predict',
      question: 'When will one worker be done with all {one.given} records?',
      answer: {
        kind: 'number',
        min: 0,
        max: 2_000,
        unit: 'ms',
        right: 'one.ms',
        whys: [
          {
            least: 500,
            most: 800,
            why: 'That is when the last one arrives. By then more than half of them still wait: they came twice as fast as one worker meets them.',
          },
          {
            least: 801,
            most: 1_199,
            why: 'Each of the {one.given} records takes a millisecond, and there is one worker to meet them.',
          },
          { least: 0, most: 499, why: 'They arrive for 600 ms; nobody can be done before the last one is there.' },
          {
            least: 1_310,
            most: 2_000,
            why: 'The worker is never idle: it meets one while the others wait, so it needs no longer than its records do, one after another.',
          },
        ],
      },
    },
    {
      type: 'act',
      text: 'Add a second worker to the lower stage. It gets about half of the accounts: those that are there move to it, while the sources go on sending, and no line of the program changes.',
      button: 'Add a worker below',
      at: { ms: 60 },
      deeds: [{ scene: 'more', act: { type: 'add' } }],
      until: { end: true },
      notes: 'Point at the objects that travel. The next lessons are about how they know where to go.',
    },
    {
      type: 'reveal',
      text: [
        'One worker needed **{one.ms} ms**: {one.given} records of a millisecond each, and the start. With a second one, which joined while records arrived, the same took **{more.ms} ms**. That is not half as long: it came late, and the busier of the two met {more.loadMost} of the orders. A dashed square is where an account was before it moved; {more.moved} did.',
        '**Scaling** is this: more load is met by adding workers, and the program does not know. Its fingerprint is {one.codeHash} above and {more.codeHash} below, and both counted {more.counted} orders.',
      ],
      claims: [
        {
          says: 'One worker cannot be faster than its records, one after another',
          left: 'one.ms',
          is: '>=',
          right: { op: '*', of: ['one.given', 'one.recordMs'] },
        },
        {
          says: 'Two are faster by a quarter at least',
          left: 'more.ms',
          is: '<',
          right: { op: '*', of: ['one.ms', 0.75] },
        },
        {
          says: 'and no faster than the busier of them, one order after another',
          left: 'more.ms',
          is: '>=',
          right: { op: '*', of: ['more.loadMost', 'more.recordMs'] },
        },
        {
          says: 'which met more than half of the orders',
          left: 'more.loadMost',
          is: '>',
          right: { op: '/', of: ['more.given', 2] },
        },
        { says: 'When the second was added, records waited already', left: 'before.one.waiting', is: '>=', right: 10 },
        { says: 'Accounts moved to the second worker', left: 'more.moved', is: '>', right: 0 },
        {
          says: 'About half of them are at each: three in five at most',
          left: 'more.objectsMost',
          is: '<=',
          right: { op: '*', of: ['more.objects', 0.6] },
        },
        { says: 'There are 120 accounts', left: 'more.objects', is: '=', right: 120 },
        { says: 'There are two workers below', left: 'more.workers', is: '=', right: 2 },
        { says: 'Every order was counted once, above', left: 'one.wrong', is: '=', right: 0 },
        { says: 'and below', left: 'more.wrong', is: '=', right: 0 },
        { says: 'Both have called the same program', left: 'one.codeRun', is: '=', right: 'more.codeRun' },
      ],
    },
  ],
};
