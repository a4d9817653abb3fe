/** Lesson 8: what a link promises when a message is lost or arrives twice. */
import type { Lesson } from '../play/lesson-schema.ts';

const scene = {
  flow: 'accounts',
  workers: 3,
  seed: 42,
  keys: 120,
  records: 300,
  rate: 4_000,
  barrierMs: 20,
  horizonMs: 400,
} as const;

const allFlying = [
  { left: 'most.flying', is: '>=', right: 1 },
  { left: 'least.flying', is: '>=', right: 1 },
  { left: 'once.flying', is: '>=', right: 1 },
] as const;

export const delivery: Lesson = {
  id: 'delivery',
  title: 'Delivery guarantees',
  about: 'Lose a message and double one, under three promises.',
  scenes: [
    { id: 'most', title: 'At most once', delivery: 'at-most-once', ...scene },
    { id: 'least', title: 'At least once', delivery: 'at-least-once', ...scene },
    { id: 'once', title: 'Effectively once', delivery: 'effectively-once', ...scene },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'A network loses messages and doubles them, and a sender that hears nothing cannot know whether the message or its answer was lost. Two things make the difference: does the sender **send again**, and does the receiver **look at numbers** that it has had?',
        '*At most once*: it is sent once and given up; a number that was had before is dropped. *At least once*: it is sent again until there is an answer, and nobody looks at numbers. *Effectively once*: both, sent again and looked at.',
        'Three stages, the same {most.given} orders. The dots are messages with records in them, the triangles such with outputs. Click one to read what is in it.',
      ],
      at: { when: [{ left: 'most.ms', is: '>=', right: 20 }, ...allFlying] },
      claims: [
        {
          says: 'The three have met as many orders so far, give or take one in ten: at most once',
          left: 'most.met',
          is: '<=',
          right: { op: '*', of: ['once.met', 1.1] },
        },
        { says: 'at least once', left: 'least.met', is: '<=', right: { op: '*', of: ['most.met', 1.1] } },
        { says: 'and effectively once', left: 'once.met', is: '<=', right: { op: '*', of: ['least.met', 1.1] } },
        { says: 'and have called the same code', left: 'most.codeRun', is: '=', right: 'once.codeRun' },
        { says: 'A message with records is on its way at most once', left: 'most.flying', is: '>=', right: 1 },
        { says: 'one at least once', left: 'least.flying', is: '>=', right: 1 },
        { says: 'and one effectively once', left: 'once.flying', is: '>=', right: 1 },
        {
          says: 'Nothing has been lost or doubled so far',
          left: { op: '+', of: ['most.lost', 'least.doubled'] },
          is: '=',
          right: 0,
        },
      ],
      notes:
        'Every message can be clicked: it may be lost or doubled. The buttons do the same to the first one of each stage.',
    },
    {
      type: 'predict',
      question: 'You lose one message in each. In which does an order go missing?',
      answer: {
        kind: 'choice',
        options: [
          { id: 'most', text: 'Only at most once' },
          {
            id: 'both',
            text: 'At most once and at least once',
            why: 'At least once sends again until there is an answer, so its order arrives, only later.',
          },
          {
            id: 'all',
            text: 'In all three: it is lost',
            why: 'The message is lost in all three, but the order is not: two of the three senders still have it, and send it again.',
          },
        ],
        right: 'most',
      },
    },
    {
      type: 'act',
      text: 'Lose a message that is on its way, in each stage.',
      button: 'Lose a message',
      deeds: [{ scene: 'all', act: { type: 'drop' } }],
      until: { when: [{ left: 'most.ms', is: '>=', right: 45 }, ...allFlying] },
    },
    {
      type: 'reveal',
      text: [
        'At most once: **{most.lost}** orders are gone, and nobody has noticed. The other two have each sent the message a second time; what stood behind it waited, because a link keeps its order.',
      ],
      claims: [
        { says: 'At most once lost records', left: 'most.lost', is: '>=', right: 1 },
        { says: 'At least once lost none', left: 'least.lost', is: '=', right: 0 },
        { says: 'but sent one again', left: 'least.resent', is: '=', right: 1 },
        { says: 'and so did effectively once', left: 'once.resent', is: '=', right: 1 },
      ],
    },
    {
      type: 'predict',
      question: 'Now a message arrives twice in each stage. Who counts its orders twice?',
      answer: {
        kind: 'choice',
        options: [
          { id: 'least', text: 'Only at least once' },
          {
            id: 'two',
            text: 'At least once and effectively once',
            why: 'Effectively once looks at the number of the message, has had it, and throws the copy away.',
          },
          {
            id: 'all',
            text: 'All three',
            why: 'Two of the three look at numbers: what was had before is thrown away. Only at least once does not look.',
          },
        ],
        right: 'least',
      },
    },
    {
      type: 'act',
      text: 'Double a message that is on its way, in each stage, and play to the end.',
      button: 'Double a message',
      deeds: [{ scene: 'all', act: { type: 'duplicate' } }],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'Of {most.given} orders, *at most once* counted **{most.counted}**, *at least once* **{least.counted}**, and *effectively once* **{once.counted}**.',
        'Delivery was not exactly once there, either: one message came twice and was recognised by its number. What happened once is the **effect**. *At most once* dropped the copy as well; what it lost is still lost.',
        'Links of this stage number their messages. Between real processes this runtime leaves that to TCP, which numbers every byte and sends again; its barriers count what went before them, to be sure. For workers that die it goes back to a checkpoint, which is the next lesson.',
      ],
      claims: [
        { says: 'At most once counted too few', left: 'most.counted', is: '<', right: 'most.given' },
        {
          says: 'by exactly what was lost',
          left: { op: '+', of: ['most.counted', 'most.lost'] },
          is: '=',
          right: 'most.given',
        },
        { says: 'and never too many', left: 'most.doubled', is: '=', right: 0 },
        { says: 'At least once counted too many', left: 'least.counted', is: '>', right: 'least.given' },
        {
          says: 'by exactly what was doubled',
          left: { op: '-', of: ['least.counted', 'least.doubled'] },
          is: '=',
          right: 'least.given',
        },
        { says: 'Effectively once counted each one once', left: 'once.counted', is: '=', right: 'once.given' },
        { says: 'and every account is as one thread makes it', left: 'once.wrong', is: '=', right: 0 },
        { says: 'although a copy did arrive', left: 'once.discarded', is: '=', right: 1 },
        { says: 'as it did at most once', left: 'most.discarded', is: '=', right: 1 },
        { says: 'At least once threw none away', left: 'least.discarded', is: '=', right: 0 },
      ],
    },
    {
      type: 'search',
      text: '**Find me a failure.** The search loses and doubles messages at moments all over the run, one fault at a time and then two, and looks for the smallest set after which an account has counted wrong.',
      button: 'Search all three',
      scenes: ['most', 'least', 'once'],
      moments: 6,
      notes:
        'Each try is a whole run of one stage, since they do not know of each other. What breaks one is in the tree of histories below the stage.',
    },
    {
      type: 'reveal',
      text: [
        '*At most once* is broken by **{found.most.faults}** fault, and *at least once* by **{found.least.faults}**: choose its history and step through it. For *effectively once* the search found none in {found.once.tried} runs. That is no proof, only a bound; the tests of this runtime go on for much longer, and kill processes, too.',
      ],
      claims: [
        { says: 'One fault breaks at most once', left: 'found.most.faults', is: '=', right: 1 },
        { says: 'One fault breaks at least once', left: 'found.least.faults', is: '=', right: 1 },
        { says: 'None was found that breaks effectively once', left: 'found.once.faults', is: '=', right: 0 },
        { says: 'although single ones were tried', left: 'found.once.singles', is: '>=', right: 12 },
        { says: 'and pairs', left: 'found.once.pairs', is: '>=', right: 4 },
      ],
    },
  ],
};
