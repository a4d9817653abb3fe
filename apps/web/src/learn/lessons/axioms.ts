/** Lesson 2: what must be agreed on by everybody does not get faster with more workers. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  workers: 2,
  seed: 42,
  keys: 120,
  records: 400,
  sources: 8,
  rate: null,
  recordMs: 1,
  lockMs: 4,
  barrierMs: 40,
  horizonMs: 5_000,
} as const;

export const axioms: Lesson = {
  id: 'axioms',
  title: 'The axioms',
  about: 'A transfer that is coordinated against one that is not, on one to eight workers.',
  scenes: [
    { id: 'locked', title: 'Coordinated: every transfer asks first', flow: 'coordinated', ...scene },
    { id: 'free', title: 'Uncoordinated: each account by itself', flow: 'uncoordinated', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'A transfer takes from one account and gives to another. If nobody may ever see one half without the other, somebody has to see **both** accounts and let no other transfer of either in between. Here that is one lock, for all accounts.',
        'Above, every transfer meets one object, **the lock** (the square with the padlock), and it is busy for **4 milliseconds** with each. No account is asked here: the time stands for asking both and hearing from them, and the stage shows what that costs. Whoever looks past the lock sees a half on its way here, too.',
        'Below, a transfer is two records: one for each account, and neither waits for the other; for a moment one half can be seen without the other.',
      ],
      code: 'locked',
      at: { fromMs: 30, when: [{ left: 'free.amount', is: '!=', right: 0 }] },
      claims: [
        { says: 'Every transfer meets one object, the lock', left: 'locked.locks', is: '=', right: 1 },
        {
          says: 'which is busy for 4 ms with each: no more were granted than there was time for',
          left: { op: '*', of: ['locked.value:all accounts/granted', 'locked.lockMs'] },
          is: '<=',
          right: { op: '+', of: ['locked.ms', 'locked.lockMs'] },
        },
        { says: 'and more than one was', left: 'locked.value:all accounts/granted', is: '>=', right: 2 },
        {
          says: 'Below, half of a transfer can be seen at this moment: the sums are not even',
          left: 'free.amount',
          is: '!=',
          right: 0,
        },
        {
          says: 'Below, more halves were counted in the same time; a meeting at the lock is none',
          left: 'free.met',
          is: '>',
          right: { op: '-', of: ['locked.met', 'locked.value:all accounts/granted'] },
        },
      ],
    },
    {
      type: 'predict',
      question: 'You give both of them eight workers instead of one. What happens to the rate of transfers?',
      answer: {
        kind: 'choice',
        options: [
          {
            id: 'both',
            text: 'Both get several times faster',
            why: 'Above, all of them wait for one lock, and seven more workers wait for it, too.',
          },
          { id: 'free', text: 'Only the uncoordinated one gets several times faster' },
          {
            id: 'none',
            text: 'Neither: more workers mean more messages',
            why: 'There are more messages, but below none of them has to be waited for: eight workers meet eight records at a time.',
          },
        ],
        right: 'free',
      },
    },
    {
      type: 'runs',
      text: 'Run all {free.given} transfers on 1, 2, 4 and 8 workers, both ways. Every run is the real runtime, to its end. Then the stage beside it, with two workers, plays on to its end, too.',
      button: 'Run all eight',
      scenes: ['locked', 'free'],
      workers: [1, 2, 4, 8],
      until: { end: true },
      notes: 'This takes a few seconds: eight whole clusters, one after another.',
    },
    {
      type: 'reveal',
      text: [
        'Uncoordinated: from **{runs.free.1.rate}** transfers a second on one worker to **{runs.free.8.rate}** on eight. Coordinated: from {runs.locked.1.rate} to **{runs.locked.8.rate}**, and it will never pass 250, because the lock is busy for 4 ms with each and there is one lock. On the stage, with two workers, the same transfers took **{locked.ms} ms** above and **{free.ms} ms** below.',
        'So two axioms carry the rest of this course. **What needs no coordination scales.** And: **what is coordinated is as fast as its coordinator**, whatever you pay for workers. The question is how much can do without.',
        'A lock for each account would let transfers between other pairs go on. It costs more messages, and two that want the same accounts still wait for each other. Where one dies with a lock in its hand, whoever wants its accounts waits, and whoever waits for them.',
      ],
      claims: [
        {
          says: 'Eight workers make the uncoordinated one more than four times as fast',
          left: 'runs.free.8.rate',
          is: '>',
          right: { op: '*', of: ['runs.free.1.rate', 4] },
        },
        {
          says: 'and four more than twice',
          left: 'runs.free.4.rate',
          is: '>',
          right: { op: '*', of: ['runs.free.1.rate', 2] },
        },
        {
          says: 'The coordinated one does not even double',
          left: 'runs.locked.8.rate',
          is: '<',
          right: { op: '*', of: ['runs.locked.1.rate', 2] },
        },
        { says: 'On the stage, too, the coordinated one took longer', left: 'locked.ms', is: '>', right: 'free.ms' },
        { says: 'and all transfers were made', left: 'locked.counted', is: '=', right: 'free.counted' },
        {
          says: 'The coordinated one stays below one transfer in 4 ms',
          left: 'runs.locked.8.rate',
          is: '<=',
          right: 250,
        },
        {
          says: 'In the end the sums are even: what one account gave another one has, coordinated',
          left: 'runs.locked.8.amount',
          is: '=',
          right: 0,
        },
        { says: 'and uncoordinated', left: 'runs.free.8.amount', is: '=', right: 0 },
        {
          says: 'None of them lost or doubled half a transfer',
          left: { op: '+', of: ['runs.locked.8.wrong', 'runs.free.8.wrong'] },
          is: '=',
          right: 0,
        },
      ],
    },
  ],
};
