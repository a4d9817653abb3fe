/** Lesson 9: a worker dies in the middle of a rebalance, and nothing is lost or doubled. */
import type { Lesson } from '../play/lesson-schema.ts';

export const failure: Lesson = {
  id: 'failure',
  title: 'Failure',
  about: 'Kill a worker while objects travel; rewind, and kill it one event earlier.',
  scenes: [
    {
      id: 'accounts',
      title: 'Accounts',
      flow: 'accounts',
      workers: 3,
      seed: 42,
      keys: 120,
      records: 360,
      rate: 4_000,
      barrierMs: 20,
      horizonMs: 600,
      tallies: true,
    },
  ],
  steps: [
    {
      type: 'say',
      text: [
        'Every now and then a **barrier** flows through all channels. What is before it belongs to one epoch, what is behind it to the next. When every worker has cut there, the state of all objects, the places in the inputs and the outputs together make a **checkpoint**, as if it were one moment: no record is on both sides. The cluster does not stop; an input whose barrier came early waits for the others. Play a little: the upright bars are barriers.',
        'Press *Protocol* to see the machines at work: the phases of the coordinator are the rows of the very table that it runs, and those of tasks, slots, sources and channels come from the tables that they go by.',
      ],
      at: { ms: 45 },
      claims: [
        { says: 'A barrier has been sent through all channels', left: 'accounts.epoch', is: '>=', right: 1 },
        { says: 'A checkpoint is complete', left: 'accounts.durableEpoch', is: '>=', right: 1 },
        {
          says: 'Sources have gone on meanwhile: more was met than had come when the first barrier set out, after 20 ms',
          left: 'accounts.met',
          is: '>',
          right: { op: '*', of: ['accounts.arriving', 0.02] },
        },
        { says: 'and three workers serve', left: 'accounts.workers', is: '=', right: 3 },
      ],
    },
    {
      type: 'act',
      text: 'Add a fourth worker. The stage stops when objects are on their way.',
      button: 'Add a worker',
      deeds: [{ scene: 'accounts', act: { type: 'add' } }],
      until: {
        when: [
          { left: 'accounts.phase', is: '=', right: '"cutting"' },
          { left: 'accounts.travelling', is: '>=', right: 5 },
        ],
      },
    },
    {
      type: 'predict',
      question:
        '{accounts.travelling} objects are at no worker at all right now. You kill worker B. How many orders will be lost or counted twice?',
      answer: {
        kind: 'number',
        min: 0,
        max: 120,
        unit: 'orders lost or doubled',
        whys: [
          {
            least: 1,
            most: 120,
            why: 'What was on its way is gone, and so is all that worker B held. But a checkpoint has both as they were, and the sources read again from there.',
          },
        ],
        right: { op: '+', of: ['accounts.missing', 'accounts.extra'] },
      },
    },
    {
      type: 'act',
      text: 'Kill it, as `kill -9` would, and play to the end.',
      button: 'Kill worker B now',
      deeds: [{ scene: 'accounts', act: { type: 'kill', worker: 1 } }],
      until: { end: true },
      notes:
        'Play it slowly: the generation grows, everybody loads the last checkpoint, and the sources read again from there.',
    },
    {
      type: 'reveal',
      text: [
        'None: {accounts.counted} of {accounts.given} orders, each once. The coordinator did not repair anything. It began **generation {accounts.generation}**. A generation is what runs between two starts from a checkpoint: number 1 is the empty beginning, before anybody runs, the start begins number 2, and each recovery one more. You killed worker B in generation {before.accounts.generation}. Every worker went back to the last complete checkpoint, and the sources read again from where they stood then.',
        'What had been counted since was counted again, **from the state of before**, so it is not counted twice. Outputs wait for the checkpoint that holds them, so none was seen twice either: {accounts.outputs} left.',
      ],
      claims: [
        { says: 'There was one recovery', left: 'accounts.recoveries', is: '=', right: 1 },
        {
          says: 'Worker B was killed in the generation that the start had begun',
          left: 'before.accounts.generation',
          is: '=',
          right: 2,
        },
        {
          says: 'so there was one generation more',
          left: 'accounts.generation',
          is: '=',
          right: { op: '+', of: ['before.accounts.generation', 1] },
        },
        {
          says: 'When worker B was killed, objects were on their way',
          left: 'before.accounts.travelling',
          is: '>=',
          right: 5,
        },
        { says: 'No order is missing in its account', left: 'accounts.missing', is: '=', right: 0 },
        { says: 'and none is in it twice', left: 'accounts.extra', is: '=', right: 0 },
        { says: 'so that all of them are counted', left: 'accounts.counted', is: '=', right: 'accounts.given' },
        { says: 'Every account is as one thread makes it', left: 'accounts.wrong', is: '=', right: 0 },
        { says: 'One output left for each order', left: 'accounts.outputs', is: '=', right: 'accounts.given' },
        { says: 'In the end the fourth worker is there', left: 'accounts.workers', is: '=', right: 4 },
      ],
    },
    {
      type: 'act',
      text: 'Was that luck? Go back to one event **before** the kill, and kill it there. A clock that is made of events can do that exactly.',
      button: 'Rewind, and kill one event earlier',
      at: { beforeAct: 1 },
      deeds: [{ scene: 'accounts', act: { type: 'kill', worker: 1 } }],
      until: { end: true },
    },
    {
      type: 'reveal',
      text: [
        'Again {accounts.counted} of {accounts.given}. You have forked the history: both are in the tree, and you can go back to either. The tests of this runtime do the same at **every** event of a run; you can go on by hand: scrub anywhere, and kill whom you like.',
      ],
      claims: [
        { says: 'There was one recovery in this history, too', left: 'accounts.recoveries', is: '=', right: 1 },
        { says: 'Worker B was killed one event earlier than in the other', left: 'acts.apart', is: '=', right: 1 },
        { says: 'No order is missing in its account', left: 'accounts.missing', is: '=', right: 0 },
        { says: 'and none is in it twice', left: 'accounts.extra', is: '=', right: 0 },
        { says: 'so that all of them are counted', left: 'accounts.counted', is: '=', right: 'accounts.given' },
        { says: 'Every account is as one thread makes it', left: 'accounts.wrong', is: '=', right: 0 },
        { says: 'One output left for each order', left: 'accounts.outputs', is: '=', right: 'accounts.given' },
      ],
    },
  ],
};
