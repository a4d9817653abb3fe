/** After the lessons: money between accounts without a transaction, and an invariant that is seen at every event. */
import type { Lesson } from '../play/lesson-schema.ts';

export const transfer: Lesson = {
  id: 'transfer',
  title: 'An application: transfer',
  about: 'Money moves by tentative, confirm and cancel. No step touches two accounts, and no money is made or lost.',
  scenes: [
    {
      id: 'bank',
      title: 'Accounts that write to each other',
      flow: 'transfer',
      workers: 3,
      seed: 42,
      keys: 120,
      records: 200,
      rate: 3_000,
      barrierMs: 20,
      horizonMs: 220,
    },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Lesson 2 left a question: how does money get from one account to another, if no step may touch two? By **messages**. The payer sets money aside and writes *tentative* to the payee. The payee takes it and writes *confirm*, or refuses and writes *cancel*. Then the payer settles, or takes its money back.',
        'Every account begins with 100. The number on the stage is all money together: what is in accounts, and what is set aside and has not arrived. It must be **100 for each account, after every event**: {bank.money} for {bank.objects} now.',
      ],
      code: 'bank',
      at: { ms: 60 },
      notes: 'Scrub anywhere: once all 120 accounts are there, the number on the upper right does not change.',
    },
    {
      type: 'refuse',
      text: 'First try it the other way: **one step** that is given both accounts, takes from the payer and gives to the payee. Ask the compiler, and then try whatever else you think of.',
      button: 'Ask the compiler',
      code: `(order, payer: Account, payee: Account) => {
  payer.balance -= order.amount;
  payee.balance += order.amount;
  return null;
}`,
      notes: 'The same compiler checks every project of the studio. Take the third parameter away, and it is content.',
    },
    {
      type: 'predict',
      question:
        'Right now {bank.aside} are set aside. You kill worker B, with all of its accounts. How much money will be missing in the end?',
      answer: {
        kind: 'number',
        min: 0,
        max: 200,
        unit: 'missing',
        right: { op: '-', of: ['bank.opened', 'bank.money'] },
      },
    },
    {
      type: 'act',
      text: 'Kill it while money is on its way.',
      button: 'Kill worker B',
      deeds: [{ scene: 'bank', act: { type: 'kill', worker: 1 } }],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'Nothing is missing: {bank.objects} accounts began with {bank.opened}, and there are **{bank.money}**. {bank.paid} were paid, {bank.refused} transfers were refused, and no account is below zero.',
        'It took no lock. Each account only ever looked at itself; between two of them there is **uncertainty** for a while, which is written down as money set aside. That is what a business does, too: a reservation, then a confirmation or a cancellation.',
      ],
      claims: [
        { says: 'All money is there', left: 'bank.money', is: '=', right: 'bank.opened' },
        { says: 'No account is below zero', left: 'bank.below', is: '=', right: 0 },
        {
          says: 'and was there when the worker was killed',
          left: 'before.bank.money',
          is: '=',
          right: 'before.bank.opened',
        },
        { says: 'Money was on its way then', left: 'before.bank.aside', is: '>', right: 0 },
        { says: 'Money was paid', left: 'bank.paid', is: '>', right: 0 },
        { says: 'and some transfers were refused', left: 'bank.refused', is: '>', right: 0 },
        { says: 'There was one recovery', left: 'bank.recoveries', is: '=', right: 1 },
      ],
    },
  ],
};
