/** Lesson 5: the code above the line is the same on one worker and on eight. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'accounts',
  seed: 42,
  keys: 120,
  records: 360,
  sources: 4,
  rate: null,
  recordMs: 1,
  barrierMs: 30,
  horizonMs: 1_500,
} as const;

export const twoLayers: Lesson = {
  id: 'two-layers',
  title: 'Two layers',
  about: 'The same code on one worker, two and eight: what changes, and what does not.',
  scenes: [
    { id: 'one', title: 'One worker', workers: 1, ...scene },
    { id: 'two', title: 'Two workers', workers: 2, ...scene },
    { id: 'eight', title: 'Eight workers', workers: 8, ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Here is all the logic of the accounts. It knows an order and an account. It does not know a worker, a network, a slot or another account: it is **scale-agnostic**.',
        'Below the API line is the **scale-aware** layer: it knows workers and where objects are, and it does not know what an account is. Three stages run the same code on 1, 2 and 8 workers.',
      ],
      code: 'one',
      at: { ms: 30 },
      claims: [
        {
          says: 'What one worker has called at its objects so far is what two have called',
          left: 'one.codeRun',
          is: '=',
          right: 'two.codeRun',
        },
        { says: 'and eight', left: 'one.codeRun', is: '=', right: 'eight.codeRun' },
        { says: 'There is one worker', left: 'one.members', is: '=', right: 1 },
        { says: 'two', left: 'two.members', is: '=', right: 2 },
        { says: 'and eight', left: 'eight.members', is: '=', right: 8 },
      ],
      notes:
        'The hash under the code is computed from everything that the pipeline computes with. Watch it on the next slides: it does not change.',
    },
    {
      type: 'predict',
      question: 'All three meet the same {one.given} orders. What will be different at the end?',
      answer: {
        kind: 'choice',
        options: [
          {
            id: 'answer',
            text: 'The sums: records arrive in another order',
            why: 'They do arrive in another order, but a sum is the same in any order, and each record is counted in one account only.',
          },
          {
            id: 'code',
            text: 'The code: on eight workers it has to split the keys',
            why: 'Who owns which key is decided below the line. The hash of the code is the same three times.',
          },
          { id: 'time', text: 'Only the time, and where the objects are' },
        ],
        right: 'time',
      },
    },
    { type: 'act', text: 'Let all three play to their ends.', button: 'Play', deeds: [], until: { end: true } },
    {
      type: 'reveal',
      text: [
        '**{one.ms} ms, {two.ms} ms and {eight.ms} ms**, and the same {one.objects} accounts with the same sums, {one.amount} in all, as one thread would have made them. The hash of the code is {one.codeHash}, {two.codeHash} and {eight.codeHash}.',
        'Eight are not eight times as fast as one: chance gave the busiest of them {eight.loadMost} orders where an even share is 45, and a run takes its time to start and to end, however many there are.',
        'That is the promise of the line between the layers: code that cannot know how many workers there are **cannot ask for it**. What it is given tells it nothing else than the order in which records of different sources meet an object; counts and sums are the same in any order.',
      ],
      claims: [
        { says: 'One worker and two have called the same code', left: 'one.codeRun', is: '=', right: 'two.codeRun' },
        { says: 'and so have eight', left: 'one.codeRun', is: '=', right: 'eight.codeRun' },
        { says: 'No object differs from one thread’s on one worker', left: 'one.wrong', is: '=', right: 0 },
        { says: 'nor on two', left: 'two.wrong', is: '=', right: 0 },
        { says: 'nor on eight', left: 'eight.wrong', is: '=', right: 0 },
        { says: 'Two are faster than one', left: 'two.ms', is: '<', right: 'one.ms' },
        { says: 'Eight are faster than two', left: 'eight.ms', is: '<', right: 'two.ms' },
        {
          says: 'but not eight times as fast as one',
          left: 'eight.ms',
          is: '>',
          right: { op: '/', of: ['one.ms', 8] },
        },
        {
          says: 'for the busiest of them met more than an even share of 45',
          left: 'eight.loadMost',
          is: '>',
          right: 45,
        },
        {
          says: 'which is an eighth of all orders',
          left: { op: '*', of: ['eight.members', 45] },
          is: '=',
          right: 'eight.given',
        },
        {
          says: 'and none is done before its orders, one after another',
          left: 'eight.ms',
          is: '>=',
          right: { op: '*', of: ['eight.loadMost', 'eight.recordMs'] },
        },
      ],
    },
  ],
};
