/** Lesson 10: a state computation of the learner's own, on three workers and in one thread. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'own',
  seed: 42,
  keys: 120,
  records: 300,
  rate: null,
  recordMs: 0.5,
  sources: 3,
  barrierMs: 20,
  horizonMs: 600,
  own: {
    initial: '() => ({ count: 0, most: 0 })',
    computation: `(order, account) => {
  account.count++;
  account.most = Math.max(account.most, order.amount);
  return { key: order.key, most: account.most };
}`,
  },
} as const;

export const yourOwn: Lesson = {
  id: 'your-own',
  title: 'Your own',
  about: 'Write what an account does with an order; it runs on one worker and on four.',
  scenes: [
    { id: 'one', title: 'Your code, one worker', workers: 1, ...scene },
    { id: 'four', title: 'Your code, four workers', workers: 4, ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Everything so far ran code that somebody else had written. Now it is yours: a **state computation**, which is given one order and the account of its key. It may change the account and return what shall leave.',
        'It cannot reach another account: there is no name for it here. That is the whole bargain. You give up touching two entities in one step, and the runtime gives you any number of workers, moves and failures without your knowing.',
      ],
      at: { event: 0 },
    },
    {
      type: 'write',
      text: 'Write it, and run it on one worker and on four. An order has `key`, `number` and `amount`.',
      button: 'Run it on both',
      scene: 'four',
      until: { end: true },
    },
    {
      type: 'predict',
      question: 'How many of the {four.objects} accounts differ from what one thread makes of the same orders?',
      answer: { kind: 'number', min: 0, max: 120, unit: 'accounts', right: 'four.wrong' },
    },
    {
      type: 'reveal',
      text: [
        '**{four.wrong}** of {four.objects} on four workers, {one.wrong} on one; {one.ms} ms and {four.ms} ms. Go back and break it: keep a number outside of the account, in a variable of the file, and count there. On one worker it may look right.',
        'Then open *Build & run*, and draw what you have written: it is the same runtime, with real processes in the place of these.',
      ],
      claims: [
        { says: 'Four workers make what one thread makes', left: 'four.wrong', is: '=', right: 0 },
        { says: 'One worker, too', left: 'one.wrong', is: '=', right: 0 },
        { says: 'The code is the same on both', left: 'one.codeHash', is: '=', right: 'four.codeHash' },
        { says: 'Four are faster', left: 'four.ms', is: '<', right: 'one.ms' },
      ],
    },
  ],
};
