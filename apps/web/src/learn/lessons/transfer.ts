/** After the lessons: money between accounts without a transaction, and invariants that are seen at every event, and seen to break. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'transfer',
  workers: 3,
  seed: 42,
  keys: 120,
  records: 200,
  rate: 3_000,
  barrierMs: 20,
  horizonMs: 220,
} as const;

export const transfer: Lesson = {
  id: 'transfer',
  title: 'An application: transfer',
  about: 'Money moves by tentative, confirm and cancel. No step touches two accounts, and no money is made or lost.',
  scenes: [
    { id: 'bank', title: 'Accounts that write to each other', ...scene },
    { id: 'twice', title: 'The same, on links that look at no numbers', delivery: 'at-least-once', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Lesson 2 left a question: how does money get from one account to another, if no step may touch two? By **messages**. The payer sets money aside and writes *tentative* to the payee. The payee takes it and writes *confirm*, or refuses and writes *cancel*. Then the payer settles, or takes its money back.',
        'Every account begins with 100. Beside the picture stands **what must hold**, after every event: what is in accounts and what is set aside and not taken yet are together {bank.opened} for {bank.objects} accounts, and every *tentative* has one answer or waits for it. Below it, the pairs between which something is open now.',
        'Both stages do the same. The lower one has links as in *at least once*: nobody looks whether a message was there before.',
      ],
      code: 'bank',
      at: {
        fromMs: 60,
        when: [
          { left: 'bank.aside', is: '>', right: 0 },
          { left: 'bank.offers', is: '>=', right: 1 },
          { left: 'twice.offers', is: '>=', right: 1 },
        ],
      },
      claims: [
        {
          says: 'All accounts together began with 100 each',
          left: 'bank.opened',
          is: '=',
          right: { op: '*', of: ['bank.objects', 100] },
        },
        {
          says: 'What is in them, set aside and not taken is that still',
          left: 'bank.money',
          is: '=',
          right: 'bank.opened',
        },
        { says: 'and everything else that must hold does, above', left: 'bank.rulesBroken', is: '=', right: 0 },
        { says: 'and below', left: 'twice.rulesBroken', is: '=', right: 0 },
        { says: 'Something is open now', left: 'bank.open', is: '>', right: 0 },
        { says: 'Both stages have called the same code', left: 'bank.codeRun', is: '=', right: 'twice.codeRun' },
      ],
      notes: 'Scrub anywhere: the sums change, and what must hold goes on holding. Click the names of a pair.',
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
        whys: [
          {
            least: 1,
            most: 200,
            why: 'What is set aside stands in the account of the payer, and that is in the checkpoint. What was set aside since is undone, and its order is read again.',
          },
        ],
        right: { op: '-', of: ['bank.opened', 'bank.money'] },
      },
    },
    {
      type: 'act',
      text: 'Kill it on both stages, while money is on its way.',
      button: 'Kill worker B',
      deeds: [{ scene: 'all', act: { type: 'kill', worker: 1 } }],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'Nothing is missing: {bank.objects} accounts began with {bank.opened}, and there are **{bank.money}**. {bank.confirmed} transfers were confirmed, {bank.cancelled} came back with *cancel*, {bank.refused} orders found too little money, and no account is below zero.',
        'It took no lock. Each account only ever looked at itself; between two of them there is **uncertainty** for a while, which is written down as money set aside. That is what a business does, too: a reservation, then a confirmation or a cancellation.',
      ],
      claims: [
        { says: 'All money is there', left: 'bank.money', is: '=', right: 'bank.opened' },
        { says: 'No account is below zero', left: 'bank.below', is: '=', right: 0 },
        { says: 'Everything that must hold does', left: 'bank.rulesBroken', is: '=', right: 0 },
        { says: 'and nothing is open any more', left: 'bank.open', is: '=', right: 0 },
        { says: 'It held when the worker was killed', left: 'before.bank.rulesBroken', is: '=', right: 0 },
        { says: 'when money was set aside', left: 'before.bank.aside', is: '>', right: 0 },
        { says: 'Transfers were confirmed', left: 'bank.confirmed', is: '>', right: 0 },
        { says: 'some came back with cancel', left: 'bank.cancelled', is: '>', right: 0 },
        { says: 'and some orders found too little money', left: 'bank.refused', is: '>', right: 0 },
        { says: 'There was one recovery', left: 'bank.recoveries', is: '=', right: 1 },
      ],
    },
    {
      type: 'predict',
      question:
        'Back to the moment before the kill. A message with a *tentative* arrives **twice**, on both stages. Where does money appear from nowhere?',
      answer: {
        kind: 'choice',
        options: [
          {
            id: 'none',
            text: 'Nowhere: the payer has set it aside only once',
            why: 'The payer has, but the payee takes what each letter says, and below it is given the letter twice.',
          },
          { id: 'below', text: 'Below, where nobody looks at numbers' },
          {
            id: 'both',
            text: 'On both: an account does not know that it has had the letter',
            why: 'No account looks, that is so. But above the runtime does, before an account is given the letter.',
          },
        ],
        right: 'below',
      },
    },
    {
      type: 'act',
      text: 'Double that message on both stages, and play to the end.',
      button: 'Double a tentative',
      at: { beforeAct: 0 },
      deeds: [{ scene: 'all', act: { type: 'duplicate', of: 'tentative' } }],
      until: { end: true },
      notes: 'Play it slowly, and watch which of the four lines breaks first.',
    },
    {
      type: 'reveal',
      text: [
        'Above, {bank.discarded} copy arrived and was thrown away by its number: **{bank.money}** of {bank.opened}. Below, the payee met the letter twice: it holds for **{twice.money}** of {twice.opened}, and {twice.rulesBroken} of the four lines are broken.',
        'An account notes the number of each letter that it takes, and **never looks** whether it had it before. It need not, because the runtime promises that a record has **one effect**. On links that only promise *at least once*, each account would have to look itself: somebody always has to.',
      ],
      claims: [
        { says: 'Above, a copy arrived', left: 'bank.discarded', is: '=', right: 1 },
        { says: 'and all money is there', left: 'bank.money', is: '=', right: 'bank.opened' },
        { says: 'and everything that must hold does', left: 'bank.rulesBroken', is: '=', right: 0 },
        { says: 'Below, letters were met twice', left: 'twice.doubled', is: '>=', right: 1 },
        { says: 'there is money from nowhere', left: 'twice.money', is: '>', right: 'twice.opened' },
        { says: 'and the panel says so', left: 'twice.rulesBroken', is: '>=', right: 1 },
      ],
    },
  ],
};
